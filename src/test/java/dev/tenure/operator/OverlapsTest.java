package dev.tenure.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.Seed;
import dev.tenure.lease.GrantId;
import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.SubnetLease;
import dev.tenure.lease.Term;
import dev.tenure.tenancy.Registry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** The walk over the tree of blocks, and the index of blocks, against looking at every pair. */
class OverlapsTest {
    private static Optional<SubnetLease> byLookingAtAll(SubnetLease lease, Collection<SubnetLease> leases) {
        return leases.stream()
                .filter(other -> other.value() instanceof HostAttributes && lease.value() instanceof HostAttributes)
                .filter(other -> other.subnet().overlaps(lease.subnet()))
                .filter(other -> !java.util.Objects.equals(other.hostAddress(), lease.hostAddress()))
                .min(Holdings.STRONGER_FIRST);
    }

    @Test
    void the_strongest_rival_is_found_as_by_looking_at_every_pair() {
        Seed seed = Seed.forTest("OverlapsTest.rivals");
        RandomGenerator random = seed.random();
        for (int round = 0; round < 1_000; round++) {
            Collection<SubnetLease> leases = SomeRegistry.of(
                            random, random.nextBoolean() ? Snapshots.DUAL : "10.5.0.0/16")
                    .table()
                    .leases();
            Overlaps overlaps = Overlaps.in(leases);
            for (SubnetLease lease : leases) {
                assertThat(overlaps.strongestRivalOf(lease))
                        .as("%s, round %d: %s", seed, round, lease.key())
                        .isEqualTo(byLookingAtAll(lease, leases));
            }
        }
    }

    @Test
    void the_index_answers_as_the_table_does() {
        Seed seed = Seed.forTest("OverlapsTest.index");
        RandomGenerator random = seed.random();
        for (int round = 0; round < 500; round++) {
            Registry registry = SomeRegistry.of(random, random.nextBoolean() ? Snapshots.DUAL : "10.5.0.0/16");
            Collection<SubnetLease> leases = registry.table().leases();
            Holdings holdings = Holdings.of(List.of());
            leases.forEach(holdings::add);
            for (SubnetLease lease : leases) {
                if (lease.value() instanceof HostAttributes attributes) {
                    assertThat(holdings.heldBy(attributes.identity()))
                            .isEqualTo(registry.table().heldBy(attributes.identity()));
                    assertThat(holdings.foreignOverlaps(lease.subnet(), attributes.identity()))
                            .as("%s, round %d: %s", seed, round, lease.key())
                            .containsExactlyInAnyOrderElementsOf(registry.table()
                                    .foreignOverlaps(lease.subnet(), attributes.identity())
                                    .toList());
                }
            }
            leases.forEach(lease -> holdings.replace(lease, lease));
            assertThat(holdings.blocks().count())
                    .isEqualTo(leases.stream()
                            .flatMap(lease -> Holdings.halves(lease.subnet()))
                            .distinct()
                            .count());
        }
    }

    @Test
    void where_everything_overlaps_everything_it_costs_no_more() {
        List<SubnetLease> leases = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            String key =
                    i % 2 == 0 ? "10." + i / 256 + "." + i % 256 + ".1-8" : "10." + i / 256 + "." + i % 256 + ".0-24";
            leases.add(new SubnetLease(
                    Registry.key(key),
                    Registry.attributes("192.168." + i / 256 + "." + i % 256),
                    new Term.Granted(new GrantId(i + 1)),
                    i + 10,
                    i + 10));
        }
        long millis = CpuTime.millisOf(
                "10,000 leases that all overlap",
                () -> assertThat(Overlaps.in(leases).strongestRivalOf(leases.getLast()))
                        .contains(leases.getFirst()));
        assertThat(millis).isLessThan(2_000);
    }
}
