package dev.tenure.registry.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.Seed;
import dev.tenure.live.Patience;
import dev.tenure.registry.WatchRecorder;
import dev.tenure.support.EtcdServer;
import dev.tenure.support.TcpProxy;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When the client is made new because of an outage, and when not (R6). */
final class EtcdReachabilityTest extends EtcdFixture {
    private static final int MANY = 60;

    private double rebuilds() {
        return count("tenure_etcd_client_rebuilds");
    }

    private double rebuilds(RebuildReason reason) {
        return count("tenure_etcd_client_rebuilds", "reason", reason.label());
    }

    private static EtcdTimings rebuildAfter(Duration time) {
        return new EtcdTimings(time, FAST.probeMin(), FAST.probeMax(), FAST.watchOpening(), FAST.tlsReload());
    }

    private static void pass(Duration time) {
        Patience.throughout("time passes", time, () -> true, () -> "");
    }

    /** Asks one thing after the other for so long, whatever comes of it; how much of it was answered. */
    private int ask(EtcdSubnetRegistry registry, Duration time) {
        long end = System.nanoTime() + time.toNanos();
        int answered = 0;
        while (System.nanoTime() < end) {
            answered += await(registry.snapshot().map(1).recover(e -> Future.succeededFuture(0)));
            await(vertx.timer(50));
        }
        return answered;
    }

    @Test
    void an_endpoint_that_takes_connections_again_gets_one_new_client() {
        EtcdServer etcd = closing(EtcdServer.start());
        TcpProxy network = closing(TcpProxy.to(etcd.port()));
        EtcdSubnetRegistry registry = open(impatient(network.endpoint()));
        WatchRecorder heard = new WatchRecorder();
        registry.watch(1, heard);
        heard.awaitOpened();

        network.refuse();
        heard.awaitEnd();
        pass(Duration.ofSeconds(3));
        assertThat(rebuilds()).isZero();
        // gRPC's next attempt to connect may come at any moment, and if it were answered there would be nothing to make
        // new
        TcpProxy silence = closing(TcpProxy.to(etcd.port()));
        silence.hold();
        network.leadTo(silence.port());
        network.forward();
        awaitThat("a new client", Duration.ofSeconds(10), () -> rebuilds(RebuildReason.REACHABLE_AGAIN) == 1);
        network.leadTo(etcd.port());
        untilAnswered(registry::snapshot, Duration.ofSeconds(20));

        ask(registry, Duration.ofSeconds(2));
        assertThat(rebuilds(RebuildReason.REACHABLE_AGAIN)).isEqualTo(1);
    }

    @Test
    void an_endpoint_that_takes_connections_and_answers_nothing_gets_new_clients_ever_more_seldom() {
        EtcdServer etcd = closing(EtcdServer.start());
        TcpProxy network = closing(TcpProxy.to(etcd.port()));
        EtcdSubnetRegistry registry = open(impatient(network.endpoint()).withRequestTimeout(Duration.ofMillis(300)));
        untilAnswered(registry::snapshot, Duration.ofSeconds(10));
        network.hold();

        // after 1 s, 2 s, 4 s and 8 s, each and a quarter at most
        assertThat(ask(registry, Duration.ofSeconds(12))).isZero();
        double clients = rebuilds();
        long connections = network.accepted();
        network.cut();
        network.forward();
        untilAnswered(registry::snapshot, Duration.ofSeconds(10));

        System.out.println(clients + " clients and " + connections + " connections in 12 s without an answer");
        assertThat(clients).isBetween(2.0, 3.0);
        assertThat(connections).isLessThan(25);
    }

    @Test
    void a_client_that_was_made_because_an_endpoint_is_back_is_given_the_whole_pause() {
        EtcdTimings timings = rebuildAfter(Duration.ofSeconds(2));
        EtcdServer etcd = closing(EtcdServer.start());
        TcpProxy network = closing(TcpProxy.to(etcd.port()));
        List<RebuildReason> reasons = new CopyOnWriteArrayList<>();
        List<Long> nanos = new CopyOnWriteArrayList<>();
        RandomGenerator random = Seed.forTest("given the whole pause").random();
        EtcdReachability reachability = new EtcdReachability(
                vertx, EtcdEndpoints.parse(List.of(network.endpoint())), timings, random, reason -> {
                    nanos.add(System.nanoTime());
                    reasons.add(reason);
                });
        network.refuse();
        vertx.runOnContext(now -> reachability.failed());
        // most of the first pause
        pass(Duration.ofMillis(1500));
        network.forward();
        awaitThat("two new clients", Duration.ofSeconds(20), () -> reasons.size() > 1);

        assertThat(reasons).startsWith(RebuildReason.REACHABLE_AGAIN, RebuildReason.UNREACHABLE);
        assertThat(Duration.ofNanos(nanos.get(1) - nanos.get(0))).isGreaterThan(Duration.ofMillis(1900));
    }

    @Test
    void one_of_three_endpoints_that_is_away_or_silent_makes_no_client_new() {
        EtcdServer etcd = closing(EtcdServer.start());
        List<TcpProxy> networks = IntStream.range(0, 3)
                .mapToObj(i -> closing(TcpProxy.to(etcd.port())))
                .toList();
        // longer than a busy machine keeps an answer waiting
        EtcdSubnetRegistry registry = open(
                impatient(networks.stream().map(TcpProxy::endpoint).toArray(String[]::new))
                        .withRequestTimeout(Duration.ofMillis(500)),
                rebuildAfter(Duration.ofSeconds(3)));
        untilAnswered(registry::snapshot, Duration.ofSeconds(10));
        awaitThat(
                "three connections",
                Duration.ofSeconds(10),
                () -> networks.stream().allMatch(network -> network.openLinks() > 0));

        networks.get(0).refuse();
        int answered = ask(registry, Duration.ofSeconds(4));
        networks.get(0).forward();
        networks.get(1).hold();
        answered += ask(registry, Duration.ofSeconds(8));

        assertThat(rebuilds()).isZero();
        assertThat(answered).isGreaterThan(20);
    }

    @Test
    void many_hosts_come_back_spread_over_time_and_each_with_few_connections() {
        EtcdServer etcd = closing(EtcdServer.start());
        TcpProxy network = closing(TcpProxy.to(etcd.port()));
        List<EtcdSubnetRegistry> hosts = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            hosts.add(open(impatient(network.endpoint()), EtcdTimings.USUAL));
        }
        List<WatchRecorder> watches =
                hosts.stream().map(EtcdReachabilityTest::watch).toList();
        watches.forEach(WatchRecorder::awaitOpened);
        network.refuse();
        watches.forEach(WatchRecorder::awaitEnd);
        hosts.forEach(EtcdReachabilityTest::watch);
        pass(Duration.ofSeconds(6));
        long before = network.accepted();

        network.forward();
        List<Long> perTenth = new ArrayList<>();
        double busiest = 0;
        long looked = System.nanoTime();
        for (long last = before; perTenth.size() < 40; last += perTenth.getLast()) {
            await(vertx.timer(100));
            perTenth.add(network.accepted() - last);
            long now = System.nanoTime();
            // a tenth of a second may take longer, for the hosts as for us
            busiest = Math.max(busiest, perTenth.getLast() / Math.max(1, (now - looked) / 1e8));
            looked = now;
        }
        hosts.forEach(host -> untilAnswered(host::snapshot, Duration.ofSeconds(10)));

        System.out.println(MANY + " hosts: " + rebuilds() + " new clients, connections per 100 ms " + perTenth);
        assertThat(rebuilds()).isLessThanOrEqualTo(MANY);
        assertThat(network.accepted() - before).isLessThanOrEqualTo(5L * MANY);
        assertThat(busiest).isLessThan(MANY / 2.0);
    }

    private static WatchRecorder watch(EtcdSubnetRegistry host) {
        WatchRecorder heard = new WatchRecorder();
        host.watch(1, heard);
        return heard;
    }
}
