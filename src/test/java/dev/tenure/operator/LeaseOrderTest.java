package dev.tenure.operator;

import static dev.tenure.operator.Snapshots.DUAL;
import static dev.tenure.operator.Snapshots.IP;
import static dev.tenure.operator.Snapshots.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.lease.GrantId;
import dev.tenure.lease.LeaseTable;
import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.tenancy.Registry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** In which order leases come where they are alike, and what is counted where they lie over each other. */
class LeaseOrderTest {
    private final Registry registry = new Registry().network(DUAL);

    private List<String> sorted(LeaseOrder order, Map<GrantId, Duration> left) {
        return LeaseRow.of(Snapshots.of(registry), left).stream()
                .sorted(order)
                .map(row -> row.lease().key().text())
                .toList();
    }

    private GrantId grant(String key) {
        return registry.at(key).term().granted().orElseThrow();
    }

    @Test
    void what_is_alike_is_sorted_by_both_halves_as_numbers_and_then_by_its_text() {
        registry.lease("10.5.9.7-24", "192.168.64.9")
                .lease("10.5.9.0-24", IP)
                .lease("10.5.100.0-24", IP)
                .lease("10.5.9.0-24&fd01:0:0:10::-64", IP)
                .lease("10.5.9.0-24&fd01:0:0:9::-64", IP)
                .lease("0.0.0.0-0&fd01:0:0:10::-64", "fd00::3")
                .lease("0.0.0.0-0&fd01:0:0:9::-64", "fd00::3");
        assertThat(sorted(LeaseOrder.SUBNET, Map.of()))
                .containsExactly(
                        "10.5.9.0-24&fd01:0:0:9::-64",
                        "10.5.9.0-24&fd01:0:0:10::-64",
                        "10.5.9.0-24",
                        "10.5.9.7-24",
                        "10.5.100.0-24",
                        "0.0.0.0-0&fd01:0:0:9::-64",
                        "0.0.0.0-0&fd01:0:0:10::-64");
        assertThat(sorted(LeaseOrder.HOST, Map.of()))
                .startsWith(
                        "10.5.9.0-24&fd01:0:0:9::-64",
                        "10.5.9.0-24&fd01:0:0:10::-64",
                        "10.5.9.0-24",
                        "10.5.100.0-24",
                        "10.5.9.7-24");
    }

    @Test
    void of_two_that_end_together_the_lower_subnet_comes_first_and_what_is_not_known_last() {
        registry.lease("10.5.10.0-24", IP).lease("10.5.9.0-24", OTHER).lease("10.5.1.0-24", "192.168.64.4");
        Map<GrantId, Duration> left =
                Map.of(grant("10.5.10.0-24"), Duration.ofHours(9), grant("10.5.9.0-24"), Duration.ofHours(9));
        assertThat(sorted(LeaseOrder.LEFT, left)).containsExactly("10.5.9.0-24", "10.5.10.0-24", "10.5.1.0-24");
        assertThat(PoolReport.of(Snapshots.of(registry), left).nextExpiry())
                .as("by the text of the key")
                .contains(new PoolReport.Expiry(registry.at("10.5.10.0-24"), Duration.ofHours(9)));
    }

    @Test
    void nothing_is_younger_than_the_snapshot() {
        registry.lease("10.5.9.0-24", IP);
        LeaseTable restored = LeaseTable.of(registry.table().leases(), 1);
        RegistrySnapshot snapshot =
                new RegistrySnapshot(registry.networkEntry(), restored, Snapshots.NONE_STRANGE, Snapshots.STORE);
        assertThat(LeaseRow.of(snapshot, Map.of())).singleElement().returns(0L, LeaseRow::ageRevisions);
    }

    @Test
    void a_subnet_with_a_lease_and_a_reservation_on_it_counts_once_and_one_outside_of_the_pool_not_at_all() {
        registry.network("10.5.0.0/22")
                .lease("10.5.1.0-24", IP)
                .reservation("10.5.1.0-25", OTHER)
                .lease("10.5.2.0-24", "192.168.64.4")
                .lease("10.6.2.0-24", "192.168.64.5");
        PoolReport report = PoolReport.of(Snapshots.of(registry), Map.of());
        assertThat(report.families())
                .singleElement()
                .returns(3L, PoolUse::size)
                .returns(1L, PoolUse::leased)
                .returns(1L, PoolUse::reserved)
                .returns(1L, PoolUse::free);
        assertThat(report)
                .returns(3L, PoolReport::leases)
                .returns(1L, PoolReport::reservations)
                .returns(2L, PoolReport::unfit);
    }

    @Test
    void rows_of_a_host_with_two_addresses_are_found_by_either_block_and_by_the_host() {
        registry.lease("10.5.9.0-24&fd01:0:0:9::-64", IP + ",fd00::3")
                .lease("10.5.10.0-24&fd01:0:0:a::-64", OTHER + ",fd00::9");
        List<LeaseRow> rows = LeaseRow.of(Snapshots.of(registry), Map.of());
        assertThat(rows.stream().filter(LeaseFilter.heldBy(Snapshots.host(IP + ",fd00::3"))))
                .hasSize(1);
        assertThat(rows.stream().filter(LeaseFilter.unfit())).isEmpty();
        assertThat(rows.stream().filter(LeaseFilter.contested())).isEmpty();
        assertThat(rows.stream().filter(LeaseFilter.reservations(true))).isEmpty();
        assertThat(rows.stream().filter(LeaseFilter.reservations(false))).hasSize(2);
    }
}
