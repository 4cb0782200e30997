package dev.tenure.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.bus.RegistrySeen;
import dev.tenure.registry.InMemoryRegistry;
import dev.tenure.registry.RegistryFailure;
import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.subnet.SubnetKey;
import dev.tenure.tenancy.RegistryView;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator has written over HTTP. */
class WritePagesTest {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";
    private static final String NETWORK = "{\"Network\":\"10.5.0.0/16\",\"Backend\":{\"Type\":\"vxlan\"}}";
    private static final RegistryFailure AWAY = new RegistryFailure.Unreachable("etcd is away");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private Server server;

    @BeforeEach
    void start() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), TOKEN);
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        server = new Server(token);
        server.store.put("config", NETWORK, 0);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private HttpResponse<String> ask(String method, String path, String body, String... headers) {
        List<String> all = new ArrayList<>(List.of("Authorization", "Bearer " + TOKEN));
        all.addAll(List.of(headers));
        return server.send(method, path, BodyPublishers.ofString(body), all.toArray(String[]::new));
    }

    private JsonObject done(HttpResponse<String> response, String result, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonObject json = new JsonObject(response.body());
        assertThat(json.getString("result")).as(response.body()).isEqualTo(result);
        assertThat(json.getString("code")).isEqualTo(code);
        return json;
    }

    private JsonObject reserve(String body, String result, String code) {
        return done(ask("POST", "/v1/reservations", body), result, code);
    }

    private void lease(String key, String ip) {
        server.store.put(
                "subnets/" + key,
                "{\"PublicIP\":\"" + ip + "\",\"PublicIPv6\":null}",
                server.store.grant(Duration.ofHours(1)));
    }

    private RegistrySnapshot now() {
        return Server.await(server.registry.snapshot());
    }

    private boolean isReserved(String key) {
        return now().leases()
                .find(SubnetKey.parse(key).orElseThrow())
                .filter(lease -> lease.isReservation())
                .isPresent();
    }

    @Test
    void a_reservation_is_made_once_and_asking_again_is_as_good() {
        String body = "{\"publicIp\":\"192.168.64.9\",\"subnet\":\"10.5.9.0/24\"}";
        JsonObject planned = reserve(body.replace("}", ",\"dryRun\":true}"), "planned", "reserved");
        assertThat(planned.getJsonObject("subnet").getString("ipv4")).isEqualTo("10.5.9.0/24");
        assertThat(now().leases().size()).isZero();
        JsonObject made = reserve(body, "done", "reserved");
        assertThat(made.getJsonArray("after").getJsonObject(0).getString("kind"))
                .isEqualTo("reservation");
        assertThat(isReserved("10.5.9.0-24")).isTrue();
        OpenApiTest.hasExactlyTheFields("Done", made);
        long revision = server.store.revision();
        reserve(body, "nothing", "already-reserved");
        assertThat(server.store.revision()).isEqualTo(revision);
    }

    @Test
    void a_lease_becomes_a_reservation_and_a_lease_again() {
        lease("10.5.9.0-24", "192.168.64.9");
        JsonObject made = reserve("{\"publicIp\":\"192.168.64.9\"}", "done", "reserved");
        assertThat(made.getJsonArray("before").getJsonObject(0).getString("kind"))
                .isEqualTo("lease");
        assertThat(isReserved("10.5.9.0-24")).isTrue();
        done(ask("DELETE", "/v1/reservations/10.5.9.0-24?dryRun", ""), "planned", "unreserved");
        assertThat(isReserved("10.5.9.0-24")).isTrue();
        done(ask("DELETE", "/v1/reservations/10.5.9.0%2F24?ttl=60", ""), "done", "unreserved");
        assertThat(isReserved("10.5.9.0-24")).isFalse();
        assertThat(now().leases().size()).isEqualTo(1);
    }

    @Test
    void a_reservation_of_an_absent_host_is_deleted() {
        reserve("{\"publicIp\":\"192.168.64.9\",\"subnet\":\"10.5.9.0/24\"}", "done", "reserved");
        done(ask("DELETE", "/v1/reservations/10.5.9.0-24?delete=true", ""), "done", "deleted");
        assertThat(now().leases().size()).isZero();
        done(ask("DELETE", "/v1/reservations/10.5.9.0-24?delete=true", ""), "nothing", "nothing-there");
    }

    @Test
    void a_refusal_is_a_conflict_that_names_the_holder() {
        lease("10.5.9.0-24", "192.168.64.9");
        HttpResponse<String> response =
                ask("POST", "/v1/reservations", "{\"publicIp\":\"192.168.64.7\",\"subnet\":\"10.5.9.0/24\"}");
        JsonObject problem = HttpSurfaceTest.problem(response, 409, "overlaps");
        assertThat(problem.getString("detail")).contains("192.168.64.9");
        assertThat(problem.getString("result")).isEqualTo("refused");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            POST   | /v1/reservations                        | {"publicIp":"192.168.64.9","dryrun":true}  | bad-parameter
            POST   | /v1/reservations                        | {"publicIp":"192.168.64.9","dryRun":"no"}  | bad-parameter
            POST   | /v1/reservations                        | {"publicIp":"fd00::1"}                     | bad-parameter
            POST   | /v1/reservations                        | {"publicIp":7}                             | bad-parameter
            POST   | /v1/reservations                        | {"publicIp":"192.168.64.9","subnet":"x"}   | bad-parameter
            POST   | /v1/reservations                        | {}                                         | bad-parameter
            POST   | /v1/reservations                        | [1]                                        | bad-body
            POST   | /v1/reservations                        | no json                                    | bad-body
            DELETE | /v1/reservations/10.5.9.0-24?ttl=4      | {}                                         | bad-parameter
            DELETE | /v1/reservations/10.5.9.0-24?deleted    | {}                                         | bad-parameter
            DELETE | /v1/reservations/10.5.9.0-24?delete=yes | {}                                         | bad-parameter
            DELETE | /v1/reservations/nothing                | {}                                         | bad-parameter
            POST   | /v1/release                             | {"force":1}                                | bad-parameter
            POST   | /v1/repair                              | {}                                         | bad-body
            """)
    void what_cannot_be_meant_is_refused_and_nothing_is_written(String method, String path, String body, String code) {
        lease("10.5.9.0-24", "192.168.64.9");
        long revision = server.store.revision();
        HttpSurfaceTest.problem(ask(method, path, body), 400, code);
        assertThat(server.store.revision()).isEqualTo(revision);
    }

    @Test
    void our_own_lease_is_released_by_itself_and_another_hosts_only_by_force() {
        lease("10.5.52.0-24", "192.168.64.3");
        lease("10.5.9.0-24", "192.168.64.9");
        String other = "{\"subnet\":\"10.5.9.0/24\"}";
        HttpSurfaceTest.problem(ask("POST", "/v1/release", other), 409, "needs-force");
        done(ask("POST", "/v1/release", other.replace("}", ",\"force\":true}")), "done", "released");
        done(ask("POST", "/v1/release", "{\"dryRun\":true}"), "planned", "released");
        done(ask("POST", "/v1/release", ""), "done", "released");
        assertThat(now().leases().size()).isZero();
    }

    private static String etag(HttpResponse<String> response) {
        return HttpSurfaceTest.header(response, "etag");
    }

    @Test
    void the_network_config_is_put_over_the_one_that_was_seen() {
        String later = NETWORK.replace("vxlan", "host-gw");
        HttpSurfaceTest.problem(ask("PUT", "/v1/network", later), 428, "if-match-missing");
        HttpSurfaceTest.problem(ask("PUT", "/v1/network", later, "If-Match", "soon"), 400, "bad-if-match");
        HttpSurfaceTest.problem(ask("PUT", "/v1/network", later, "If-Match", "\"99\""), 412, "network-config-changed");
        HttpSurfaceTest.problem(ask("PUT", "/v1/network", "{", "If-Match", "*"), 422, "bad-network-config");
        long seen = now().network().modRevision();
        done(ask("PUT", "/v1/network?dryRun", later, "If-Match", "\"" + seen + "\""), "planned", "network-config-put");
        assertThat(server.store.valueText("config")).isEqualTo(NETWORK);
        JsonObject put =
                done(ask("PUT", "/v1/network", later, "If-Match", "\"" + seen + "\""), "done", "network-config-put");
        OpenApiTest.hasExactlyTheFields("NetworkDone", put);
        assertThat(server.store.valueText("config")).isEqualTo(later);
        HttpSurfaceTest.problem(
                ask("PUT", "/v1/network", NETWORK, "If-Match", String.valueOf(seen)), 412, "network-config-changed");
        assertThat(etag(server.get("/v1/network"))).isEqualTo("\"3\"");
    }

    @Test
    void a_network_config_that_costs_hosts_their_subnets_needs_force() {
        lease("10.5.9.0-24", "192.168.64.9");
        String other = NETWORK.replace("10.5.", "10.6.");
        HttpSurfaceTest.problem(ask("PUT", "/v1/network", other, "If-Match", "*"), 409, "destructive");
        done(ask("PUT", "/v1/network?force", other, "If-Match", "*"), "done", "network-config-put");
    }

    @Test
    void a_network_config_is_looked_at_and_planned_without_a_call() {
        lease("10.5.9.0-24", "192.168.64.9");
        RegistrySnapshot snapshot = now();
        server.agent.registry = Future.succeededFuture(new RegistrySeen(
                RegistryView.EMPTY.withNetwork(snapshot.network()).withLeases(snapshot.leases()), 0, 0, 1));
        int calls = calls();
        HttpResponse<String> check = ask("POST", "/v1/network/check", "{\"Network\":\"10.5.0.0/33\"}");
        assertThat(new JsonObject(check.body()).getBoolean("usable")).isFalse();
        OpenApiTest.hasExactlyTheFields("NetworkCheck", new JsonObject(check.body()));
        JsonObject plan = new JsonObject(ask("POST", "/v1/network/plan", NETWORK.replace("10.5.", "10.6."))
                .body());
        assertThat(plan.getJsonObject("plan")
                        .getJsonArray("hosts")
                        .getJsonObject(0)
                        .getString("step"))
                .isEqualTo("move");
        assertThat(plan.getJsonObject("plan").getBoolean("destructive")).isTrue();
        OpenApiTest.hasExactlyTheFields("NetworkPlan", plan.getJsonObject("plan"));
        HttpSurfaceTest.problem(ask("POST", "/v1/network/plan", "{"), 422, "bad-network-config");
        assertThat(calls()).isEqualTo(calls);
    }

    private int calls() {
        return Stream.of(InMemoryRegistry.Call.values())
                .mapToInt(server.registry::count)
                .sum();
    }

    @Test
    void a_report_is_repaired_as_far_as_it_is_still_true() {
        lease("10.5.9.0-24", "192.168.64.9");
        lease("10.5.0.0-20", "192.168.64.7");
        RegistrySnapshot snapshot = now();
        server.agent.registry = Future.succeededFuture(new RegistrySeen(
                RegistryView.EMPTY.withNetwork(snapshot.network()).withLeases(snapshot.leases()),
                0,
                0,
                snapshot.storeId()));
        String report = server.get("/v1/check").body();
        JsonObject planned =
                new JsonObject(ask("POST", "/v1/repair?dryRun", report).body());
        assertThat(planned.getJsonArray("rows").getJsonObject(0).getString("result"))
                .isEqualTo("planned");
        assertThat(now().leases().size()).isEqualTo(2);
        JsonObject done = new JsonObject(ask("POST", "/v1/repair", report).body());
        assertThat(done.getJsonArray("rows").getJsonObject(0).getString("result"))
                .isEqualTo("done");
        assertThat(now().leases().size()).isEqualTo(1);
        JsonObject again = new JsonObject(ask("POST", "/v1/repair", report).body());
        assertThat(again.getJsonArray("rows").getJsonObject(0).getString("result"))
                .isEqualTo("skipped");
        String foreign = new JsonObject(report).put("store", "1234").encode();
        HttpSurfaceTest.problem(ask("POST", "/v1/repair", foreign), 409, "other-store");
    }

    @Test
    void an_etcd_that_does_not_answer_is_told_as_it_is() {
        String body = "{\"publicIp\":\"192.168.64.9\",\"subnet\":\"10.5.9.0/24\"}";
        server.registry.failNext(1, InMemoryRegistry.Call.WRITE, AWAY, InMemoryRegistry.When.AFTER_APPLYING);
        reserve(body, "done", "reserved");
        server.registry.goUnreachable(AWAY);
        JsonObject problem = HttpSurfaceTest.problem(ask("POST", "/v1/reservations", body), 503, "etcd-unreachable");
        assertThat(problem.getString("detail")).isEqualTo("etcd is away");
        HttpSurfaceTest.problem(ask("PUT", "/v1/network", NETWORK, "If-Match", "*"), 503, "etcd-unreachable");
        server.registry.comeBack();
        reserve(body, "nothing", "already-reserved");
    }
}
