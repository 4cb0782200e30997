package dev.tenure.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.contract.EtcdWriter;
import dev.tenure.live.Logs;
import dev.tenure.registry.InMemoryStore;
import dev.tenure.registry.etcd.EtcdSettings;
import dev.tenure.registry.etcd.EtcdSubnetRegistry;
import dev.tenure.support.EtcdProgram;
import dev.tenure.support.EtcdServer;
import dev.tenure.support.TcpProxy;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * On a real etcd, where nothing gets lost, nothing is said to be lost, however busy it is (R14). After a cut a single look can
 * show a difference: both etcds answer that a watch has come further than it has (R13).
 */
class ResyncOnEtcdTest {
    private static final String PREFIX = "/coreos.com/network";
    private static final String VALUE = "{\"PublicIP\":\"192.168.64.9\",\"PublicIPv6\":null}";
    private static final int CUTS = 4;
    private static final int SAME_MIN = 3;
    private static final Duration BETWEEN_CUTS = Duration.ofSeconds(2);
    private static final WatchTimings OFTEN = new WatchTimings(
            Duration.ofMillis(300), Duration.ofSeconds(60), Duration.ofSeconds(5), Duration.ofMillis(200));

    @TempDir
    Path disk = Path.of("");

    private final Vertx vertx = Vertx.vertx();
    private final Logs logs = new Logs();

    static List<EtcdProgram> etcds() {
        return EtcdProgram.all();
    }

    private RingHost host(String endpoint) {
        Map<String, String> options = Map.of("public-ip", "192.168.64.3", "subnet-lease-ttl", "1h");
        RingHost host = new RingHost(vertx, new InMemoryStore(), disk.resolve("subnet.env"), options);
        EtcdSettings settings = EtcdSettings.of(List.of(endpoint), PREFIX);
        return host.through(unused -> new EtcdSubnetRegistry(vertx, settings, host.meters))
                .with(OFTEN)
                .start();
    }

    /** New leases, leases written over, leases that go in one revision, strange keys, and what is none of ours. */
    private static void write(EtcdWriter other, int round) {
        Map<String, String> some = new LinkedHashMap<>();
        for (int i = 0; i < 30; i++) {
            some.put("subnets/10.5." + (100 + (round + i) % 100) + ".0-24", VALUE);
        }
        some.put("subnets/strange" + round % 5, "");
        other.putAll(some);
        other.put("config.bak", "{}", 0);
        other.put("subnets/10.5.240.0-24", VALUE, 0);
        other.deleteAll(List.of("subnets/10.5." + (100 + round % 100) + ".0-24", "subnets/strange" + (round + 2) % 5));
    }

    @AfterEach
    void end() {
        RingHost.await(vertx.close());
        logs.close();
    }

    @ParameterizedTest
    @MethodSource("etcds")
    void a_busy_etcd_on_a_line_that_breaks_now_and_then_shows_no_difference(EtcdProgram program) {
        try (EtcdServer etcd = EtcdServer.start(program);
                TcpProxy line = TcpProxy.to(etcd.port());
                EtcdWriter other = new EtcdWriter(etcd.endpoint(), PREFIX)) {
            other.put("config", "{\"Network\":\"10.5.0.0/16\"}", 0);
            RingHost host = host(line.endpoint());
            host.awaitReady();
            int rounds = 0;
            for (int cut = 0; cut < CUTS; cut++) {
                long end = System.nanoTime() + BETWEEN_CUTS.toNanos();
                for (; System.nanoTime() < end; rounds++) {
                    write(other, rounds);
                }
                line.cut();
            }
            // after a cut it may be a while until a look shows anything
            for (; host.looks("same") <= SAME_MIN; rounds++) {
                write(other, rounds);
            }
            double same = host.looks("same");
            long last = other.put("subnets/10.5.240.0-24", VALUE, 0);
            host.until("everything is seen", h -> h.peers().stream().anyMatch(lease -> lease.modRevision() == last));

            System.out.println(program + ": " + same + " looks that showed the same, " + host.looks("unclear")
                    + " nothing and " + host.looks("different") + " a difference, while " + rounds
                    + " rounds were written");
            assertThat(same).isGreaterThan(SAME_MIN);
            assertThat(host.count("tenure.resync.diff")).isZero();
            assertThat(logs.warningsWith("the watch has lost something")).isEmpty();
        }
    }
}
