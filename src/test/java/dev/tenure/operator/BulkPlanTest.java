package dev.tenure.operator;

import static dev.tenure.operator.Snapshots.DUAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tenure.Seed;
import dev.tenure.lease.LeaseTable;
import dev.tenure.lease.SubnetLease;
import dev.tenure.lease.Term;
import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.tenancy.Registry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A whole file of reservations: judged together before the first is written, reported line by line, and taken up again. */
class BulkPlanTest {
    private static final String FILE = """
            192.168.64.3
            192.168.64.4,10.5.52.0/24
            192.168.64.5,10.5.52.0/25
            192.168.64.6,10.5.52.0/24
            192.168.64.7
            192.168.64.8,10.5.60.0/24
            """;

    private final Registry registry = new Registry()
            .network("10.5.0.0/16")
            .lease("10.5.9.0-24", "192.168.64.3")
            .reservation("10.5.10.0-24", "192.168.64.7");

    private BulkReport report(String text) {
        HostsFile file = HostsFile.parse(text);
        assertThat(file.errors()).isEmpty();
        return BulkReport.of(file, BulkPlan.of(Snapshots.of(registry), file, false));
    }

    private static String shown(BulkReport report) {
        return report.rows().stream()
                .map(row -> row.line() + " " + row.result().label() + " " + row.code() + ": " + row.sentence())
                .collect(Collectors.joining("\n"));
    }

    @Test
    void each_line_is_judged_against_the_registry_and_the_lines_before_it() {
        assertThat(shown(report(FILE))).isEqualTo("""
                        1 not-tried : the lease 10.5.9.0-24 of 192.168.64.3 becomes a reservation
                        2 not-tried : 10.5.52.0/24 is reserved for 192.168.64.4
                        3 refused wrong-length: 10.5.52.0/25 is not a /24, which the network config asks for; choose a \
                        subnet that fits
                        4 refused overlaps: 10.5.52.0/24 overlaps 10.5.52.0-24, which line 2 asks for; choose another subnet
                        5 already : 10.5.10.0/24 is reserved for 192.168.64.7 already
                        6 not-tried : 10.5.60.0/24 is reserved for 192.168.64.8""");
    }

    @Test
    void a_host_of_a_file_is_moved_only_if_that_is_said() {
        HostsFile file = HostsFile.parse("192.168.64.3,10.5.52.0/24\n");
        assertThat(BulkPlan.of(Snapshots.of(registry), file, false).refused()).hasSize(1);
        assertThat(BulkPlan.of(Snapshots.of(registry), file, true).refused()).isEmpty();
    }

    @Test
    void what_has_failed_keeps_the_subnet_that_was_planned() {
        BulkReport report = report("192.168.64.4,10.5.52.0/24\n").failed(1, "unreachable", "etcd is away");
        assertThat(report.rows().getFirst().planned()).contains(Snapshots.subnet("10.5.52.0/24"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\"b", "# a", "a,b", " a", "a "})
    void a_field_that_would_be_read_otherwise_stands_in_quotes(String text) throws MalformedInput {
        assertThat(Csv.field(text)).startsWith("\"").endsWith("\"");
        assertThat(Csv.fields(Csv.field(text))).containsExactly(text);
    }

    @Test
    void a_line_that_asks_for_what_an_earlier_one_reserves_names_that_line() {
        assertThat(shown(report("192.168.64.3,10.5.9.0/24\n192.168.64.9,10.5.9.0/24\n")))
                .endsWith("2 refused overlaps: 10.5.9.0/24 overlaps 10.5.9.0-24, which line 1 asks for; choose another"
                        + " subnet");
    }

    @Test
    void a_free_subnet_is_chosen_after_those_that_are_named() {
        String free = BulkPlan.of(Snapshots.of(registry), HostsFile.parse("192.168.64.20\n"), false)
                .steps()
                .getFirst()
                .outcome()
                .subnet()
                .orElseThrow()
                .toString();
        BulkPlan plan = BulkPlan.of(
                Snapshots.of(registry), HostsFile.parse("192.168.64.20\n192.168.64.21," + free + "\n"), false);
        assertThat(plan.refused()).isEmpty();
        assertThat(plan.steps().getLast().outcome().subnet()).hasToString("Optional[" + free + "]");
    }

    @Test
    void without_a_network_config_every_line_is_refused() {
        registry.networkDeleted();
        assertThat(BulkPlan.of(Snapshots.of(registry), HostsFile.parse(FILE), false)
                        .refused())
                .hasSize(6);
    }

    @Test
    void a_report_tells_what_became_of_each_line_and_is_taken_up_where_it_ended() {
        BulkReport report = report(
                        "192.168.64.3\n192.168.64.4,10.5.52.0/24\n192.168.64.8\n192.168.64.9\n192.168.64.7\n")
                .done(1, Snapshots.subnet("10.5.9.0/24"))
                .failed(2, "unreachable", "etcd, \"etcd-1\", is\naway")
                .refused(3, new Refusal(Refusal.Code.POOL_EXHAUSTED, "nothing is free"));
        assertThat(report.counts())
                .isEqualTo(Map.of(
                        BulkReport.Result.DONE, 1L,
                        BulkReport.Result.FAILED, 1L,
                        BulkReport.Result.REFUSED, 1L,
                        BulkReport.Result.NOT_TRIED, 1L,
                        BulkReport.Result.ALREADY, 1L));
        String planned = report.rows().get(3).planned().orElseThrow().toString();
        assertThat(report.toCsv()).isEqualTo("""
                        line,public-ip,public-ipv6,subnet,result,code,sentence
                        1,192.168.64.3,,10.5.9.0/24,done,,
                        2,192.168.64.4,,10.5.52.0/24,failed,unreachable,"etcd, ""etcd-1"", is away"
                        3,192.168.64.8,,,refused,pool-exhausted,nothing is free
                        4,192.168.64.9,,,not-tried,,%s is reserved for 192.168.64.9
                        5,192.168.64.7,,10.5.10.0/24,already,,10.5.10.0/24 is reserved for 192.168.64.7 already
                        """.formatted(planned));
        assertThat(report.toJson())
                .startsWith("{\"version\":1,\"rows\":[{\"line\":1,\"publicIp\":\"192.168.64.3\",\"publicIpv6\":null,"
                        + "\"subnet\":\"10.5.9.0/24\",\"planned\":\"10.5.9.0/24\",\"result\":\"done\",\"code\":null,"
                        + "\"sentence\":null},");
        HostsFile csv = HostsFile.parse(report.toCsv());
        HostsFile json = HostsFile.parse(report.toJson());
        assertThat(csv.errors()).isEmpty();
        assertThat(json.errors()).isEmpty();
        assertThat(csv.lines()).extracting(HostsFile.Line::isDone).containsExactly(true, false, false, false, true);
        for (int i = 0; i < 5; i++) {
            assertThat(csv.lines().get(i).host()).isEqualTo(json.lines().get(i).host());
            assertThat(csv.lines().get(i).subnet())
                    .isEqualTo(json.lines().get(i).subnet());
            assertThat(csv.lines().get(i).isDone())
                    .isEqualTo(json.lines().get(i).isDone());
        }
        assertThat(BulkPlan.of(Snapshots.of(registry), csv, false).steps())
                .extracting(step -> step.line().number())
                .containsExactly(3, 4, 5);
        assertThat(BulkReport.of(csv, BulkPlan.of(Snapshots.of(registry), csv, false))
                        .counts())
                .containsEntry(BulkReport.Result.DONE, 2L);
        assertThatIllegalArgumentException().isThrownBy(() -> report.failed(6, "x", "y"));
    }

    @Test
    void together_is_as_one_by_one_and_no_two_ever_overlap() {
        Seed seed = Seed.forTest("BulkPlanTest");
        RandomGenerator random = seed.random();
        for (int round = 0; round < 300; round++) {
            Registry some = SomeRegistry.of(random, round % 2 == 0 ? "10.5.0.0/20" : DUAL);
            RegistrySnapshot snapshot = Snapshots.of(some);
            HostsFile file = HostsFile.parse(someFile(random, round % 2 == 1));
            boolean move = random.nextBoolean();
            List<BulkPlan.Step> steps =
                    new ArrayList<>(BulkPlan.of(snapshot, file, move).steps());
            steps.sort((a, b) -> Boolean.compare(
                    a.request().subnet().isEmpty(), b.request().subnet().isEmpty()));
            for (BulkPlan.Step step : steps) {
                ReserveOutcome alone = Reserving.plan(snapshot, step.request());
                assertThat(step.outcome().subnet())
                        .as("%s, round %d, %s", seed, round, alone.sentence())
                        .isEqualTo(alone.subnet());
                assertThat(step.outcome()).hasSameClassAs(alone);
                overlapsNobody(snapshot, step, seed);
                snapshot = after(snapshot, alone);
            }
        }
    }

    private static String someFile(RandomGenerator random, boolean isDual) {
        return IntStream.range(0, 40)
                .filter(i -> random.nextInt(3) > 0)
                .mapToObj(i -> "192.168.64." + i + (isDual ? ",fd00::" + i : "")
                        + switch (random.nextInt(4)) {
                            case 0 -> isDual ? ",10.5." + i + ".0/24,fd01:0:0:" + i + "::/64" : ",10.5." + i + ".0/24";
                            case 1 -> ",10.5." + random.nextInt(18) + ".0/24";
                            default -> "";
                        })
                .collect(Collectors.joining("\n"));
    }

    private static void overlapsNobody(RegistrySnapshot snapshot, BulkPlan.Step step, Seed seed) {
        if (step.outcome() instanceof ReserveOutcome.Create || step.outcome() instanceof ReserveOutcome.Convert) {
            assertThat(snapshot.leases()
                            .foreignOverlaps(
                                    step.outcome().subnet().orElseThrow(),
                                    step.request().host()))
                    .as("%s, line %d", seed, step.line().number())
                    .isEmpty();
        }
    }

    /** The registry after one outcome was carried out. */
    private static RegistrySnapshot after(RegistrySnapshot snapshot, ReserveOutcome outcome) {
        long revision = snapshot.revision() + 1;
        Optional<SubnetLease> written = switch (outcome) {
            case ReserveOutcome.Create create ->
                Optional.of(
                        new SubnetLease(create.key(), create.attributes(), new Term.Reserved(), revision, revision));
            case ReserveOutcome.Convert convert ->
                Optional.of(new SubnetLease(
                        convert.seen().key(),
                        convert.attributes(),
                        new Term.Reserved(),
                        convert.seen().createRevision(),
                        revision));
            default -> Optional.empty();
        };
        LeaseTable later = written.map(lease -> snapshot.leases().after(new dev.tenure.lease.LeaseChange.Put(lease)))
                .orElse(snapshot.leases());
        return new RegistrySnapshot(snapshot.network(), later, Snapshots.NONE_STRANGE, snapshot.storeId());
    }

    @Test
    void twenty_thousand_lines_beside_ten_thousand_leases_are_judged_in_seconds() {
        RegistrySnapshot snapshot = SomeRegistry.large("{\"Network\":\"10.0.0.0/8\",\"SubnetLen\":26}", 10_000);
        String text = IntStream.range(0, 20_000)
                .mapToObj(i -> String.format(
                        Locale.ROOT,
                        "172.%d.%d.%d%s\n",
                        16 + i / 65_536,
                        i / 256 % 256,
                        i % 256,
                        i % 2 == 0 ? "" : ",10." + (200 + i / 65_536) + "." + i / 256 % 256 + "." + i % 4 * 64 + "/26"))
                .collect(Collectors.joining());
        long millis = CpuTime.millisOf("20,000 lines read, judged, reported and read again", () -> {
            HostsFile file = HostsFile.parse(text);
            BulkPlan plan = BulkPlan.of(snapshot, file, false);
            BulkReport report = BulkReport.of(file, plan);
            for (BulkPlan.Step step : plan.steps()) {
                report = report.failed(step.line().number(), "x", "y");
            }
            for (String written : List.of(report.toCsv(), report.toJson())) {
                assertThat(HostsFile.parse(written).errors()).isEmpty();
                assertThat(HostsFile.parse(written).lines()).hasSize(20_000);
            }
        });
        assertThat(millis).isLessThan(10_000);
    }
}
