package dev.tenure.faults.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.faults.Audit;
import dev.tenure.faults.Observed;
import dev.tenure.health.HealthReport;
import dev.tenure.live.LiveAgent;
import dev.tenure.live.LiveHost;
import dev.tenure.live.Logs;
import dev.tenure.live.Operator;
import dev.tenure.support.EtcdProgram;
import dev.tenure.support.EtcdServer;
import dev.tenure.support.TcpProxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every row has for itself: an etcd (or a cluster), an operator, an audit, a disk, and as many hosts as it likes. Nothing
 * is shared, since rows wait a lot and so run side by side.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.tenure.support.EtcdProgram#all")
@Execution(ExecutionMode.CONCURRENT)
abstract class Row {
    static final String NETWORK = "{\"Network\":\"10.5.0.0/16\",\"Backend\":{\"Type\":\"vxlan\"}}";
    static final String PREFIX = "/row";
    static final String ADDRESS = "192.168.64.3";
    static final String OTHER = "192.168.64.9";

    /** I9: five seconds after the fault has ended all is as it should be; and what a busy machine takes. */
    static final Duration BACK = Duration.ofSeconds(8);

    /** I11. */
    private static final Duration REST = Duration.ofSeconds(30);

    @Parameter
    @SuppressWarnings("NullAway.Init")
    EtcdProgram program;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path disk;

    @SuppressWarnings("NullAway.Init")
    List<EtcdServer> members;

    @SuppressWarnings("NullAway.Init")
    EtcdServer etcd;

    @SuppressWarnings("NullAway.Init")
    Operator operator;

    @SuppressWarnings("NullAway.Init")
    Audit audit;

    @SuppressWarnings("NullAway.Init")
    Logs logs;

    final List<LiveAgent> agents = new ArrayList<>();
    private final List<AutoCloseable> toClose = new ArrayList<>();
    private final Set<Long> ofOperator = ConcurrentHashMap.newKeySet();

    /** One member, unless a row needs another kind. */
    List<EtcdServer> launch() {
        return List.of(EtcdServer.start(program));
    }

    @BeforeEach
    void begin() {
        members = new ArrayList<>(launch());
        etcd = members.getFirst();
        audit = Audit.on(endpoints(), PREFIX);
        operator = operatorAt(etcd);
        operator.network(NETWORK);
        logs = Logs.ofOwnAgents();
    }

    @AfterEach
    void end(TestInfo row) throws Exception {
        for (AutoCloseable each : toClose.reversed()) {
            each.close();
        }
        audit.close();
        members.forEach(EtcdServer::close);
        logs.close();
        assertThat(logs.warningsWith("bug")).as(row.getDisplayName()).isEmpty();
    }

    <T extends AutoCloseable> T closing(T resource) {
        toClose.add(resource);
        return resource;
    }

    // ---- who is there

    List<String> endpoints() {
        return members.stream().map(EtcdServer::endpoint).toList();
    }

    /** Somebody else at this member; also after it was away, since a client that has waited long waits longer. */
    Operator operatorAt(EtcdServer member) {
        return closing(new Operator(member, PREFIX, this::ofOperator));
    }

    /** Many other hosts at the first member. */
    Load load() {
        return closing(new Load(etcd, PREFIX, this::ofOperator));
    }

    private void ofOperator(long revision) {
        ofOperator.add(revision);
        audit.byOperator(revision);
    }

    /** Whoever holds this key goes, and leaves nothing behind. */
    void goes(String path) {
        operator.revoke(operator.get(path).grant());
    }

    /** A network of its own to the first member. */
    TcpProxy line() {
        return closing(TcpProxy.to(etcd.port()));
    }

    /** A host that asks these endpoints; its disk is named after its address. */
    LiveHost host(String publicIp, String... endpoints) {
        return new LiveHost(String.join(",", endpoints), PREFIX, disk.resolve(publicIp), logs, toClose)
                .with("public-ip", publicIp)
                .onStart(agent -> {
                    agents.add(agent);
                    audit.follow(publicIp, agent.vertx(), agent.topics(), disk.resolve(publicIp + "/subnet.env"));
                });
    }

    LiveHost host(String publicIp) {
        return host(publicIp, etcd.endpoint());
    }

    static String value(String publicIp) {
        return "{\"PublicIP\":\"" + publicIp + "\",\"PublicIPv6\":null,\"BackendType\":\"vxlan\"}";
    }

    // ---- how an agent is

    /** Ready, and nothing to complain about. */
    static boolean isWell(LiveAgent agent) {
        return agent.health().isReady() && agent.reasons().isEmpty();
    }

    /** It says that etcd cannot be reached. */
    static boolean isAway(LiveAgent agent) {
        return agent.reasons().contains("etcd-unreachable");
    }

    /** Renewals that succeeded. */
    static int renewals(LiveAgent agent) {
        return agent.metric("tenure_lease_renewals_total{outcome=\"kept-alive\"}")
                .orElse(0.0)
                .intValue();
    }

    /** Waits for so many more renewals, ready all the time. */
    void renewsReadily(LiveAgent agent, int more) {
        int before = renewals(agent);
        agent.until("renewals", Duration.ofSeconds(60), a -> {
            assertThat(a.health().isReady()).as("ready all the time\n" + logs).isTrue();
            return renewals(a) >= before + more;
        });
        wasNeverLost(agent);
    }

    /** Waits until it is not ready, which it is not before its deadline, nor is it ready after; how long it took behind that. */
    Duration untilRed(LiveAgent agent) {
        return untilRed(agent, () -> true);
    }

    /** Likewise; nor is it ready once {@code isStored} is false, which tells whether etcd still has its key. */
    Duration untilRed(LiveAgent agent, BooleanSupplier isStored) {
        AtomicLong deadline = new AtomicLong(System.nanoTime());
        agent.until("not ready", Duration.ofSeconds(30), a -> {
            boolean isThere = isStored.getAsBoolean();
            long asked = System.nanoTime();
            HealthReport answer = a.health();
            if (answer.isReady()) {
                Duration left = answer.untilDeadline().orElseThrow();
                assertThat(left).as("ready before its deadline").isPositive();
                assertThat(isThere).as("ready before etcd lets go\n" + logs).isTrue();
                deadline.set(asked + left.toNanos());
            }
            return !answer.isReady();
        });
        Duration late = Duration.ofNanos(System.nanoTime() - deadline.get());
        assertThat(late).as("not ready before the deadline").isGreaterThan(Duration.ofMillis(-200));
        return late;
    }

    static void wasNeverLost(LiveAgent agent) {
        assertThat(agent.tenancies()).noneMatch(status -> status.state().label().equals("lost"));
    }

    /** Every peer with the revision of its last change, as the agent has them. */
    private static Map<String, Long> known(LiveAgent agent) {
        return agent.peers().leases().stream()
                .collect(Collectors.toMap(lease -> lease.key().text(), lease -> lease.modRevision()));
    }

    /** Likewise as etcd has them. */
    private Map<String, Long> stored(LiveAgent agent) {
        return operator.leases().entrySet().stream()
                .filter(lease -> !lease.getKey().equals(agent.key()))
                .collect(Collectors.toMap(
                        Map.Entry::getKey, lease -> lease.getValue().modRevision()));
    }

    /** Until the agent knows every peer as etcd has it now (I9). */
    Duration untilAllIsKnown(LiveAgent agent) {
        Map<String, Long> all = stored(agent);
        return agent.until("all is known", BACK, a -> a.peers().leases().size() == all.size() && known(a).equals(all));
    }

    // ---- what is judged

    /** Nothing that must never be has been, and everything is as it should be again. */
    void isSafeAndAtRest() {
        audit.assertAtRest(REST);
        audit.assertSafe();
    }

    /** What agents have written since, by revision, and what has expired. */
    Map<Long, List<Operator.Event>> writtenByAgentsSince(long revision) {
        return operator.historyAfter(revision).stream()
                .filter(event -> !ofOperator.contains(event.revision()))
                .collect(Collectors.groupingBy(Operator.Event::revision, TreeMap::new, Collectors.toList()));
    }

    /** Agents wrote so many revisions and no more. */
    void agentsWrote(int revisions, long since) {
        assertThat(writtenByAgentsSince(since))
                .as("written by agents, with " + logs)
                .hasSize(revisions);
        audit.assertQuietSince(since, revisions);
    }

    /** Agents wrote no more than so many revisions; returns how many. */
    int agentsWroteAtMost(int revisions, long since) {
        Map<Long, List<Operator.Event>> written = writtenByAgentsSince(since);
        assertThat(written).as("written by agents, with " + logs).hasSizeLessThanOrEqualTo(revisions);
        audit.assertQuietSince(since, revisions);
        return written.size();
    }

    void observed(int row, String fault, String observed, Object... values) {
        Observed.row(row, program, fault, observed, values);
    }
}
