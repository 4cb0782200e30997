package dev.tenure.faults.secure;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.faults.Audit;
import dev.tenure.live.LiveAgent;
import dev.tenure.live.LiveHost;
import dev.tenure.live.Logs;
import dev.tenure.live.Operator;
import dev.tenure.support.EtcdProgram;
import dev.tenure.support.EtcdServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.provider.Arguments;

/** What every scenario has for itself: three members, operators, a disk, hosts. Nothing is shared: they run side by side. */
@Execution(ExecutionMode.CONCURRENT)
abstract class SecureTest {
    static final String ADDRESS = "192.168.64.3";
    static final String OTHER_ADDRESS = "192.168.64.4";

    /** A TTL in seconds with renewals every 6.4 to 8 s, each of which finds that a token of 5 s has ended. */
    static final int TTL = 24;

    /** In seconds, with renewals every 4.8 to 6 s. */
    static final int SHORT_TTL = 18;

    /** How long after a change of who may do what, or of how one shows who one is, everything goes on as before. */
    static final Duration BACK_MAX = Duration.ofSeconds(20);

    private static final Duration RENEWED_MAX = BACK_MAX.plusSeconds(TTL / 3);

    /** I11. */
    private static final Duration REST = Duration.ofSeconds(30);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path disk;

    final Logs logs = Logs.ofOwnAgents();

    /** Of the cluster, if there is one. */
    private @Nullable Audit audit;

    /** One for each agent, in the order of their starts. */
    final List<Witness> witnesses = new CopyOnWriteArrayList<>();

    private final List<AutoCloseable> toClose = new ArrayList<>();

    static Stream<Arguments> onEveryEtcd(Security... kinds) {
        return EtcdProgram.all().stream()
                .flatMap(program -> Arrays.stream(kinds).map(kind -> Arguments.of(program, kind)));
    }

    // ---- who is there

    SecureCluster cluster(EtcdProgram program, Security security) {
        SecureCluster cluster = closing(SecureCluster.start(program, security, disk));
        audit = closing(cluster.audit());
        return cluster;
    }

    /** Somebody else, who may do everything; also made anew after a member was away, as a client that has waited waits on. */
    Operator operator(SecureCluster cluster) {
        return operatorAt(cluster, cluster.members().getFirst());
    }

    Operator operatorAt(SecureCluster cluster, EtcdServer member) {
        return closing(cluster.operatorAt(member, requireNonNull(audit)::byOperator));
    }

    /** A host that shows what this cluster asks for. */
    LiveHost host(String publicIp, SecureCluster cluster) {
        LiveHost host = host(publicIp, cluster.endpoints(), SecureCluster.PREFIX)
                .onStart(agent -> {
                    witnesses.add(new Witness(agent));
                    requireNonNull(audit).follow(publicIp, agent.vertx(), agent.topics(), subnetEnv(publicIp));
                })
                .with("etcd-cafile", cluster.tls().ca().toString());
        if (cluster.security().asksForCertificate()) {
            host.with("etcd-certfile", cluster.tls().clientCert().toString());
            host.with("etcd-keyfile", cluster.tls().clientKey().toString());
        }
        if (cluster.security().asksForLogin()) {
            host.with("etcd-username", SecureCluster.USER).with("etcd-password", SecureCluster.PASSWORD);
        }
        return host.ttl(TTL);
    }

    /** A host that shows nothing yet. */
    LiveHost host(String publicIp, String endpoints, String prefix) {
        return new LiveHost(endpoints, prefix, disk.resolve(publicIp), logs, toClose)
                .onStart(agent -> witnesses.add(new Witness(agent)))
                .with("public-ip", publicIp);
    }

    private Path subnetEnv(String publicIp) {
        return disk.resolve(publicIp).resolve("subnet.env");
    }

    <T extends AutoCloseable> T closing(T resource) {
        toClose.add(resource);
        return resource;
    }

    // ---- what happens

    /** Takes a member away that is watched, and brings it back; how long it was until the first change was seen. */
    Duration withoutWatched(Loss loss, SecureCluster cluster, Crowd crowd, LiveAgent... agents) {
        EtcdServer watched = cluster.watched(agents.length);
        EtcdServer left = cluster.anyBut(watched);
        long start = System.nanoTime();
        loss.begin(watched);
        cluster.awaitWritable(left);
        Duration took = isFollowed(crowd, operatorAt(cluster, left), start, loss.backWithin(), agents);
        loss.end(watched);
        // else it lags behind the others for a while, and whoever asks it next has everything read afresh
        cluster.awaitWritable(watched);
        return took;
    }

    /** Stirs the crowd and waits until all of it is seen; how long since {@code start} the first change took. */
    static Duration isFollowed(Crowd crowd, Operator operator, long start, Duration within, LiveAgent... agents) {
        crowd.add(operator);
        for (LiveAgent agent : agents) {
            Crowd.isSeenBy(agent, operator, within);
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        crowd.stir(operator);
        for (LiveAgent agent : agents) {
            Crowd.isSeenBy(agent, operator, BACK_MAX);
        }
        return took;
    }

    static double renewals(LiveAgent agent) {
        return agent.metric("tenure_lease_renewals_total{outcome=\"kept-alive\"}")
                .orElse(0.0);
    }

    /** Waits for one more renewal of each. */
    static void areRenewed(LiveAgent... agents) {
        double[] before =
                Arrays.stream(agents).mapToDouble(SecureTest::renewals).toArray();
        for (int i = 0; i < agents.length; i++) {
            double known = before[i];
            agents[i].until("one more renewal", RENEWED_MAX, a -> renewals(a) > known);
        }
    }

    /** Everybody was ready all the time, and nobody complained for long. */
    void wereWell() {
        witnesses.forEach(Witness::wasAlwaysReady);
        assertThat(witnesses)
                .extracting(Witness::longestTrouble)
                .as(logs.toString())
                .allMatch(time -> time.compareTo(BACK_MAX) < 0);
    }

    /** Nothing that must never be has been, and everything is as it should be again. */
    void isSafeAndAtRest() {
        requireNonNull(audit).assertAtRest(REST);
        requireNonNull(audit).assertSafe();
    }

    /** Whatever else there was to say, nobody has called the end of a token a trouble. */
    void saidNothingOfLogins() {
        assertThat(logs.warnings()).noneMatch(line -> line.matches(".*(login|does not allow user|auth: ).*"));
    }

    /** The longest time that anybody complained. */
    long troubleMillis() {
        return witnesses.stream()
                .map(Witness::longestTrouble)
                .mapToLong(Duration::toMillis)
                .max()
                .orElse(0);
    }

    @AfterEach
    void end() throws Exception {
        for (AutoCloseable each : toClose.reversed()) {
            each.close();
        }
        logs.close();
        assertThat(logs.warningsWith("bug")).isEmpty();
    }
}
