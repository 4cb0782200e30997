package dev.tenure.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.bus.BusException;
import dev.tenure.bus.BusFailure;
import dev.tenure.bus.Topics;
import dev.tenure.lease.SubnetLease;
import dev.tenure.registry.InMemoryRegistry.Call;
import dev.tenure.registry.InMemoryStore;
import dev.tenure.registry.RegistryFailure;
import dev.tenure.tenancy.TenancyFact;
import dev.tenure.tenancy.TenancyState;
import dev.tenure.tenancy.WaitReason;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All parts of an agent that runs with --peers=off, on a registry in memory. */
class WithoutPeersTest {
    private static final RegistryFailure AWAY = new RegistryFailure.Unreachable("etcd is away");
    private static final String NETWORK = "{\"Network\":\"10.5.0.0/16\",\"Backend\":{\"Type\":\"vxlan\"}}";
    private static final String OTHER_NETWORK = "{\"Network\":\"10.6.0.0/16\",\"Backend\":{\"Type\":\"vxlan\"}}";

    /** So that no look comes by itself. */
    private static final WatchTimings SELDOM = new WatchTimings(
            Duration.ofMillis(300), Duration.ofSeconds(60), Duration.ofMinutes(5), Duration.ofMinutes(50));

    /** So that a claim is looked after soon, and nothing else is looked at. */
    private static final WatchTimings SOON = new WatchTimings(
            Duration.ofMillis(300), Duration.ofSeconds(60), Duration.ofMillis(200), Duration.ofMinutes(50));

    private static final WatchTimings OFTEN = new WatchTimings(
            Duration.ofMillis(300), Duration.ofSeconds(60), Duration.ofMillis(200), Duration.ofMillis(400));

    @TempDir
    Path disk = Path.of("");

    private final Vertx vertx = Vertx.vertx();
    private final InMemoryStore store = new InMemoryStore();
    private final List<TenancyFact> facts = new CopyOnWriteArrayList<>();

    /** With a TTL so long that no renewal is due. */
    private RingHost host(String publicIp, WatchTimings timings) {
        Map<String, String> options = Map.of(
                "public-ip",
                publicIp,
                "subnet-lease-ttl",
                "1h",
                "peers",
                "off",
                "bus-prefix",
                "host-" + publicIp.hashCode());
        RingHost host = new RingHost(vertx, store, disk.resolve(publicIp).resolve("subnet.env"), options).with(timings);
        host.topics.facts().consumer(vertx.eventBus(), facts::add);
        return host.start();
    }

    private RingHost ready(WatchTimings timings) {
        store.put("config", NETWORK, 0);
        RingHost host = host("192.168.64.3", timings);
        host.awaitReady();
        host.until("both ways are watched", h -> h.registry().openWatches() == 2);
        return host;
    }

    private long peer(String key, String publicIp) {
        return store.put("subnets/" + key, "{\"PublicIP\":\"" + publicIp + "\",\"PublicIPv6\":null}", 0);
    }

    private static String path(SubnetLease lease) {
        return "subnets/" + lease.key().text();
    }

    private static SubnetLease lease(RingHost host) {
        return host.tenancy().lease().orElseThrow();
    }

    private boolean isTold(Class<? extends TenancyFact> kind) {
        return facts.stream().anyMatch(kind::isInstance);
    }

    private static BusFailure failure(Future<?> answer) {
        return answer.map(value -> (BusFailure) new BusFailure.Broken("there was an answer"))
                .otherwise(cause -> ((BusException) cause).failure())
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @AfterEach
    void end() {
        RingHost.await(vertx.close());
    }

    @Test
    void a_thousand_changes_of_peers_are_not_told_at_all() {
        RingHost host = ready(SELDOM);
        host.until(
                "what it did itself is told",
                h -> isTold(TenancyFact.SubnetEnvWritten.class) && isTold(TenancyFact.OwnKeySeen.class));
        int reads = host.registry().count(Call.SNAPSHOT);
        facts.clear();
        for (int i = 0; i < 1_000; i++) {
            peer("10.5." + (100 + i % 100) + ".0-24", "192.168.65." + i % 250);
        }
        long network = store.put("config", NETWORK + " ", 0);
        host.until(
                "the network config is told, which was written last",
                h -> facts.stream()
                        .anyMatch(fact -> fact instanceof TenancyFact.RegistryChanged changed
                                && changed.view().entry().modRevision() == network));

        assertThat(facts).hasSize(1);
        assertThat(host.registry().count(Call.SNAPSHOT)).isEqualTo(reads);
    }

    @Test
    void while_it_has_nothing_and_cannot_choose_it_watches_the_network_config_alone() {
        RingHost host = host("192.168.64.3", SELDOM);
        host.until(
                "it waits",
                h -> h.tenancy()
                        .blocked()
                        .filter(reason -> reason.code() == WaitReason.Code.NO_NETWORK_CONFIG)
                        .isPresent());
        host.until("one way is watched", h -> h.registry().openWatches() == 1);
        for (int i = 0; i < 100; i++) {
            peer("10.5." + (100 + i) + ".0-24", "192.168.65." + i);
        }
        store.put("config", NETWORK, 0);
        host.awaitReady();

        assertThat(facts)
                .noneMatch(fact -> fact instanceof TenancyFact.RegistryChanged changed
                        && !changed.changes().isEmpty());
        assertThat(host.registry().count(Call.SNAPSHOT)).isEqualTo(2);
    }

    @Test
    void a_claim_is_looked_after_a_little_later() {
        RingHost host = ready(SOON);
        host.until("the second reading", h -> h.registry().count(Call.SNAPSHOT) == 2);

        assertThat(host.registry().count(Call.DIGEST)).isZero();
    }

    @Test
    void nothing_is_read_while_nothing_changes() {
        RingHost host = ready(OFTEN);
        double same = host.looks("same");
        // a look that comes before the claim was looked after has everything read once more
        host.until("a look finds nothing new", h -> h.looks("same") > same);
        int readings = host.registry().count(Call.SNAPSHOT);
        int looks = host.registry().count(Call.DIGEST);
        host.until("looks go on", h -> h.registry().count(Call.DIGEST) > looks + 4);

        assertThat(host.registry().count(Call.SNAPSHOT)).isEqualTo(readings);
    }

    @Test
    void what_happens_to_its_own_key_is_noticed_at_once() {
        RingHost host = ready(SELDOM);
        SubnetLease lease = lease(host);
        store.delete(path(lease));
        host.until(
                "the same subnet again",
                h -> h.tenancy()
                        .lease()
                        .filter(now -> now.createRevision() > lease.createRevision()
                                && now.key().equals(lease.key()))
                        .isPresent());
        host.awaitReady();
        store.put(path(lease), "{\"PublicIP\":\"192.168.64.3\",\"PublicIPv6\":null}", 0);
        host.until("it is a reservation", h -> lease(h).isReservation());
        peer(lease.key().text(), "192.168.64.9");
        host.until(
                "another subnet",
                h -> h.tenancy()
                        .lease()
                        .filter(now -> !now.key().equals(lease.key()))
                        .isPresent());
    }

    @Test
    void its_key_is_watched_wherever_it_moves() {
        RingHost host = ready(SELDOM);
        store.put("config", OTHER_NETWORK, 0);
        host.until(
                "a subnet of the other network",
                h -> h.tenancy()
                        .lease()
                        .filter(now -> now.key().text().startsWith("10.6."))
                        .isPresent());
        host.awaitReady();
        SubnetLease moved = lease(host);
        store.put(path(moved), "{\"PublicIP\":\"192.168.64.3\",\"PublicIPv6\":null}", 0);

        host.until("it is a reservation", h -> lease(h).isReservation());
    }

    @Test
    void a_look_now_and_then_finds_a_reservation_that_overlaps() {
        RingHost host = ready(OFTEN);
        SubnetLease lease = lease(host);
        host.until("the second reading", h -> h.registry().count(Call.SNAPSHOT) >= 2);
        peer(lease.key().text().replace("-24", "-23"), "192.168.64.9");

        host.until(
                "another subnet",
                h -> h.tenancy()
                        .lease()
                        .filter(now -> !now.subnet().overlaps(lease.subnet()))
                        .isPresent());
    }

    @Test
    void while_it_is_in_conflict_it_watches_everything() {
        RingHost host = ready(OFTEN);
        SubnetLease lease = lease(host);
        host.until("the second reading", h -> h.registry().count(Call.SNAPSHOT) >= 2);
        String rival = lease.key().text().replace("-24", "-25");
        store.put(
                "subnets/" + rival,
                "{\"PublicIP\":\"192.168.64.9\",\"PublicIPv6\":null}",
                store.grant(Duration.ofHours(1)));
        host.until(
                "the rival is seen, and everything watched",
                h -> h.tenancy().needsPeers() && h.registry().openWatches() == 1);
        store.delete("subnets/" + rival);

        host.until("it is over", h -> !h.tenancy().needsPeers() && h.registry().openWatches() == 2);
        assertThat(lease(host)).isEqualTo(lease);
    }

    @Test
    void a_subnet_that_becomes_free_is_taken_though_nobody_looks() {
        store.put("config", "{\"Network\":\"10.5.0.0/28\",\"SubnetLen\":30}", 0);
        for (String key : List.of("10.5.0.4-30", "10.5.0.8-30", "10.5.0.12-30")) {
            peer(key, "192.168.65.1");
        }
        RingHost host = host("192.168.64.3", SELDOM);
        host.until("it waits", h -> h.tenancy().needsPeers());
        store.delete("subnets/10.5.0.8-30");

        assertThat(host.awaitReady().key().text()).isEqualTo("10.5.0.8-30");
        host.until("both ways are watched", h -> h.registry().openWatches() == 2);
    }

    @Test
    void an_outage_ends_with_a_reading_that_shows_what_happened_meanwhile() {
        RingHost host = ready(SELDOM);
        SubnetLease lease = lease(host);
        host.registry().goUnreachable(AWAY);
        store.put(path(lease), "{\"PublicIP\":\"192.168.64.3\",\"PublicIPv6\":null}", 0);
        store.compact(store.revision());
        host.registry().comeBack();

        host.until("it is a reservation", h -> lease(h).isReservation());
        host.until("both ways are watched", h -> h.registry().openWatches() == 2);
        assertThat(host.tenancy().state()).isInstanceOf(TenancyState.Holding.class);
    }

    @Test
    void one_of_two_watches_that_is_dead_is_noticed() {
        store.put("config", NETWORK, 0);
        RingHost host = host(
                "192.168.64.3",
                new WatchTimings(
                        Duration.ofMillis(300),
                        Duration.ofMillis(300),
                        Duration.ofMillis(200),
                        Duration.ofMinutes(10)));
        host.awaitReady();
        host.until("both ways are watched", h -> h.registry().openWatches() == 2);
        host.registry().stallWatches();
        store.put(path(lease(host)), "{\"PublicIP\":\"192.168.64.3\",\"PublicIPv6\":null}", 0);

        host.until("it is a reservation", h -> lease(h).isReservation());
    }

    @Test
    void a_tenancy_that_is_started_anew_gets_a_new_reading() {
        RingHost host = ready(SELDOM);
        SubnetLease lease = lease(host);
        long revision = peer("10.5.240.0-24", "192.168.64.9");
        host.topics.sayAgain().publish(vertx.eventBus(), Topics.SayAgain.FACTS);

        host.until(
                "what was written last is read",
                h -> facts.stream()
                        .anyMatch(fact -> fact instanceof TenancyFact.SnapshotRead read
                                && read.view().revision() == revision));
        assertThat(lease(host)).isEqualTo(lease);
    }

    @Test
    void what_it_does_not_follow_it_does_not_show() {
        RingHost host = ready(SELDOM);
        peer("10.5.240.0-24", "192.168.64.9");
        Topics.Ask ask = new Topics.Ask();

        assertThat(failure(host.topics.peersQuery().request(vertx.eventBus(), ask)))
                .isInstanceOf(BusFailure.NotOffered.class)
                .isEqualTo(failure(host.topics.registryQuery().request(vertx.eventBus(), ask)));
        assertThat(host.gauge("tenure.peers")).isNaN();
        assertThat(host.meters.find("tenure.pool.subnets").gauges()).isEmpty();
        assertThat(host.gauge("tenure.network.config.valid")).isEqualTo(1);
    }
}
