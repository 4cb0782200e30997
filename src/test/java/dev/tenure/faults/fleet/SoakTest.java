package dev.tenure.faults.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.Seed;
import dev.tenure.faults.Audit;
import dev.tenure.faults.Observed;
import dev.tenure.live.Logs;
import dev.tenure.live.Operator;
import dev.tenure.support.EtcdProgram;
import dev.tenure.support.EtcdServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Row 39: everything at random for as long as {@code -Dtenure.soak.minutes} says. */
@Isolated
class SoakTest {
    private static final long MINUTES = Long.getLong("tenure.soak.minutes", 2);
    private static final String PREFIX = "/soak";
    private static final int HOSTS = 20;
    private static final long TTL_SECONDS = 6;
    private static final Duration PAUSE_MAX = Duration.ofSeconds(3);

    /** A round is so much trouble, then rest, then a look at what is left over. */
    private static final Duration TROUBLE = Duration.ofSeconds(22);

    private static final Duration REST_WITHIN = Duration.ofSeconds(60);
    private static final int SAMPLES_A_ROUND = 3;

    private static final Footprint.Slack SLACK = new Footprint.Slack(0.25, 24L << 20, 24, 40, 40, 4);

    private static final String NETWORK = network("10.5.60.0", "{\"Type\":\"vxlan\"}");
    private static final List<String> WORSE = List.of(
            network("10.5.30.0", "{\"Type\":\"vxlan\"}"),
            network("10.5.60.0", "{\"Type\":\"vxlan\",\"MTU\":1400}"),
            network("10.5.60.0", "{\"Type\":\"host-gw\"}"),
            "{",
            "");

    private final Seed seed = Seed.forTest("SoakTest");
    private final Logs logs = new Logs();
    private final List<EtcdServer> members = EtcdServer.cluster(3);
    private final Audit audit =
            Audit.on(members.stream().map(EtcdServer::endpoint).toList(), PREFIX);
    private final Operator operator = new Operator(members.getFirst(), PREFIX, audit::byOperator);
    private final List<Uplink> uplinks =
            Stream.generate(() -> new Uplink(members)).limit(HOSTS).toList();
    private final Fleet fleet;
    private final TroubleMaker troubles;

    SoakTest(@TempDir Path disk) {
        fleet = Fleet.of(IntStream.range(0, HOSTS)
                        .mapToObj(number -> new FleetHost(1 + number, disk, options(uplinks.get(number))))
                        .toList())
                .auditedBy(audit);
        troubles = new TroubleMaker(
                new EveryTrouble(List.of(
                        new EveryTrouble.Kind(4, new ClusterTroubles(members, operator)),
                        new EveryTrouble.Kind(7, new UplinkTroubles(uplinks)),
                        new EveryTrouble.Kind(8, new OperatorTroubles(operator, TTL_SECONDS, NETWORK, WORSE)),
                        new EveryTrouble.Kind(3, new HostTroubles(fleet)))),
                seed.random(),
                PAUSE_MAX);
    }

    private static String network(String max, String backend) {
        return "{\"Network\":\"10.5.0.0/16\",\"SubnetMin\":\"10.5.1.0\",\"SubnetMax\":\"" + max + "\",\"Backend\":"
                + backend + "}";
    }

    private static Map<String, String> options(Uplink uplink) {
        return Map.of(
                "etcd-endpoints", uplink.endpoints(), "etcd-prefix", PREFIX, "subnet-lease-ttl", TTL_SECONDS + "s");
    }

    @Test
    @Timeout(3_600)
    void whatever_happens_nothing_is_lost_nobody_is_doubled_and_nothing_grows() {
        operator.network(NETWORK);
        fleet.start();
        List<List<Footprint>> rounds = new ArrayList<>();
        long start = System.nanoTime();
        long end = start + Duration.ofMinutes(MINUTES).toNanos();
        try {
            audit.assertAtRest(REST_WITHIN);
            while (System.nanoTime() < end || rounds.size() < 3) {
                troubles.makeTrouble(TROUBLE);
                audit.assertAtRest(REST_WITHIN);
                rounds.add(samples());
                tell(start, rounds.getLast().getLast());
            }
            audit.assertSafe();
            judge(rounds);
        } catch (AssertionError e) {
            throw new AssertionError(
                    e.getMessage() + "\n" + seed + ", the faults were:\n" + troubles.log() + "\n" + logs, e);
        }
    }

    private List<Footprint> samples() {
        return Stream.generate(() -> Footprint.now(operator.newGrants().size()))
                .limit(SAMPLES_A_ROUND)
                .toList();
    }

    private void tell(long startNanos, Footprint footprint) {
        System.out.printf(
                Locale.ROOT,
                "soak %5d s  faults %4d  ready %2d/%d  %s%n",
                (System.nanoTime() - startNanos) / 1_000_000_000,
                troubles.count(),
                fleet.readyCount(),
                HOSTS,
                footprint);
    }

    /** The first round warms everything up; then as many rounds at the end as at the beginning are compared. */
    private void judge(List<List<Footprint>> rounds) {
        int compared = Math.max(1, (rounds.size() - 1) / 3);
        Footprint before = median(rounds.subList(1, 1 + compared));
        Footprint after = median(rounds.subList(rounds.size() - compared, rounds.size()));
        Observed.row(
                39,
                EtcdProgram.usual(),
                "soak of " + MINUTES + " min, " + seed + ", " + troubles.count() + " faults of every kind",
                "all safe and at rest after each of %d rounds; at first %s; at last %s",
                rounds.size(),
                before,
                after);
        assertThat(after.grownSince(before, SLACK)).isEmpty();
    }

    private static Footprint median(List<List<Footprint>> rounds) {
        return Footprint.median(rounds.stream().flatMap(List::stream).toList());
    }

    @AfterEach
    void end() {
        fleet.close();
        audit.close();
        operator.close();
        uplinks.forEach(Uplink::close);
        logs.close();
        members.forEach(EtcdServer::close);
    }
}
