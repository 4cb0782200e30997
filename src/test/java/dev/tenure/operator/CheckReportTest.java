package dev.tenure.operator;

import static dev.tenure.operator.Snapshots.IP;
import static dev.tenure.operator.Snapshots.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.json.MalformedJson;
import dev.tenure.lease.GrantId;
import dev.tenure.lease.Term;
import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.registry.StrangeEntry;
import dev.tenure.registry.StrangeKeys;
import dev.tenure.tenancy.Registry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A report as a whole: when it is clean, what is left of it, and that nothing is removed for another reason than it gives. */
class CheckReportTest {
    private final Registry registry = new Registry().network("10.5.0.0/16");

    private static CheckReport report(FindingCode... codes) {
        return new CheckReport(
                Snapshots.STORE,
                4_711,
                Stream.of(codes)
                        .map(code -> new Finding(code, List.of(), code.label(), "", List.of()))
                        .toList());
    }

    private RepairPlan.Step step(FindingCode code, Repair repair, String... keys) {
        List<Finding.KeyAt> seen = Stream.of(keys)
                .map(key -> new Finding.KeyAt(key, registry.at(key).modRevision()))
                .toList();
        CheckReport forged =
                new CheckReport(Snapshots.STORE, 1, List.of(new Finding(code, seen, "", "", List.of(repair))));
        return RepairPlan.of(forged, Snapshots.of(registry), CheckFacts.NONE)
                .steps()
                .getFirst();
    }

    @Test
    void a_report_is_clean_with_notices_only() {
        assertThat(report().isClean()).isTrue();
        assertThat(report(FindingCode.ODD_KEY, FindingCode.SHARED_GRANT).isClean())
                .isTrue();
        assertThat(report(FindingCode.ODD_KEY, FindingCode.STRANGE_KEY).isClean())
                .isFalse();
        assertThat(report(FindingCode.OVERLAP).isClean()).isFalse();
    }

    @Test
    void a_part_of_a_report_is_about_the_same_store_and_moment() {
        assertThat(report(FindingCode.OVERLAP, FindingCode.ODD_KEY, FindingCode.IP_TWICE)
                        .only(Set.of(FindingCode.ODD_KEY, FindingCode.IP_TWICE)))
                .isEqualTo(report(FindingCode.ODD_KEY, FindingCode.IP_TWICE));
    }

    @Test
    void each_kind_of_repair_reads_back_as_it_was_written() throws MalformedJson {
        CheckReport report = new CheckReport(
                Snapshots.STORE,
                7,
                List.of(new Finding(
                        FindingCode.STRANGE_KEY,
                        List.of(new Finding.KeyAt("\\x00\\x5c", 3)),
                        "",
                        "",
                        List.of(
                                new Repair.DeleteStrange("\\x00\\x5c", 3),
                                new Repair.DeleteKey("10.5.9.0-24", 4),
                                new Repair.RevokeGrant(new GrantId(-2))))));
        assertThat(report.toJson())
                .contains("{\"deleteStrange\":\"\\\\x00\\\\x5c\",\"modRevision\":3}")
                .contains("{\"revoke\":\"fffffffffffffffe\"}");
        assertThat(CheckReport.parse(report.toJson())).isEqualTo(report);
    }

    @Test
    void what_may_go_for_one_reason_does_not_go_for_another() {
        registry.lease("10.5.9.0-24", OTHER).lease("10.5.9.7-24", IP);
        Repair repair =
                new Repair.DeleteKey("10.5.9.7-24", registry.at("10.5.9.7-24").modRevision());
        assertThat(step(FindingCode.OVERLAP, repair, "10.5.9.7-24", "10.5.9.0-24")
                        .skipped())
                .isEmpty();
        assertThat(step(FindingCode.UNREADABLE_VALUE, repair, "10.5.9.7-24", "10.5.9.0-24")
                        .skipped())
                .isPresent();
        assertThat(step(FindingCode.OVERLAP, repair, "10.5.9.7-24").skipped()).isPresent();
    }

    @Test
    void what_was_written_since_says_so_though_its_rival_goes() {
        Registry three = new Registry()
                .network(Snapshots.DUAL)
                .lease("10.5.8.0-24&fd01:0:0:1::-64", "192.168.64.1,fd00::1")
                .lease("10.5.8.0-24&fd01:0:0:2::-64", "192.168.64.2,fd00::2")
                .lease("10.5.9.0-24&fd01:0:0:2::-64", "192.168.64.3,fd00::3");
        CheckReport report = RegistryCheck.of(Snapshots.of(three), CheckFacts.NONE);
        three.lease("10.5.9.0-24&fd01:0:0:2::-64", "192.168.64.3,fd00::3");
        assertThat(RepairPlan.of(report, Snapshots.of(three), CheckFacts.NONE).steps().stream()
                        .flatMap(step -> step.skipped().stream()))
                .containsExactly("10.5.9.0-24&fd01:0:0:2::-64 was written since, at revision "
                        + three.at("10.5.9.0-24&fd01:0:0:2::-64").modRevision());
    }

    @Test
    void a_grant_that_is_known_to_carry_our_key_is_no_orphan_whatever_etcd_has_said_of_it() {
        registry.lease("10.5.8.0-24", IP);
        GrantId ours = registry.at("10.5.8.0-24").term().granted().orElseThrow();
        CheckFacts.GrantFact unused = new CheckFacts.GrantFact(Duration.ofDays(1), Duration.ofHours(20), 0);
        CheckFacts facts = new CheckFacts(Map.of(ours, unused), List.of());
        assertThat(RegistryCheck.of(Snapshots.of(registry), facts).findings()).isEmpty();
    }

    @Test
    void another_subnet_than_the_expected_one_is_not_the_one_that_should_be_there() {
        registry.reservation("10.5.8.0-24", IP);
        CheckFacts facts =
                new CheckFacts(Map.of(), HostsFile.parse(IP + ",10.5.9.0/24").lines());
        assertThat(RegistryCheck.of(Snapshots.of(registry), facts).findings())
                .extracting(Finding::sentence)
                .containsExactly("10.5.9.0/24 should be reserved for 192.168.64.3 (line 1)");
    }

    @Test
    void strange_keys_are_one_finding_each_up_to_a_thousand_and_the_rest_is_counted() {
        List<StrangeEntry> entries = IntStream.range(0, 1_005)
                .mapToObj(i -> new StrangeEntry("strange" + i, new Term.Reserved(), 5, 10L + i))
                .toList();
        RegistrySnapshot snapshot = new RegistrySnapshot(
                registry.networkEntry(),
                registry.table(),
                new StrangeKeys(List.of("strange0"), 1_005, 1_014),
                Snapshots.STORE);
        List<Finding> found = RegistryCheck.of(snapshot, new CheckFacts(Map.of(), List.of(), Optional.of(entries)))
                .findings();
        assertThat(found).hasSize(1_001);
        assertThat(found.getFirst())
                .isEqualTo(new Finding(
                        FindingCode.STRANGE_KEY,
                        List.of(new Finding.KeyAt("strange0", 10)),
                        "\"strange0\" below subnets/ is not the key of a lease",
                        "no host reads it: see who writes it, then let repair remove it",
                        List.of(new Repair.DeleteStrange("strange0", 10))));
        assertThat(found.getLast())
                .returns(
                        "5 keys below subnets/ are not the key of a lease: \"strange1000\", \"strange1001\","
                                + " \"strange1002\" and so on",
                        Finding::sentence)
                .returns(List.of(), Finding::repairs);
    }
}
