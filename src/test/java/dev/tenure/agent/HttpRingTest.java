package dev.tenure.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.http.EventClient;
import dev.tenure.http.SocketClient;
import dev.tenure.lease.SubnetLease;
import dev.tenure.process.AgentHttp;
import dev.tenure.registry.InMemoryRegistry;
import dev.tenure.registry.InMemoryStore;
import dev.tenure.support.Ports;
import dev.tenure.tenancy.TenancyCommand;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The HTTP surface of a whole agent on a registry in memory. */
class HttpRingTest {
    private static final List<String> READS = List.of(
            "/livez",
            "/readyz?verbose",
            "/v1/lease",
            "/v1/leases",
            "/v1/pool",
            "/v1/check",
            "/v1/network",
            "/v1/peers");

    private final Vertx vertx = Vertx.vertx();
    private final InMemoryStore store = new InMemoryStore();
    private final int port = Ports.free(1).getFirst();
    private final AgentHttp http = new AgentHttp(port, Duration.ofSeconds(20));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @BeforeEach
    void putNetwork() {
        store.put("config", "{\"Network\":\"10.5.0.0/16\",\"Backend\":{\"Type\":\"vxlan\"}}", 0);
    }

    @AfterEach
    void close() {
        RingHost.await(vertx.close());
    }

    private RingHost host(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(
                Map.of("public-ip", "192.0.2.7", "healthz-ip", "127.0.0.1", "healthz-port", String.valueOf(port)));
        all.putAll(more);
        return new RingHost(vertx, store, folder.resolve("subnet.env"), all).start();
    }

    private Path socket() {
        return folder.resolve("api.sock");
    }

    private int calls(RingHost host) {
        return Stream.of(InMemoryRegistry.Call.values())
                .mapToInt(host.registry()::count)
                .sum();
    }

    @Test
    void everything_is_read_from_the_agents_own_table_and_no_call_is_made() {
        RingHost host = host(Map.of());
        SubnetLease own = host.awaitReady();
        store.put("subnets/10.5.9.0-24", "{\"PublicIP\":\"192.0.2.9\",\"PublicIPv6\":null}", 0);
        host.until("the peer is seen", h -> h.peers().size() == 1);
        int calls = calls(host);
        for (String page : READS) {
            assertThat(http.get(page).status()).as(page).isEqualTo(200);
        }
        try (EventClient client = new EventClient(port, null)) {
            client.next("reset");
        }
        assertThat(calls(host)).as("calls to the registry").isEqualTo(calls);
        JsonObject page = http.get("/v1/leases").json();
        assertThat(page.getLong("revision")).isEqualTo(store.revision());
        assertThat(page.getJsonArray("leases").stream()
                        .map(JsonObject.class::cast)
                        .filter(lease -> lease.getBoolean("own"))
                        .map(lease -> lease.getString("key")))
                .containsExactly(own.key().text());
        assertThat(http.get("/v1/leases?kind=reservation").json().getInteger("total"))
                .isEqualTo(1);
        host.stop();
    }

    @Test
    void what_happens_in_the_registry_is_heard_and_the_stream_ends_with_the_agent() {
        RingHost host = host(Map.of());
        host.awaitReady();
        // the answer to a claim may come before the watch tells of it
        host.until("its own key is seen", h -> h.gauge("tenure.watch.revision") >= store.revision());
        try (EventClient client = new EventClient(port, null)) {
            client.next("reset");
            long put = store.put("subnets/10.5.9.0-24", "{\"PublicIP\":\"192.0.2.9\",\"PublicIPv6\":null}", 0);
            EventClient.Event event = client.next("lease-put");
            assertThat(event.id()).isEqualTo(String.valueOf(put));
            assertThat(event.json().getString("publicIp")).isEqualTo("192.0.2.9");
            long removed = store.delete("subnets/10.5.9.0-24");
            assertThat(client.next("lease-removed").id()).isEqualTo(String.valueOf(removed));
            store.put("config", "{\"Network\":\"10.5.0.0/16\",\"Backend\":{\"Type\":\"host-gw\"}}", 0);
            assertThat(client.next("network").json().getString("status")).isEqualTo("valid");
            long stopped = System.nanoTime();
            host.stop();
            client.isOver();
            System.out.println("an agent with a stream stops in " + (System.nanoTime() - stopped) / 1_000_000 + " ms");
        }
    }

    @Test
    void a_reservation_for_the_host_itself_is_made_on_the_socket_and_taken_by_the_agent() {
        RingHost host = host(Map.of("api-socket", socket().toString(), "healthz-port", "0"));
        String key = host.awaitReady().key().text();
        String answer = SocketClient.ask(socket(), "POST", "/v1/reservations", "{\"publicIp\":\"192.0.2.7\"}");
        assertThat(answer).startsWith("HTTP/1.1 200").contains("\"reserved\"");
        host.until(
                "it holds a reservation",
                h -> h.tenancy()
                        .lease()
                        .filter(lease ->
                                lease.isReservation() && lease.key().text().equals(key))
                        .isPresent());
        host.stop();
        assertThat(socket()).doesNotExist();
    }

    @Test
    void without_peers_nothing_of_the_registry_is_shown_and_no_event_tells_of_it() {
        RingHost host = host(Map.of("peers", "off"));
        host.awaitReady();
        for (String page : List.of("/v1/leases", "/v1/pool", "/v1/check", "/v1/peers")) {
            assertThat(http.get(page).status()).as(page).isEqualTo(409);
            assertThat(http.get(page).body()).contains("peers-off", "--peers=on");
        }
        assertThat(http.get("/v1/lease").status()).isEqualTo(200);
        assertThat(http.get("/v1/network").status()).isEqualTo(200);
        try (EventClient client = new EventClient(port, null)) {
            assertThat(client.next().name()).isEqualTo("tenancy");
            assertThat(client.next().name()).isEqualTo("health");
            host.command(new TenancyCommand.ReadSnapshot());
            SubnetLease lease = host.tenancy().lease().orElseThrow();
            store.put("subnets/" + lease.key().text(), "{\"PublicIP\":\"192.0.2.7\"}", 0);
            assertThat(client.next().name()).isEqualTo("tenancy");
        }
    }
}
