package dev.tenure.registry.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.contract.EtcdWriter;
import dev.tenure.lease.SubnetLease;
import dev.tenure.registry.RegistryFailure;
import dev.tenure.registry.Renewal;
import dev.tenure.registry.WatchRecorder;
import dev.tenure.support.EtcdServer;
import dev.tenure.support.TcpProxy;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** The network and etcd break under a watch. */
final class EtcdWatchFaultTest extends EtcdFixture {
    @Test
    void a_watch_ends_when_its_connection_breaks_and_a_new_one_misses_nothing() {
        EtcdServer etcd = closing(EtcdServer.start());
        TcpProxy network = closing(TcpProxy.to(etcd.port()));
        EtcdWriter other = closing(new EtcdWriter(etcd.endpoint(), PREFIX));
        EtcdSubnetRegistry registry = open(settings(network.endpoint()));
        WatchRecorder first = new WatchRecorder();
        registry.watch(other.revision() + 1, first);
        long from = first.awaitOpened() + 1;

        network.cut();
        other.put("subnets/10.5.1.0-24", "{\"PublicIP\":\"192.168.64.1\"}", 0);

        assertThat(first.awaitEnd()).isInstanceOf(RegistryFailure.Unreachable.class);
        WatchRecorder second = new WatchRecorder();
        registry.watch(from, second);
        second.awaitChanges(1);
        assertThat(first.changes()).isEmpty();
        assertThat(first.ends()).hasSize(1);
        assertThat(first.saidAfterEnd()).isZero();
    }

    @Test
    void a_watch_that_is_cut_inside_its_backlog_loses_nothing_over_its_successors() {
        EtcdServer etcd = closing(EtcdServer.start());
        TcpProxy network = closing(TcpProxy.to(etcd.port()));
        EtcdWriter other = closing(new EtcdWriter(etcd.endpoint(), PREFIX));
        EtcdSubnetRegistry registry = open(settings(network.endpoint()));
        long next = other.revision() + 1;
        // together, since a disk may be slow to write each for itself
        try (ExecutorService together = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 1500; i++) {
                String value = "{\"PublicIP\":\"192.168.64.1\",\"n\":" + i + "}";
                together.execute(() -> other.put("subnets/10.5.1.0-24", value, 0));
            }
        }
        long last = other.revision();
        int seen = 0;
        network.cutAfterAnswerBytes(60_000);
        network.cut();
        for (int attempt = 0; next <= last && attempt < 20; attempt++) {
            if (attempt == 3) {
                network.cutAfterAnswerBytes(Long.MAX_VALUE);
                network.cut();
            }
            WatchRecorder heard = new WatchRecorder();
            var watching = registry.watch(next, heard);
            heard.await("an end or everything", all -> !all.ends().isEmpty() || endsAt(all, last));
            watching.close();
            seen += heard.changes().size();
            next = heard.batches().isEmpty() ? next : heard.batches().getLast().revision() + 1;
        }

        assertThat(seen).isEqualTo(1500);
    }

    private static boolean endsAt(WatchRecorder all, long last) {
        return !all.batches().isEmpty() && all.batches().getLast().revision() == last;
    }

    @Test
    void a_watch_that_is_not_confirmed_ends_in_time() {
        EtcdServer etcd = closing(EtcdServer.start());
        TcpProxy network = closing(TcpProxy.to(etcd.port()));
        EtcdSubnetRegistry registry = open(impatient(network.endpoint()));
        await(registry.snapshot());
        network.hold();
        WatchRecorder heard = new WatchRecorder();

        registry.watch(1, heard);

        long millis = FAST.watchOpening().toMillis();
        assertThat(heard.awaitEnd().sentence()).contains("a watch was not confirmed within " + millis + " ms");
    }

    @Test
    void without_a_quorum_nothing_is_said_to_be_so_and_a_watch_ends() {
        List<EtcdServer> members = EtcdServer.cluster(3);
        members.forEach(this::closing);
        EtcdSubnetRegistry registry = open(impatient(members.getFirst().endpoint()));
        SubnetLease lease = held(registry, "10.5.52.0-24");
        WatchRecorder heard = new WatchRecorder();
        registry.watch(lease.modRevision() + 1, heard);
        heard.awaitOpened();

        members.get(1).kill();
        members.get(2).kill();

        assertThat(heard.awaitEnd().sentence()).contains("no leader");
        // impatient as this registry is, it makes its client new while nothing succeeds
        assertThat(failureOf(registry.snapshot()))
                .isInstanceOfAny(RegistryFailure.Unreachable.class, RegistryFailure.Replaced.class);
        assertThat(failureOf(registry.renew(lease)))
                .isInstanceOfAny(RegistryFailure.Unreachable.class, RegistryFailure.Replaced.class);
        members.get(1).restart();
        untilAnswered(registry::snapshot, SOON);
        assertThat(await(registry.renew(lease))).isInstanceOf(Renewal.KeptAlive.class);
    }
}
