package dev.tenure.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.bus.BusException;
import dev.tenure.bus.BusFailure;
import dev.tenure.bus.RegistrySeen;
import dev.tenure.health.Tenancies;
import dev.tenure.lease.SubnetLease;
import dev.tenure.lease.Term;
import dev.tenure.operator.CheckFacts;
import dev.tenure.operator.RegistryCheck;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryPagesTest {
    private final Server server = new Server();

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private List<String> keys(String query) {
        return keys(server.json("/v1/leases" + query));
    }

    private static List<String> keys(JsonObject page) {
        return page.getJsonArray("leases").stream()
                .map(lease -> ((JsonObject) lease).getString("key"))
                .toList();
    }

    private void has(SubnetLease... leases) {
        server.agent.registry = Future.succeededFuture(Registries.seen(List.of(leases), 200));
    }

    @Test
    void leases_are_all_that_there_are_and_ours_is_marked() {
        has(
                Tenancies.lease(),
                Tenancies.peer(1),
                Tenancies.lease("10.5.48.0-20", new Term.Reserved(), 90, "{\"PublicIP\":\"192.168.64.9\"}"));
        JsonObject page = server.json("/v1/leases");
        assertThat(page.getLong("revision")).isEqualTo(200);
        assertThat(page.getLong("total")).isEqualTo(3);
        JsonObject wide = page.getJsonArray("leases").getJsonObject(0);
        assertThat(wide.getString("kind")).isEqualTo("reservation");
        assertThat(wide.getString("holder")).isEqualTo("192.168.64.9");
        assertThat(wide.getBoolean("own")).isFalse();
        assertThat(wide.getLong("ageRevisions")).isEqualTo(110);
        assertThat(wide.getString("unfit")).isNotBlank();
        assertThat(wide.getString("rival")).isEqualTo("10.5.52.0-24");
        JsonObject ours = page.getJsonArray("leases").getJsonObject(1);
        assertThat(ours.getBoolean("own")).isTrue();
        assertThat(ours.getString("backendType")).isEqualTo("vxlan");
        assertThat(ours.getString("unfit")).isNull();
    }

    @Test
    void leases_come_page_by_page_also_where_a_page_has_lost_its_last_one() {
        List<SubnetLease> all = new ArrayList<>(
                IntStream.range(0, 2_500).mapToObj(Tenancies::peer).toList());
        server.agent.registry = Future.succeededFuture(Registries.seen(all, 9_000));
        List<String> sorted =
                all.stream().map(lease -> lease.key().text()).sorted().toList();
        List<String> read = new ArrayList<>();
        JsonObject page = server.json("/v1/leases");
        read.addAll(keys(page));
        String last = page.getString("next");
        all.removeIf(lease -> lease.key().text().equals(last));
        server.agent.registry = Future.succeededFuture(Registries.seen(all, 9_001));
        read.addAll(keys("?after=" + last));
        page = server.json("/v1/leases?after=" + read.getLast());
        read.addAll(keys(page));
        assertThat(read).isEqualTo(sorted);
        assertThat(page.getString("next")).isNull();
        assertThat(keys("?limit=2&after=" + sorted.get(6))).isEqualTo(sorted.subList(7, 9));
    }

    @Test
    void leases_are_filtered_by_host_by_block_and_by_kind() {
        SubnetLease reserved =
                Tenancies.lease("10.5.9.0-24", new Term.Reserved(), 90, "{\"PublicIP\":\"192.168.64.9\"}");
        has(Tenancies.lease(), Tenancies.peer(1), Tenancies.peer(2), reserved);
        assertThat(keys("?host=192.168.64.9")).containsExactly("10.5.9.0-24");
        assertThat(keys("?kind=reservation")).containsExactly("10.5.9.0-24");
        assertThat(keys("?kind=lease")).hasSize(3);
        assertThat(keys("?overlapping=10.5.0.0/16")).containsExactly("10.5.52.0-24", "10.5.9.0-24");
        assertThat(keys("?overlapping=10.5.52.7")).containsExactly("10.5.52.0-24");
        assertThat(keys("?overlapping=10.5.0.0/16&kind=lease")).containsExactly("10.5.52.0-24");
        assertThat(server.json("/v1/leases?kind=lease&limit=1").getLong("total"))
                .isEqualTo(3);
        assertThat(keys("?host=192.0.2.200")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kind=both",
                "host=nobody",
                "overlapping=10.5",
                "limit=0",
                "limit=1001",
                "hosts=192.168.64.9",
                "kind=lease&kind=reservation"
            })
    void a_parameter_that_cannot_be_meant_is_refused(String query) {
        HttpSurfaceTest.problem(server.get("/v1/leases?" + query), 400, "bad-parameter");
    }

    @Test
    void the_pool_is_counted() {
        has(
                Tenancies.lease(),
                Tenancies.peer(1),
                Tenancies.lease("10.5.9.0-24", new Term.Reserved(), 90, "{\"PublicIP\":\"192.168.64.9\"}"));
        JsonObject pool = server.json("/v1/pool");
        assertThat(pool.getLong("leases")).isEqualTo(2);
        assertThat(pool.getLong("reservations")).isEqualTo(1);
        assertThat(pool.getLong("unfit")).isEqualTo(1);
        JsonObject ipv4 = pool.getJsonArray("families").getJsonObject(0);
        assertThat(ipv4.getString("network")).isEqualTo("10.5.0.0/16");
        assertThat(ipv4.getLong("leased")).isEqualTo(1);
        assertThat(ipv4.getLong("reserved")).isEqualTo(1);
        assertThat(ipv4.getLong("free")).isEqualTo(ipv4.getLong("subnets") - 2);
    }

    @Test
    void the_check_is_that_of_the_commands() {
        has(Tenancies.lease(), Tenancies.peer(1));
        RegistrySeen seen = Registries.seen(List.of(Tenancies.lease(), Tenancies.peer(1)), 200);
        assertThat(server.json("/v1/check"))
                .isEqualTo(new JsonObject(
                        RegistryCheck.of(seen.snapshot(), CheckFacts.NONE).toJson()));
        server.agent.registry = Future.succeededFuture(new RegistrySeen(seen.view(), 5, 7, Registries.STORE));
        assertThat(server.json("/v1/check").encode()).contains("5 keys below subnets/ are not the key of a lease\"");
    }

    @Test
    void what_was_not_read_yet_is_not_shown_as_empty() {
        for (String page : List.of("/v1/leases", "/v1/pool", "/v1/check")) {
            server.agent.registry = Future.succeededFuture(Registries.seen(List.of(), 0));
            HttpSurfaceTest.problem(server.get(page), 503, "not-read-yet");
            server.agent.registry =
                    Future.failedFuture(new BusException(new BusFailure.TimedOut("No answer within 5000 ms")));
            HttpSurfaceTest.problem(server.get(page), 503, "no-answer");
        }
        assertThat(server.get("/readyz").statusCode()).isEqualTo(200);
    }

    @Test
    void what_is_not_followed_is_not_shown() {
        BusFailure notOffered = new BusFailure.NotOffered("this agent runs with --peers=off");
        server.agent.registry = Future.failedFuture(new BusException(notOffered));
        for (String page : List.of("/v1/leases", "/v1/pool", "/v1/check")) {
            HttpSurfaceTest.problem(server.get(page), 409, "peers-off");
        }
    }

    @Test
    void ten_thousand_leases_are_shown_and_checked_while_the_probes_go_on() {
        server.agent.registry = Future.succeededFuture(Registries.seen(
                IntStream.range(0, 10_000).mapToObj(Tenancies::peer).toList(), 20_000));
        Stream.of("/v1/leases", "/v1/pool", "/v1/check").forEach(page -> {
            long begun = System.nanoTime();
            var answer = server.sendAsync("GET", page, BodyPublishers.noBody());
            assertThat(server.get("/livez").statusCode()).isEqualTo(200);
            assertThat(answer.join().statusCode()).isEqualTo(200);
            System.out.println(page + " of 10,000 leases: " + (System.nanoTime() - begun) / 1_000_000 + " ms");
        });
    }
}
