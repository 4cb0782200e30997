package dev.tenure.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.lease.SubnetLease;
import dev.tenure.live.Logs;
import dev.tenure.live.Patience;
import dev.tenure.registry.InMemoryRegistry.Call;
import dev.tenure.registry.InMemoryRegistry.When;
import dev.tenure.registry.InMemoryStore;
import dev.tenure.registry.OperatorRegistry;
import dev.tenure.registry.RegistryFailure;
import dev.tenure.registry.WatchListener;
import dev.tenure.registry.WatchScope;
import dev.tenure.registry.Watching;
import dev.tenure.tenancy.TenancyCommand;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the watching part makes of a registry that is away, behind, or worse; and what it says about that. */
class WatchingTest {
    private static final RegistryFailure AWAY = new RegistryFailure.Unreachable("etcd is away");
    private static final RegistryFailure LOCKED = new RegistryFailure.Unauthenticated("etcd has locked us out");
    private static final RegistryFailure REFUSED = new RegistryFailure.TlsRejected("it refused our certificate");
    private static final WatchTimings SHORT = new WatchTimings(
            Duration.ofMillis(300), Duration.ofSeconds(60), Duration.ofSeconds(10), Duration.ofMinutes(10));

    /** So that what is to be over before can't last that long on a busy machine. */
    private static final WatchTimings LATER = new WatchTimings(
            Duration.ofSeconds(3), Duration.ofSeconds(60), Duration.ofSeconds(10), Duration.ofMinutes(10));

    @TempDir
    Path disk = Path.of("");

    private final Vertx vertx = Vertx.vertx();
    private final InMemoryStore store = new InMemoryStore();
    private final Logs logs = new Logs();

    private RingHost host() {
        return host(registry -> registry, SHORT);
    }

    private RingHost host(UnaryOperator<OperatorRegistry> network, WatchTimings timings) {
        store.put("config", "{\"Network\":\"10.5.0.0/16\",\"Backend\":{\"Type\":\"vxlan\"}}", 0);
        // so long that no renewal is due
        Map<String, String> options = Map.of("public-ip", "192.168.64.3", "subnet-lease-ttl", "1h");
        RingHost host = new RingHost(vertx, store, disk.resolve("subnet.env"), options)
                .through(network)
                .with(timings)
                .start();
        host.awaitReady();
        host.until("the watch is open", h -> h.registry().openWatches() == 1);
        logs.forget();
        return host;
    }

    private static double tries(RingHost host) {
        return host.count("tenure.etcd.watch.restarts");
    }

    private void peerIsSeen(RingHost host, String key) {
        store.put("subnets/" + key, "{\"PublicIP\":\"192.168.64.9\",\"PublicIPv6\":null}", 0);
        host.until(
                "the peer " + key,
                h -> h.peers().stream()
                        .map(SubnetLease::key)
                        .anyMatch(seen -> seen.text().equals(key)));
    }

    private List<String> said() {
        return Stream.concat(
                        logs.warnings().stream(), logs.at(Level.INFO).stream().filter("etcd answers again"::equals))
                .toList();
    }

    @AfterEach
    void end() {
        RingHost.await(vertx.close());
        logs.close();
    }

    @Test
    void an_outage_of_many_tries_is_one_line_and_its_end_another() {
        RingHost host = host();
        host.registry().goUnreachable(AWAY);
        host.until("many tries", h -> tries(h) > 6);
        assertThat(host.health().reasons()).extracting(reason -> reason.code()).contains("etcd-unreachable");
        host.registry().comeBack();
        peerIsSeen(host, "10.5.240.0-24");
        host.until("nothing to complain about", h -> h.health().reasons().isEmpty());

        assertThat(said()).containsExactly("etcd is away", "etcd answers again");
    }

    @Test
    void what_is_over_in_a_blink_is_counted_and_not_told() {
        RingHost host = host(registry -> registry, LATER);
        var registry = host.registry();
        // nobody meets it in between
        synchronized (registry) {
            registry.goUnreachable(AWAY);
            registry.comeBack();
        }
        peerIsSeen(host, "10.5.240.0-24");
        Patience.throughout(
                "nobody is alarmed",
                LATER.blink().plusSeconds(1),
                () -> host.health().reasons().isEmpty(),
                logs::toString);

        assertThat(said()).isEmpty();
        assertThat(tries(host)).isBetween(1.0, 2.0);
    }

    @Test
    void an_outage_with_two_kinds_of_trouble_says_each_once_however_often_they_take_turns() {
        RingHost host = host();
        for (int i = 0; i < 6; i++) {
            double before = tries(host);
            host.registry().goUnreachable(i % 2 == 0 ? AWAY : LOCKED);
            host.until("two more tries", h -> tries(h) > before + 1);
            host.until("it is told", h -> !said().isEmpty());
        }
        host.registry().comeBack();
        peerIsSeen(host, "10.5.240.0-24");

        assertThat(said()).containsExactlyInAnyOrder("etcd is away", "etcd has locked us out", "etcd answers again");
    }

    @Test
    void a_connection_that_ends_says_nothing_new_after_a_certificate_that_was_refused() {
        RingHost host = host();
        for (RegistryFailure failure : List.of(REFUSED, AWAY)) {
            double before = tries(host);
            host.registry().goUnreachable(failure);
            host.until("two more tries", h -> tries(h) > before + 1);
            host.until("it is told", h -> !said().isEmpty());
        }
        host.registry().comeBack();
        peerIsSeen(host, "10.5.240.0-24");

        assertThat(said()).containsExactly("it refused our certificate", "etcd answers again");
    }

    @Test
    void a_refused_certificate_is_told_even_if_the_next_connection_just_ends_before_it_is_told() {
        RingHost host = host();
        host.registry().goUnreachable(REFUSED);
        host.registry().goUnreachable(AWAY);
        host.until("it is told", h -> !said().isEmpty());

        assertThat(said()).containsExactly("it refused our certificate");
    }

    @Test
    void a_read_that_fails_leaves_a_watch_that_works_alone() {
        RingHost host = host();
        int reads = host.registry().count(Call.SNAPSHOT);
        host.registry().failNext(2, Call.SNAPSHOT, AWAY, When.BEFORE_APPLYING);
        host.command(new TenancyCommand.ReadSnapshot());
        host.until("it is read after all", h -> h.registry().count(Call.SNAPSHOT) >= reads + 3);
        peerIsSeen(host, "10.5.240.0-24");

        assertThat(tries(host)).isZero();
    }

    @Test
    void a_watch_that_was_opened_by_a_member_which_lags_is_kept() {
        RingHost host = host(LaggingRegistry::new, SHORT);
        peerIsSeen(host, "10.5.240.0-24");
        int reads = host.registry().count(Call.SNAPSHOT);
        peerIsSeen(host, "10.5.241.0-24");

        assertThat(host.registry().count(Call.SNAPSHOT)).isEqualTo(reads).isLessThan(5);
        assertThat(tries(host)).isZero();
        assertThat(said()).isEmpty();
    }

    /** Opens every watch but the first, and ends it in the same moment. */
    private static final class ShortLived extends ForwardingRegistry {
        private final AtomicInteger watches = new AtomicInteger();

        ShortLived(OperatorRegistry registry) {
            super(registry);
        }

        @Override
        public Watching watch(WatchScope scope, long fromRevision, WatchListener listener) {
            Watching watching = super.watch(scope, fromRevision, listener);
            if (watches.incrementAndGet() > 1) {
                watching.close();
                listener.opened(fromRevision, 1);
                listener.ended(AWAY);
            }
            return watching;
        }
    }

    @Test
    void watches_that_end_as_soon_as_they_are_open_are_opened_ever_more_seldom() {
        RingHost host = host(ShortLived::new, SHORT);
        host.registry().goUnreachable(AWAY);
        host.registry().comeBack();
        Patience.throughout("time passes", Duration.ofSeconds(4), () -> true, logs::toString);

        System.out.println("opened " + tries(host) + " times in 4 s");
        assertThat(tries(host)).isBetween(3.0, 16.0);
    }
}
