package dev.tenure.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.bus.PeersChanged;
import dev.tenure.lease.SubnetLease;
import dev.tenure.live.Logs;
import dev.tenure.live.Patience;
import dev.tenure.registry.InMemoryRegistry.Call;
import dev.tenure.registry.InMemoryStore;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A watch that loses something silently, or a store that is set back, does no lasting harm (R8, R14). */
class ResyncTest {
    private static final String DIFFERENCES = "tenure.resync.diff";
    private static final WatchTimings OFTEN = new WatchTimings(
            Duration.ofMillis(300), Duration.ofSeconds(60), Duration.ofMillis(200), Duration.ofMillis(400));

    /** So that nothing is found by a look. */
    private static final WatchTimings SELDOM = new WatchTimings(
            Duration.ofMillis(300), Duration.ofSeconds(60), Duration.ofMillis(200), Duration.ofMinutes(50));

    @TempDir
    Path disk = Path.of("");

    private final Vertx vertx = Vertx.vertx();
    private final InMemoryStore store = new InMemoryStore();
    private final Logs logs = new Logs();
    private RingHost host;
    private SubnetLease lease;

    @BeforeEach
    void holdALease() {
        store.put("config", "{\"Network\":\"10.5.0.0/16\",\"Backend\":{\"Type\":\"vxlan\"}}", 0);
        peer("10.5.240.0-24", "192.168.64.40");
        start(OFTEN);
        aLookIsOver();
        logs.forget();
    }

    private void start(WatchTimings timings) {
        // so long that no renewal is due
        Map<String, String> options = Map.of("public-ip", "192.168.64.3", "subnet-lease-ttl", "1h");
        host = new RingHost(vertx, store, disk.resolve("subnet.env"), options)
                .with(timings)
                .start();
        lease = host.awaitReady();
        host.until("the watch is open", h -> h.registry().openWatches() == 1);
    }

    private long peer(String key, String publicIp) {
        return store.put("subnets/" + key, "{\"PublicIP\":\"" + publicIp + "\",\"PublicIPv6\":null}", 0);
    }

    private List<String> holders() {
        return host.peers().stream().map(SubnetLease::holder).toList();
    }

    private void aLookIsOver() {
        int looks = host.registry().count(Call.DIGEST);
        host.until("a look", h -> h.registry().count(Call.DIGEST) >= looks + 2);
    }

    private void isFoundOnce() {
        assertThat(host.count(DIFFERENCES)).isEqualTo(1);
        assertThat(logs.warningsWith("the watch has lost something")).hasSize(1);
        aLookIsOver();
        aLookIsOver();
        assertThat(host.count(DIFFERENCES)).isEqualTo(1);
    }

    @AfterEach
    void end() {
        RingHost.await(vertx.close());
        logs.close();
    }

    @Test
    void a_new_peer_of_whom_the_watch_did_not_tell_is_found_and_told() {
        List<PeersChanged> told = new CopyOnWriteArrayList<>();
        host.topics.peersChanged().consumer(vertx.eventBus(), told::add);
        host.registry().loseNextEvents();
        peer("10.5.241.0-24", "192.168.64.41");
        host.until("both", h -> holders().contains("192.168.64.41"));

        host.until("it is told", h -> !told.isEmpty());
        isFoundOnce();
        assertThat(told).hasSize(1);
    }

    @Test
    void a_peer_that_went_and_of_which_the_watch_did_not_tell_is_found_and_told() {
        host.registry().loseNextEvents();
        store.delete("subnets/10.5.240.0-24");
        host.until("nobody", h -> holders().isEmpty());

        isFoundOnce();
    }

    @Test
    void our_own_key_that_went_and_of_which_the_watch_did_not_tell_is_claimed_again() {
        String path = "subnets/" + lease.key().text();
        host.registry().loseNextEvents();
        store.delete(path);
        host.until("it is back", h -> store.get(path).isPresent());

        assertThat(host.awaitReady().key()).isEqualTo(lease.key());
        isFoundOnce();
    }

    @Test
    void a_network_config_of_which_the_watch_did_not_tell_is_found() {
        host.registry().loseNextEvents();
        store.put("config", "{\"Network\":\"10.6.0.0/16\",\"Backend\":{\"Type\":\"vxlan\"}}", 0);
        host.until(
                "another subnet",
                h -> h.tenancy()
                        .lease()
                        .filter(now -> now.key().text().startsWith("10.6."))
                        .isPresent());

        isFoundOnce();
    }

    @Test
    void strange_keys_and_a_store_that_is_busy_are_no_difference() {
        int looks = host.registry().count(Call.DIGEST);
        for (int i = 0; host.registry().count(Call.DIGEST) < looks + 6; i++) {
            store.put("subnets/strange" + i % 30, "", 0);
            store.delete("subnets/strange" + (i + 15) % 30);
            peer("10.5." + (200 + i % 40) + ".0-24", "192.168.65." + i % 40);
            store.put("elsewhere", "", 0);
            Patience.throughout("a moment", Duration.ofMillis(1), () -> true, () -> "");
        }

        assertThat(host.count(DIFFERENCES)).isZero();
        assertThat(logs.warningsWith("the watch has lost something")).isEmpty();
    }

    @Test
    void a_store_that_was_set_back_and_has_overtaken_us_shows_in_the_keys_that_are_older() {
        peer("10.5.240.0-24", "192.168.64.41");
        host.until("he has moved in", h -> holders().equals(List.of("192.168.64.41")));
        long before = store.revision();
        store.restore(lease.modRevision());
        while (store.revision() <= before) {
            peer("10.5.241.0-24", "192.168.64.42");
        }
        host.until("as it was", h -> List.of("192.168.64.40", "192.168.64.42").equals(holders()));

        assertThat(host.awaitReady().key()).isEqualTo(lease.key());
        isAnotherStoreOnce();
    }

    private void isAnotherStoreOnce() {
        host.until(
                "it is said",
                h -> !logs.warningsWith("etcd is another store than before").isEmpty());
        assertThat(logs.warningsWith("etcd is another store than before")).hasSize(1);
        assertThat(host.count("tenure.store.replaced")).isEqualTo(1);
        assertThat(host.count(DIFFERENCES)).isZero();
    }

    @Test
    void another_cluster_with_the_same_keys_is_known_by_its_id_as_soon_as_the_watch_is_open() {
        host.stop();
        start(SELDOM);
        store.restore(store.revision());
        peer("10.5.241.0-24", "192.168.64.41");
        host.until("who is there", h -> holders().contains("192.168.64.41"));

        assertThat(host.registry().count(Call.DIGEST)).isZero();
        isAnotherStoreOnce();
        peer("10.5.242.0-24", "192.168.64.42");
        host.until("the watch works", h -> holders().contains("192.168.64.42"));
        assertThat(host.awaitReady().key()).isEqualTo(lease.key());
    }

    @Test
    void where_the_watch_stands_and_where_the_store_stands_can_be_seen() {
        long revision = peer("10.5.241.0-24", "192.168.64.41");
        host.until("told", h -> h.gauge("tenure.watch.revision") >= revision);
        store.put("elsewhere", "", 0);
        long elsewhere = store.revision();
        host.until("the next look finds it", h -> h.gauge("tenure.store.revision") >= elsewhere);
    }
}
