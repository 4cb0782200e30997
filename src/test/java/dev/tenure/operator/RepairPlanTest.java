package dev.tenure.operator;

import static dev.tenure.operator.Snapshots.IP;
import static dev.tenure.operator.Snapshots.OTHER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenure.Seed;
import dev.tenure.json.MalformedJson;
import dev.tenure.lease.GrantId;
import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.SubnetLease;
import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.tenancy.Registry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A report goes out, a person looks at it, and what is still so may be removed: nothing else, and nowhere else. */
class RepairPlanTest {
    private static final CheckFacts.GrantFact UNUSED =
            new CheckFacts.GrantFact(Duration.ofDays(1), Duration.ofHours(20), 0);

    private final Registry registry = new Registry()
            .network("10.5.0.0/16")
            .lease("10.5.9.0-24", OTHER)
            .lease("10.5.9.7-24", IP)
            .garbage("10.5.8.0-24")
            .reservation("10.6.8.0-24", "192.168.64.4");

    private CheckFacts facts = new CheckFacts(Map.of(new GrantId(0x77), UNUSED), List.of());

    private CheckReport report() {
        return RegistryCheck.of(Snapshots.of(registry), facts);
    }

    private RepairPlan plan(CheckReport report) {
        return RepairPlan.of(report, Snapshots.of(registry), facts);
    }

    private static List<String> shown(RepairPlan plan) {
        return plan.steps().stream()
                .map(step -> switch (step.repair()) {
                            case Repair.DeleteKey delete -> delete.key();
                            case Repair.DeleteStrange delete -> "strange " + delete.name();
                            case Repair.RevokeGrant revoke -> "grant " + revoke.grant();
                        }
                        + step.skipped().map(why -> ": " + why).orElse(""))
                .toList();
    }

    @Test
    void a_report_reads_back_as_it_was_written() throws MalformedJson {
        CheckReport report = report();
        assertThat(CheckReport.parse(report.toJson())).isEqualTo(report);
        assertThat(report.toJson())
                .startsWith("{\"version\":1,\"store\":\"cdf818194e3a8c32\",\"revision\":"
                        + registry.table().revision() + ",\"findings\":[{\"code\":\"overlap\",\"severity\":\"error\","
                        + "\"keys\":[{\"key\":\"10.5.9.7-24\",\"modRevision\":"
                        + registry.at("10.5.9.7-24").modRevision() + "},")
                .endsWith("\"repairs\":[{\"revoke\":\"77\"}]}]}");
        CheckReport hostile = new CheckReport(
                -1,
                2,
                List.of(new Finding(
                        FindingCode.STRANGE_KEY,
                        List.of(new Finding.KeyAt("\u0000\"\\\n🐉", 3)),
                        "a\u001b\"",
                        "\\",
                        List.of(new Repair.DeleteKey("\u0000\"\\\n🐉", 3)))));
        assertThat(CheckReport.parse(hostile.toJson())).isEqualTo(hostile);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '~',
            value = {
                "[]~the value is not a JSON object",
                "{}~version is 0; expected a report of tenure check of version 1",
                "{\"version\":1}~findings is missing; expected an array",
                "{\"version\":1,\"findings\":[3]}~the value is not a JSON object",
                "{\"version\":1,\"findings\":[{\"code\":\"x\\u001b\"}]}~code is \"x?\"; expected one that this version knows,"
                        + " so check again",
                "{\"version\":1,\"findings\":[],\"store\":\"xyz\"}~store is \"xyz\"; expected a hexadecimal number",
                "{\"version\":1,\"findings\":[],\"store\":\"1\",\"revision\":\"a\"}~revision is \"?\";"
                        + " expected a whole number",
                "{\"version\":1,\"findings\":[{\"code\":\"overlap\",\"keys\":[],\"repairs\":[{\"revoke\":\"0\"}]}]}~revoke is"
                        + " \"0\"; expected the id of a grant",
            })
    void what_is_no_report_is_told(String json, String sentence) {
        assertThatThrownBy(() -> CheckReport.parse(json))
                .isInstanceOf(MalformedJson.class)
                .hasMessage(sentence.replace("\"?\"", "\"\"a\"\""));
    }

    @Test
    void what_is_as_it_was_reported_is_removed_and_a_reservation_never() {
        RepairPlan plan = plan(report());
        assertThat(plan.refusal()).isEmpty();
        assertThat(shown(plan)).containsExactly("10.5.9.7-24", "10.5.8.0-24", "grant 77");
        assertThat(plan.steps().getFirst().lease()).contains(registry.at("10.5.9.7-24"));
        assertThat(plan.steps().get(2).lease()).isEmpty();
        assertThat(shown(plan(report().only(FindingCode.repairedByDefault()))))
                .as("grants can be another program's")
                .doesNotContain("grant 77");
    }

    @Test
    void what_was_written_or_has_gone_since_is_left_alone() {
        CheckReport report = report();
        registry.lease("10.5.9.0-24", OTHER).deletes("10.5.8.0-24");
        facts = new CheckFacts(Map.of(), List.of());
        assertThat(shown(plan(report)))
                .containsExactly(
                        "10.5.9.7-24: 10.5.9.0-24 was written since, at revision "
                                + registry.at("10.5.9.0-24").modRevision(),
                        "10.5.8.0-24: 10.5.8.0-24 is gone",
                        "grant 77: a check finds it no longer as it was reported");
    }

    @Test
    void a_leftover_that_is_kept_alive_again_is_left_alone_though_no_key_has_changed() {
        Registry twice =
                new Registry().network("10.5.0.0/16").lease("10.5.8.0-24", IP).lease("10.5.9.0-24", IP);
        GrantId old = twice.at("10.5.8.0-24").term().granted().orElseThrow();
        GrantId used = twice.at("10.5.9.0-24").term().granted().orElseThrow();
        CheckFacts.GrantFact fresh = new CheckFacts.GrantFact(Duration.ofDays(1), Duration.ofDays(1), 1);
        CheckFacts.GrantFact quiet = new CheckFacts.GrantFact(Duration.ofDays(1), Duration.ofHours(9), 1);
        RegistrySnapshot snapshot = Snapshots.of(twice);
        CheckFacts then = new CheckFacts(Map.of(old, quiet, used, fresh), List.of());
        CheckFacts now = new CheckFacts(Map.of(old, fresh, used, quiet), List.of());
        CheckReport report = RegistryCheck.of(snapshot, then);
        assertThat(shown(RepairPlan.of(report, snapshot, then))).containsExactly("10.5.8.0-24");
        assertThat(shown(RepairPlan.of(report, snapshot, now)))
                .containsExactly("10.5.8.0-24: a check finds it no longer as it was reported");
    }

    @Test
    void what_may_go_for_two_reasons_goes_for_each_of_them() {
        Registry twice = new Registry()
                .network("10.5.0.0/16")
                .lease("10.5.8.0-24", OTHER)
                .lease("10.5.8.0-25", IP)
                .lease("10.5.9.0-24", IP);
        CheckFacts.GrantFact quiet = new CheckFacts.GrantFact(Duration.ofDays(1), Duration.ofHours(9), 1);
        CheckFacts.GrantFact fresh = new CheckFacts.GrantFact(Duration.ofDays(1), Duration.ofDays(1), 1);
        CheckFacts known = new CheckFacts(
                Map.of(
                        twice.at("10.5.8.0-25").term().granted().orElseThrow(), quiet,
                        twice.at("10.5.9.0-24").term().granted().orElseThrow(), fresh),
                List.of());
        CheckReport report = RegistryCheck.of(Snapshots.of(twice), known);
        for (FindingCode code : List.of(FindingCode.OVERLAP, FindingCode.IP_TWICE)) {
            assertThat(shown(RepairPlan.of(report.only(Set.of(code)), Snapshots.of(twice), known)))
                    .as(code.label())
                    .containsExactly("10.5.8.0-25");
        }
        assertThat(shown(RepairPlan.of(report, Snapshots.of(twice), known))).containsExactly("10.5.8.0-25");
    }

    @Test
    void what_a_report_asks_for_without_a_finding_is_left_alone() {
        CheckReport forged = new CheckReport(
                Snapshots.STORE,
                1,
                List.of(new Finding(
                        FindingCode.UNREADABLE_VALUE,
                        List.of(),
                        "",
                        "",
                        List.of(
                                new Repair.DeleteKey(
                                        "10.6.8.0-24",
                                        registry.at("10.6.8.0-24").modRevision()),
                                new Repair.DeleteKey(
                                        "10.5.9.0-24",
                                        registry.at("10.5.9.0-24").modRevision())))));
        assertThat(plan(forged).steps()).allMatch(step -> step.skipped().isPresent());
    }

    @Test
    void a_report_about_another_store_is_refused() {
        CheckReport report = report();
        assertThat(plan(new CheckReport(5, 1, report.findings())).refusal().orElseThrow())
                .isEqualTo(new Refusal(
                        Refusal.Code.OTHER_STORE,
                        "the report is about the etcd cluster 5, and this is cdf818194e3a8c32;"
                                + " check this one, and repair from that report"));
        RepairPlan later = plan(new CheckReport(Snapshots.STORE, 4_711, report.findings()));
        assertThat(later.steps()).isEmpty();
        assertThat(later.refusal().orElseThrow().sentence())
                .isEqualTo("the report is of revision 4711, and etcd is at "
                        + registry.table().revision()
                        + ": it was restored or emptied since; check again, and repair from that report");
    }

    @Test
    void of_three_in_a_row_only_the_middle_one_goes() {
        Registry three = new Registry()
                .network(Snapshots.DUAL)
                .lease("10.5.8.0-24&fd01:0:0:1::-64", "192.168.64.1,fd00::1")
                .lease("10.5.8.0-24&fd01:0:0:2::-64", "192.168.64.2,fd00::2")
                .lease("10.5.9.0-24&fd01:0:0:2::-64", "192.168.64.3,fd00::3");
        CheckReport report = RegistryCheck.of(Snapshots.of(three), CheckFacts.NONE);
        assertThat(shown(RepairPlan.of(report, Snapshots.of(three), CheckFacts.NONE)))
                .containsExactlyInAnyOrder(
                        "10.5.8.0-24&fd01:0:0:2::-64",
                        "10.5.9.0-24&fd01:0:0:2::-64: 10.5.8.0-24&fd01:0:0:2::-64, to which it yields, is to be removed"
                                + " itself; check again then");
    }

    @Test
    void repairs_remove_no_reservation_that_names_a_host_nothing_without_need_and_in_the_end_all_there_is() {
        Seed seed = Seed.forTest("RepairPlanTest");
        RandomGenerator random = seed.random();
        for (int round = 0; round < 300; round++) {
            Registry some = SomeRegistry.of(random, random.nextBoolean() ? Snapshots.DUAL : "10.5.0.0/20");
            List<RepairPlan.Step> going = steps(some);
            for (int times = 0; !going.isEmpty(); times++) {
                assertThat(times).as("%s, round %d", seed, round).isLessThan(10);
                List<String> removed = going.stream()
                        .map(step -> step.lease().orElseThrow().key().text())
                        .toList();
                assertThat(removed).as("%s", seed).doesNotHaveDuplicates();
                assertThat(going)
                        .as("%s, round %d", seed, round)
                        .noneMatch(step -> isReservationOfSomebody(step.lease().orElseThrow()))
                        .filteredOn(step -> step.finding().code() == FindingCode.OVERLAP)
                        .noneMatch(step ->
                                removed.contains(step.finding().keys().get(1).key()));
                removed.forEach(some::deletes);
                going = steps(some);
            }
            assertThat(RegistryCheck.of(Snapshots.of(some), CheckFacts.NONE).findings())
                    .as("%s, round %d", seed, round)
                    .allMatch(finding -> finding.repairs().isEmpty());
        }
    }

    private static List<RepairPlan.Step> steps(Registry registry) {
        CheckReport report = RegistryCheck.of(Snapshots.of(registry), CheckFacts.NONE);
        return RepairPlan.of(report, Snapshots.of(registry), CheckFacts.NONE).steps().stream()
                .filter(step -> step.skipped().isEmpty())
                .toList();
    }

    /** What no repair may ever touch. */
    private static boolean isReservationOfSomebody(SubnetLease lease) {
        return lease.isReservation() && lease.value() instanceof HostAttributes;
    }
}
