package dev.tenure.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.lease.SubnetLease;
import dev.tenure.registry.SubnetWrite;
import dev.tenure.registry.WriteOutcome;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every registry does with a reservation that an operator makes: it is never put where somebody has just come. */
abstract class ReserveContract extends RenewalContract {
    private SubnetWrite.Reserve reserve(String keyText, long seenRevision) {
        return new SubnetWrite.Reserve(key(keyText), host("192.168.64.3"), networkRevision(), seenRevision);
    }

    private long seen() {
        return await(registry.snapshot()).revision();
    }

    @Test
    void a_reserve_writes_the_key_without_a_grant_and_says_how_it_stands() {
        WriteOutcome.Applied applied = applied(await(registry.write(reserve("10.5.52.0-24", seen()))));

        SubnetLease lease = applied.lease().orElseThrow();
        assertThat(lease.isReservation()).isTrue();
        assertThat(lease.value()).isEqualTo(host("192.168.64.3"));
        assertThat(lease.createRevision()).isEqualTo(applied.revision());
        assertThat(applied.overlaps()).isEmpty();
        assertThat(await(registry.snapshot()).leases().find(lease.key())).contains(lease);
        OtherWriter.Raw raw = other.get("subnets/10.5.52.0-24").orElseThrow();
        assertThat(raw.value()).isEqualTo(value("192.168.64.3"));
        assertThat(raw.grant()).isZero();
    }

    @Test
    void a_reserve_is_refused_where_the_key_is_taken_and_shows_by_whom() {
        long taken = other.put("subnets/10.5.52.0-24", value("192.168.64.9"), 0);

        WriteOutcome.Refused refused = refused(await(registry.write(reserve("10.5.52.0-24", seen()))));

        assertThat(refused.current().map(SubnetLease::modRevision)).contains(taken);
        assertThat(other.get("subnets/10.5.52.0-24").orElseThrow().value()).isEqualTo(value("192.168.64.9"));
    }

    @Test
    void a_reserve_is_refused_once_the_network_config_is_another_one() {
        SubnetWrite.Reserve reserve = reserve("10.5.52.0-24", seen());
        long changed = other.put("config", CONFIG, 0);

        WriteOutcome.Refused refused = refused(await(registry.write(reserve)));

        assertThat(refused).isEqualTo(new WriteOutcome.Refused(Optional.empty(), changed));
        assertThat(other.get("subnets/10.5.52.0-24")).isEmpty();
    }

    @Test
    void a_reserve_is_refused_where_any_key_was_made_since_the_snapshot() {
        for (String made : List.of("10.5.52.128-25", "10.5.0.0-24", "10.5.99.0-24&fd00::-64", "strange")) {
            long seen = seen();
            other.put("subnets/" + made, value("192.168.64.9"), 0);

            WriteOutcome.Refused refused = refused(await(registry.write(reserve("10.5.52.0-24", seen))));

            assertThat(refused).isEqualTo(new WriteOutcome.Refused(Optional.empty(), networkRevision()));
            assertThat(other.get("subnets/10.5.52.0-24")).isEmpty();
        }
    }

    @Test
    void a_reserve_is_refused_where_a_key_went_and_came_back_since_the_snapshot() {
        other.put("subnets/10.5.52.128-25", value("192.168.64.9"), 0);
        long seen = seen();
        other.delete("subnets/10.5.52.128-25");
        other.put("subnets/10.5.52.128-25", value("192.168.64.9"), 0);

        assertThat(await(registry.write(reserve("10.5.52.0-24", seen)))).isInstanceOf(WriteOutcome.Refused.class);
    }

    @Test
    void a_reserve_is_not_disturbed_by_what_takes_no_new_subnet() {
        other.put("subnets/10.5.1.0-24", value("192.168.64.1"), 0);
        other.put("subnets/10.5.2.0-24", value("192.168.64.2"), 0);
        long seen = seen();
        other.put("subnets/10.5.1.0-24", value("192.168.64.9"), grant().id());
        other.delete("subnets/10.5.2.0-24");
        other.put("subnetsx", "", 0);
        other.put("subnets0/10.5.52.0-24", "", 0);
        other.put("subnets", "", 0);

        assertThat(await(registry.write(reserve("10.5.52.0-24", seen)))).isInstanceOf(WriteOutcome.Applied.class);
    }

    @Test
    void a_reserve_stands_beside_a_key_of_the_very_revision_of_the_snapshot() {
        long seen = other.put("subnets/10.5.1.0-24", value("192.168.64.1"), 0);

        assertThat(await(registry.write(reserve("10.5.52.0-24", seen)))).isInstanceOf(WriteOutcome.Applied.class);
        assertThat(await(registry.write(reserve("10.5.53.0-24", seen)))).isInstanceOf(WriteOutcome.Refused.class);
    }

    @Test
    void of_many_reservations_that_were_chosen_from_one_snapshot_one_is_made() {
        long seen = seen();

        List<Future<WriteOutcome>> all = IntStream.range(0, 16)
                .mapToObj(i -> registry.write(reserve("10.5." + i * 8 + ".0-21", seen)))
                .toList();

        assertThat(all.stream().map(ContractFixture::await))
                .filteredOn(WriteOutcome.Applied.class::isInstance)
                .hasSize(1);
        assertThat(await(registry.snapshot()).leases().size()).isEqualTo(1);
    }
}
