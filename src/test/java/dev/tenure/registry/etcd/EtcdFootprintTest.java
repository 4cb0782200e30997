package dev.tenure.registry.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.contract.EtcdWriter;
import dev.tenure.lease.SubnetLease;
import dev.tenure.registry.WatchRecorder;
import dev.tenure.support.EtcdServer;
import dev.tenure.support.TcpProxy;
import java.io.File;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the registry costs: RPCs, threads, connections; and that it leaves its Vert.x alone. */
final class EtcdFootprintTest extends EtcdFixture {
    private static final int REBUILDS = 50;

    private double requests(String op) {
        return count("tenure_etcd_requests", "op", op);
    }

    private double allRequests() {
        return count("tenure_etcd_requests");
    }

    private static void putLeases(EtcdWriter other, int from, int to) {
        Map<String, String> leases = new LinkedHashMap<>();
        for (int i = from; i < to; i++) {
            leases.put("subnets/10." + i / 256 + "." + i % 256 + ".0-24", "{\"PublicIP\":\"192.0.2.1\"}");
        }
        other.putAll(leases);
    }

    @Test
    void a_start_among_a_thousand_leases_costs_one_request_and_a_watch() {
        EtcdServer etcd = closing(EtcdServer.start());
        EtcdWriter other = closing(new EtcdWriter(etcd.endpoint(), PREFIX));
        other.put("config", CONFIG, 0);
        putLeases(other, 0, 1000);
        EtcdSubnetRegistry registry = open(settings(etcd.endpoint()));

        long revision = await(registry.snapshot()).revision();
        WatchRecorder heard = new WatchRecorder();
        registry.watch(revision + 1, heard);
        heard.awaitOpened();

        assertThat(requests("txn")).isEqualTo(1);
        assertThat(requests("watch")).isEqualTo(1);
        assertThat(allRequests()).isEqualTo(2);
    }

    @Test
    void each_further_thousand_leases_cost_one_request_more() {
        EtcdServer etcd = closing(EtcdServer.start());
        EtcdWriter other = closing(new EtcdWriter(etcd.endpoint(), PREFIX));
        putLeases(other, 0, 2001);
        EtcdSubnetRegistry registry = open(settings(etcd.endpoint()));

        assertThat(await(registry.snapshot()).leases().size()).isEqualTo(2001);

        assertThat(requests("txn")).isEqualTo(1);
        assertThat(requests("range")).isEqualTo(2);
    }

    @Test
    void a_digest_of_any_number_of_leases_costs_one_request() {
        EtcdServer etcd = closing(EtcdServer.start());
        EtcdWriter other = closing(new EtcdWriter(etcd.endpoint(), PREFIX));
        putLeases(other, 0, 2001);
        EtcdSubnetRegistry registry = open(settings(etcd.endpoint()));

        assertThat(await(registry.digest()).keys()).isEqualTo(2001);

        assertThat(allRequests()).isEqualTo(1);
    }

    @Test
    void a_renewal_costs_one_read_and_one_keepalive() {
        EtcdServer etcd = closing(EtcdServer.start());
        EtcdSubnetRegistry registry = open(settings(etcd.endpoint()));
        SubnetLease lease = held(registry, "10.5.52.0-24");
        double before = allRequests();

        await(registry.renew(lease));

        assertThat(requests("range")).isEqualTo(1);
        assertThat(requests("keepalive")).isEqualTo(1);
        assertThat(allRequests() - before).isEqualTo(2);
    }

    @Test
    void the_metrics_have_the_names_that_are_documented() {
        EtcdServer etcd = closing(EtcdServer.start());
        EtcdSubnetRegistry registry = open(impatient(etcd.endpoint()));
        await(registry.snapshot());
        registry.useLogin("somebody", null);
        awaitThat("the rebuild", SOON, () -> {
            await(registry.snapshot());
            return meters.scrape().contains("tenure_etcd_client_rebuilds_total");
        });

        assertThat(meters.scrape())
                .contains(
                        "tenure_etcd_requests_total{op=\"txn\",outcome=\"ok\"}",
                        "tenure_etcd_request_duration_seconds_count{op=\"txn\"}",
                        "tenure_etcd_client_rebuilds_total{reason=\"login-changed\"} 1.0",
                        "tenure_etcd_client_rebuilds_total{reason=\"unreachable\"} 0.0",
                        "tenure_etcd_unknown_outcomes_total{op=\"create\"} 0.0");
        etcd.kill();
        failureOf(registry.snapshot());
        assertThat(meters.scrape()).contains("tenure_etcd_requests_total{op=\"txn\",outcome=\"unreachable\"}");
    }

    @Test
    void fifty_rebuilds_leave_threads_connections_and_files_as_they_were() {
        EtcdServer etcd = closing(EtcdServer.start());
        TcpProxy network = closing(TcpProxy.to(etcd.port()));
        EtcdSubnetRegistry registry = open(settings(network.endpoint()));
        for (int i = 0; i < 3; i++) {
            rebuildAndUse(registry, i);
        }
        awaitThat("one connection", SOON, () -> network.openLinks() == 1);
        int threads = jetcdThreads();
        int files = openFiles();

        for (int i = 3; i < REBUILDS + 3; i++) {
            rebuildAndUse(registry, i);
        }

        assertThat(count("tenure_etcd_client_rebuilds")).isEqualTo(REBUILDS + 3);
        awaitThat("one connection", SOON, () -> network.openLinks() == 1);
        awaitThat("no more threads", SOON, () -> jetcdThreads() <= threads);
        awaitThat("no more files", SOON, () -> openFiles() <= files + 2);
    }

    private void rebuildAndUse(EtcdSubnetRegistry registry, int round) {
        registry.useLogin("user" + round, null);
        WatchRecorder heard = new WatchRecorder();
        var watching = registry.watch(1, heard);
        heard.awaitOpened();
        await(registry.snapshot());
        if (round % 2 == 0) {
            watching.close();
        }
    }

    /** All but the proxy's virtual ones and the JVM's own, which it may begin at any time to carry those. */
    private static int jetcdThreads() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getThreadGroup)
                .filter(group -> group != null && group.getName().equals("main"))
                .count();
    }

    private static int openFiles() {
        String[] open = new File("/proc/self/fd").list();
        return open == null ? 0 : open.length;
    }

    @Test
    void closing_leaves_the_vertx_running_and_another_registry_on_it_too() {
        EtcdServer etcd = closing(EtcdServer.start());
        TcpProxy network = closing(TcpProxy.to(etcd.port()));
        EtcdSubnetRegistry first = open(settings(network.endpoint()));
        EtcdSubnetRegistry second = open(settings(etcd.endpoint()));
        await(first.snapshot());
        await(second.snapshot());

        await(first.close());
        await(first.close());

        await(vertx.timer(10));
        assertThat(await(second.snapshot()).leases().size()).isZero();
        awaitThat("no connection", SOON, () -> network.openLinks() == 0);
        failureOf(first.snapshot());
        assertThat(network.accepted()).isEqualTo(1);
    }

    @Test
    void a_closed_vertx_fails_calls_and_throws_nothing() {
        EtcdServer etcd = closing(EtcdServer.start());
        EtcdSubnetRegistry registry = open(impatient(etcd.endpoint()));
        await(registry.snapshot());
        await(registry.close());

        await(vertx.close());

        failureOf(registry.snapshot());
        registry.watch(1, new WatchRecorder()).close();
    }
}
