package dev.tenure.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.Seed;
import dev.tenure.subnet.Cidr;
import dev.tenure.subnet.IpAddress;
import dev.tenure.subnet.Subnet;
import dev.tenure.subnet.SubnetKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class LeaseTableTest {
    private static final HostIdentity US = host("192.168.64.3");
    private static final HostIdentity THEM = host("192.168.64.4");

    private static HostIdentity host(String address) {
        return new HostIdentity(IpAddress.parse(address).orElseThrow(), null);
    }

    private static SubnetKey key(String subnet) {
        return SubnetKey.of(Subnet.of(Cidr.parse(subnet).orElseThrow()));
    }

    private static SubnetLease lease(SubnetKey key, HostIdentity host, long createRevision, long modRevision) {
        // some are reservations, and a lease can become one
        Term term = Term.ofEtcdLease(modRevision % 3 == 0 ? 0 : 7);
        return new SubnetLease(key, HostAttributes.of(host, "vxlan"), term, createRevision, modRevision);
    }

    private static SubnetLease lease(String subnet, HostIdentity host, long revision) {
        return lease(key(subnet), host, revision, revision);
    }

    /** A store with a history: what etcd holds, and every change of one revision as the watch delivers it. */
    private static final class NaiveStore {
        private final Map<SubnetKey, SubnetLease> leases = new HashMap<>();
        private final List<List<LeaseChange>> history = new ArrayList<>();
        private final RandomGenerator random;
        private long revision = 1;

        NaiveStore(RandomGenerator random) {
            this.random = random;
        }

        /** One transaction: a put, or the removal of one key or (as when a grant ends) of several at one revision. */
        void change() {
            revision++;
            List<LeaseChange> changes = new ArrayList<>();
            if (random.nextInt(3) > 0 || leases.isEmpty()) {
                SubnetKey key = key("10.5." + random.nextInt(12) + ".0/24");
                SubnetLease known = leases.get(key);
                SubnetLease put = lease(
                        key,
                        host("192.168.64." + random.nextInt(4)),
                        known == null ? revision : known.createRevision(),
                        revision);
                leases.put(key, put);
                changes.add(new LeaseChange.Put(put));
            } else {
                Set<SubnetKey> gone = new HashSet<>();
                leases.keySet().stream().limit(1 + random.nextInt(3)).forEach(gone::add);
                gone.forEach(key -> changes.add(new LeaseChange.Removed(key, revision)));
                leases.keySet().removeAll(gone);
            }
            history.add(changes);
        }

        LeaseTable read() {
            return LeaseTable.of(leases.values(), revision);
        }
    }

    private static void assertSame(LeaseTable table, LeaseTable expected, String as) {
        assertThat(table.leases()).as(as).containsExactlyInAnyOrderElementsOf(expected.leases());
        assertThat(table.revision()).as(as).isEqualTo(expected.revision());
        assertThat(table.size()).as(as).isEqualTo(expected.size());
        expected.leases()
                .forEach(lease -> assertThat(table.find(lease.key())).as(as).contains(lease));
        assertFindsAsAScanDoes(table, as);
    }

    private static void assertFindsAsAScanDoes(LeaseTable table, String as) {
        for (int last = 0; last < 4; last++) {
            HostIdentity host = host("192.168.64." + last);
            assertThat(table.heldBy(host))
                    .as(as + ": " + host)
                    .containsExactlyInAnyOrderElementsOf(scan(table, lease -> lease.isHeldBy(host)));
        }
        Subnet some = key("10.5.4.0/22").subnet();
        assertThat(table.overlaps(some))
                .as(as)
                .containsExactlyInAnyOrderElementsOf(
                        scan(table, lease -> lease.subnet().overlaps(some)));
        assertThat(table.reservations())
                .as(as)
                .isEqualTo(scan(table, SubnetLease::isReservation).size());
    }

    private static List<SubnetLease> scan(LeaseTable table, Predicate<SubnetLease> wanted) {
        return table.leases().stream().filter(wanted).toList();
    }

    private static LeaseTable apply(LeaseTable table, List<LeaseChange> changes) {
        LeaseTable result = table;
        for (LeaseChange change : changes) {
            result = result.after(change);
        }
        return result;
    }

    @Test
    void follows_the_watch_from_any_snapshot_on() {
        Seed seed = Seed.forTest("LeaseTableTest.follows_the_watch_from_any_snapshot_on");
        RandomGenerator random = seed.random();
        for (int round = 0; round < 200; round++) {
            NaiveStore store = new NaiveStore(random);
            LeaseTable table = LeaseTable.EMPTY;
            for (int step = 0; step < 60; step++) {
                store.change();
                table = apply(table, store.history.getLast());
                assertSame(table, store.read(), seed + " round " + round + " step " + step);
            }
        }
    }

    @Test
    void changes_that_it_shows_already_change_nothing() {
        Seed seed = Seed.forTest("LeaseTableTest.changes_that_it_shows_already_change_nothing");
        RandomGenerator random = seed.random();
        for (int round = 0; round < 200; round++) {
            NaiveStore store = new NaiveStore(random);
            for (int step = 0; step < 60; step++) {
                store.change();
            }
            // a watch that was opened earlier delivers the past again, in order and whole
            int from = random.nextInt(60);
            LeaseTable table = store.read();
            for (List<LeaseChange> changes : store.history.subList(from, 60)) {
                table = apply(table, changes);
            }
            assertSame(table, store.read(), seed + " round " + round + " from " + from);
        }
    }

    @Test
    void the_changes_to_a_later_table_lead_to_it() {
        Seed seed = Seed.forTest("LeaseTableTest.the_changes_to_a_later_table_lead_to_it");
        RandomGenerator random = seed.random();
        for (int round = 0; round < 2_000; round++) {
            NaiveStore store = new NaiveStore(random);
            int before = random.nextInt(30);
            for (int step = 0; step < before; step++) {
                store.change();
            }
            LeaseTable earlier = store.read();
            int missed = random.nextInt(30);
            for (int step = 0; step < missed; step++) {
                store.change();
            }
            LeaseTable later = store.read();
            List<LeaseChange> changes = earlier.changesTo(later);

            String as = seed + " round " + round + ": " + before + " seen, " + missed + " missed";
            assertSame(apply(earlier, changes).atRevision(later.revision()), later, as);
            assertNothingMoreThanNeeded(earlier, later, changes, as);
        }
    }

    private static void assertNothingMoreThanNeeded(
            LeaseTable earlier, LeaseTable later, List<LeaseChange> changes, String as) {
        Set<SubnetKey> told = new HashSet<>();
        for (LeaseChange change : changes) {
            assertThat(told.add(change.key()))
                    .as(as + " tells %s once", change.key())
                    .isTrue();
            assertThat(earlier.find(change.key())).as(as).isNotEqualTo(later.find(change.key()));
        }
        assertThat(changes).as(as).isSortedAccordingTo((a, b) -> Long.compare(a.revision(), b.revision()));
    }

    @Test
    void a_table_is_a_value_that_no_change_changes() {
        LeaseTable table = LeaseTable.of(List.of(lease("10.5.1.0/24", US, 5)), 5);
        LeaseTable after = table.after(new LeaseChange.Removed(key("10.5.1.0/24"), 6));
        assertThat(table.size()).isEqualTo(1);
        assertThat(after.size()).isZero();
        assertThat(LeaseTable.EMPTY.size()).isZero();
        assertThat(LeaseTable.EMPTY.revision()).isZero();
    }

    @Test
    void a_change_of_the_past_and_one_seen_already_give_the_same_table_back() {
        LeaseTable table = LeaseTable.of(List.of(lease("10.5.1.0/24", US, 5)), 9);
        assertThat(table.after(new LeaseChange.Removed(key("10.5.1.0/24"), 8))).isSameAs(table);
        assertThat(table.after(new LeaseChange.Put(lease("10.5.2.0/24", THEM, 8))))
                .isSameAs(table);
        LeaseTable newer = table.after(new LeaseChange.Put(lease("10.5.2.0/24", THEM, 10)));
        assertThat(newer.after(new LeaseChange.Put(lease("10.5.2.0/24", THEM, 10))))
                .isSameAs(newer);
        assertThat(table.atRevision(9)).isSameAs(table);
        assertThat(table.atRevision(3)).isSameAs(table);
        assertThat(table.atRevision(10).revision()).isEqualTo(10);
    }

    @Test
    void keys_that_went_in_one_revision_all_go() {
        LeaseTable table = LeaseTable.of(List.of(lease("10.5.1.0/24", US, 5), lease("10.5.2.0/24", US, 6)), 6);
        LeaseTable after = apply(
                table,
                List.of(
                        new LeaseChange.Removed(key("10.5.1.0/24"), 7),
                        new LeaseChange.Removed(key("10.5.2.0/24"), 7)));
        assertThat(after.leases()).isEmpty();
        assertThat(after.revision()).isEqualTo(7);
    }

    @Test
    void finds_what_a_host_holds_the_oldest_claim_first() {
        SubnetLease young = lease("10.5.1.0/24", US, 9);
        SubnetLease old = lease(key("10.5.2.0/24"), US, 3, 12);
        LeaseTable table = LeaseTable.of(List.of(young, old, lease("10.5.3.0/24", THEM, 1)), 12);
        assertThat(table.heldBy(US)).containsExactly(old, young);
        assertThat(table.heldBy(host("192.168.64.9"))).isEmpty();
    }

    @Test
    void finds_the_foreign_leases_that_share_an_address() {
        SubnetLease ours = lease("10.5.1.0/24", US, 5);
        SubnetLease within = lease("10.5.1.128/25", THEM, 6);
        SubnetLease around = lease("10.5.0.0/16", THEM, 7);
        SubnetLease apart = lease("10.6.1.0/24", THEM, 8);
        LeaseTable table = LeaseTable.of(List.of(ours, within, around, apart), 8);
        assertThat(table.foreignOverlaps(ours.subnet(), US)).containsExactlyInAnyOrder(within, around);
    }

    @Test
    void two_spellings_of_one_subnet_are_two_keys() {
        SubnetKey plain = SubnetKey.parse("10.5.1.0-24").orElseThrow();
        SubnetKey odd = SubnetKey.parse("10.5.1.7-24").orElseThrow();
        LeaseTable table = LeaseTable.of(List.of(lease(plain, US, 5, 5), lease(odd, THEM, 6, 6)), 6);
        assertThat(table.size()).isEqualTo(2);
        assertThat(table.foreignOverlaps(plain.subnet(), US)).hasSize(1);
        assertThat(table.after(new LeaseChange.Removed(odd, 7)).find(plain)).isPresent();
    }
}
