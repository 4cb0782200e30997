package dev.tenure.operator;

import static dev.tenure.operator.Snapshots.DUAL;
import static dev.tenure.operator.Snapshots.IP;
import static dev.tenure.operator.Snapshots.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.lease.GrantId;
import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.Term;
import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.subnet.Cidr;
import dev.tenure.subnet.IpAddress;
import dev.tenure.subnet.IpFamily;
import dev.tenure.tenancy.Registry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator sees of the leases and of the pool: each row, which rows, in which order, and the sums. */
class LeaseRowTest {
    private final Registry registry = new Registry()
            .network("{\"Network\":\"10.5.0.0/16\",\"SubnetMax\":\"10.5.254.0\",\"Backend\":{\"Type\":\"vxlan\"}}")
            .lease("10.5.10.0-24", IP)
            .reservation("10.5.9.0-24", OTHER)
            .lease("10.5.9.7-24", "192.168.64.10")
            .garbage("10.5.100.0-24")
            .lease("0.0.0.0-0&fd01:0:0:9::-64", "fd00::3");

    private final Map<GrantId, Duration> left =
            Map.of(grant("10.5.10.0-24"), Duration.ofHours(9), grant("10.5.9.7-24"), Duration.ofHours(8));

    private GrantId grant(String key) {
        return registry.at(key).term().granted().orElseThrow();
    }

    private List<LeaseRow> rows() {
        return LeaseRow.of(Snapshots.of(registry), left);
    }

    private List<String> keys(Predicate<LeaseRow> filter) {
        return rows().stream()
                .filter(filter)
                .sorted(LeaseOrder.SUBNET)
                .map(row -> row.lease().key().text())
                .toList();
    }

    @Test
    void a_row_says_who_has_it_since_when_and_what_is_wrong_with_it() {
        LeaseRow row = rows().stream()
                .filter(each -> each.lease().key().text().equals("10.5.9.7-24"))
                .findFirst()
                .orElseThrow();
        assertThat(row)
                .returns("lease", LeaseRow::kind)
                .returns("192.168.64.10", LeaseRow::holder)
                .returns("vxlan", LeaseRow::backend)
                .returns(2L, LeaseRow::ageRevisions);
        assertThat(row.left()).contains(Duration.ofHours(8));
        assertThat(row.unfit()).isEmpty();
        assertThat(row.rival()).contains(registry.at("10.5.9.0-24"));
    }

    @ParameterizedTest(name = "by {0}: {1}")
    @CsvSource({
        "SUBNET, 9.0 9.7 10.0 100.0 fd01",
        "HOST, 10.0 9.0 9.7 fd01 100.0",
        "KIND, 9.7 10.0 fd01 9.0 100.0",
        "BACKEND, 100.0 9.0 9.7 10.0 fd01",
        "AGE, 10.0 9.0 9.7 100.0 fd01",
        "LEFT, 9.7 10.0 9.0 100.0 fd01"
    })
    void rows_are_sorted_by_what_they_mean(LeaseOrder order, String expected) {
        assertThat(rows().stream()
                        .sorted(order)
                        .map(row -> row.lease().key().text().replaceAll("^10\\.5\\.|^0\\.0\\.0\\.0-0&|-24$|:.*$", ""))
                        .toList())
                .containsExactly(expected.split(" "));
        assertThat(order.label()).isEqualTo(order.name().toLowerCase(java.util.Locale.ROOT));
    }

    @Test
    void rows_are_filtered_by_kind_host_address_block_fit_and_conflict() {
        assertThat(keys(LeaseFilter.reservations(true))).containsExactly("10.5.9.0-24", "10.5.100.0-24");
        assertThat(keys(LeaseFilter.reservations(false))).hasSize(3).doesNotContain("10.5.9.0-24");
        assertThat(keys(LeaseFilter.heldBy(Snapshots.host(IP)))).containsExactly("10.5.10.0-24");
        assertThat(keys(LeaseFilter.containing(IpAddress.parse("10.5.9.200").orElseThrow())))
                .containsExactly("10.5.9.0-24", "10.5.9.7-24");
        assertThat(keys(LeaseFilter.containing(IpAddress.parse("fd01:0:0:9::1").orElseThrow())))
                .containsExactly("0.0.0.0-0&fd01:0:0:9::-64");
        assertThat(keys(LeaseFilter.overlapping(Cidr.parse("10.5.8.0/21").orElseThrow())
                        .and(LeaseFilter.reservations(false))))
                .containsExactly("10.5.9.7-24", "10.5.10.0-24");
        assertThat(keys(LeaseFilter.unfit())).containsExactly("0.0.0.0-0&fd01:0:0:9::-64");
        assertThat(keys(LeaseFilter.contested())).containsExactly("10.5.9.0-24", "10.5.9.7-24");
    }

    @Test
    void a_foreign_text_is_shown_printable_and_cut() {
        registry.put(
                Registry.key("10.5.10.0-24"),
                HostAttributes.of(Snapshots.host(IP), "\u001b[31m🐉\n" + "x".repeat(60_000)),
                new Term.Reserved());
        assertThat(rows()).allSatisfy(row -> {
            assertThat(row.backend()).matches("[\\p{Print}…]{0,50}");
            assertThat(row.holder()).matches("[\\p{Print}…]{1,100}");
        });
    }

    @Test
    void the_pool_adds_up() {
        PoolReport report = PoolReport.of(Snapshots.of(registry), left);
        assertThat(report.families()).singleElement().satisfies(pool -> {
            assertThat(pool.family()).isEqualTo(IpFamily.IPV4);
            assertThat(pool)
                    .returns(254L, PoolUse::size)
                    .returns(1L, PoolUse::leased)
                    .returns(2L, PoolUse::reserved)
                    .returns(251L, PoolUse::free);
        });
        assertThat(report)
                .returns(3L, PoolReport::leases)
                .returns(2L, PoolReport::reservations)
                .returns(1L, PoolReport::unfit);
        assertThat(report.nextExpiry())
                .contains(new PoolReport.Expiry(registry.at("10.5.9.7-24"), Duration.ofHours(8)));
    }

    @Test
    void without_a_network_config_there_is_no_pool_and_in_dual_stack_there_are_two() {
        registry.network(DUAL);
        assertThat(PoolReport.of(Snapshots.of(registry), Map.of()).families())
                .extracting(PoolUse::family)
                .containsExactly(IpFamily.IPV4, IpFamily.IPV6);
        registry.networkDeleted();
        PoolReport report = PoolReport.of(Snapshots.of(registry), Map.of());
        assertThat(report.families()).isEmpty();
        assertThat(report.nextExpiry()).isEmpty();
        assertThat(rows()).allMatch(row -> row.unfit().isEmpty());
    }

    @Test
    void ten_thousand_rows_are_made_and_sorted_at_once() {
        RegistrySnapshot snapshot = SomeRegistry.large("{\"Network\":\"10.0.0.0/8\",\"SubnetLen\":24}", 10_000);
        long millis = CpuTime.millisOf("10,000 rows made and sorted in six ways", () -> {
            for (LeaseOrder order : LeaseOrder.values()) {
                assertThat(LeaseRow.of(snapshot, Map.of()).stream().sorted(order))
                        .hasSize(10_000);
            }
            PoolReport.of(snapshot, Map.of());
        });
        assertThat(millis).isLessThan(5_000);
    }
}
