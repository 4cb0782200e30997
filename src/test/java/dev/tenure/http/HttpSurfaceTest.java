package dev.tenure.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.bus.BusException;
import dev.tenure.bus.BusFailure;
import dev.tenure.bus.JsonForms;
import dev.tenure.health.HealthReport;
import dev.tenure.health.HealthReport.Reason;
import dev.tenure.health.Tenancies;
import dev.tenure.tenancy.LossReason;
import dev.tenure.tenancy.WaitReason;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpSurfaceTest {
    /** Everything that ends when it is read. */
    private static final List<String> PAGES = List.of(
            "/",
            "/livez",
            "/healthz",
            "/readyz",
            "/metrics",
            "/v1/lease",
            "/v1/leases",
            "/v1/pool",
            "/v1/check",
            "/v1/network",
            "/v1/peers",
            "/openapi.json");

    private final Server server = new Server();

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    static JsonObject problem(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(header(response, "content-type")).isEqualTo("application/problem+json");
        JsonObject problem = new JsonObject(response.body());
        assertThat(problem.getInteger("status")).isEqualTo(status);
        assertThat(problem.getString("type")).isEqualTo("about:blank");
        assertThat(problem.getString("title")).isNotBlank();
        assertThat(problem.getString("code")).isEqualTo(code);
        assertThat(problem.getString("detail")).isNotBlank().doesNotContain("Exception", "\tat ");
        return problem;
    }

    @Test
    void every_page_answers_and_no_cache_may_keep_it() {
        for (String page : PAGES) {
            HttpResponse<String> response = server.get(page);
            assertThat(response.statusCode()).as(page).isEqualTo(200);
            assertThat(header(response, "cache-control")).as(page).isEqualTo("no-store");
            assertThat(response.body()).as(page).endsWith("\n");
        }
    }

    @Test
    void head_says_what_get_would_without_the_body() {
        for (String page : PAGES) {
            HttpResponse<String> get = server.get(page);
            HttpResponse<String> head = server.send("HEAD", page, BodyPublishers.noBody());
            assertThat(head.statusCode()).as(page).isEqualTo(get.statusCode());
            assertThat(head.headers().map()).as(page).isEqualTo(get.headers().map());
            assertThat(head.body()).as(page).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
    void another_method_is_refused_and_told_which_are_allowed(String method) {
        for (String page : PAGES) {
            boolean isWritten = page.equals("/v1/network");
            if (!isWritten || !method.equals("PUT")) {
                HttpResponse<String> response = server.send(method, page, BodyPublishers.ofString("{}"));
                problem(response, 405, "method-not-allowed");
                assertThat(header(response, "allow")).isEqualTo(isWritten ? "GET, HEAD, PUT" : "GET, HEAD");
            }
        }
    }

    @Test
    void an_unknown_path_is_a_problem() {
        problem(server.get("/v1/nothing"), 404, "unknown-path");
        problem(server.get("/livez/more"), 404, "unknown-path");
        problem(server.send("POST", "/v2/lease", BodyPublishers.noBody()), 404, "unknown-path");
    }

    @Test
    void the_index_lists_every_page() {
        HttpResponse<String> index = server.get("/");
        assertThat(header(index, "content-type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(index.body()).startsWith("Tenure ");
        PAGES.stream()
                .filter(page -> !page.equals("/"))
                .forEach(page -> assertThat(index.body()).contains("  " + page + " "));
    }

    @Test
    void is_live_and_ready_in_one_line_each() {
        assertThat(server.get("/livez").body()).isEqualTo("live\n");
        assertThat(server.get("/healthz").body()).isEqualTo("live\n");
        assertThat(server.get("/readyz").body()).isEqualTo("ready: 10.5.52.0-24 is leased to this host\n");
        server.agent.tenancy =
                Tenancies.status(Tenancies.holding(Tenancies.held(Tenancies.reservation(), Duration.ofHours(1))));
        assertThat(server.get("/readyz").body()).isEqualTo("ready: 10.5.52.0-24 is reserved for this host\n");
    }

    @Test
    void is_not_ready_with_every_reason_in_one_line() {
        server.agent.health = new HealthReport(
                true,
                false,
                List.of(
                        new Reason("a", "the first\nline\u0007", true),
                        new Reason("b", "the second", true),
                        new Reason("c", "no obstacle", false)),
                Optional.empty());
        HttpResponse<String> response = server.get("/readyz");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).isEqualTo("not ready: the first line ; the second\n");
        assertThat(server.get("/livez").statusCode()).isEqualTo(200);
    }

    @Test
    void is_ready_but_tells_what_an_operator_should_know() {
        server.agent.health = new HealthReport(
                true, true, List.of(new Reason("conflict", "another host overlaps ours", false)), Optional.empty());
        HttpResponse<String> response = server.get("/readyz");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .isEqualTo("ready: 10.5.52.0-24 is leased to this host; but another host overlaps ours\n");
    }

    @Test
    void is_not_live_with_a_part_that_is_stuck() {
        server.agent.health = new HealthReport(
                false,
                false,
                List.of(new Reason("stuck", "the part watch has not turned", true), new Reason("a", "other", true)),
                Optional.empty());
        for (String page : List.of("/livez", "/healthz")) {
            HttpResponse<String> response = server.get(page);
            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.body()).isEqualTo("not live: the part watch has not turned\n");
        }
    }

    @Test
    void verbose_says_everything_as_json_with_the_same_status() {
        JsonObject ready = server.json("/readyz?verbose");
        assertThat(ready)
                .isEqualTo(JsonForms.health(server.agent.health)
                        .put("state", "holding")
                        .put("lease", JsonForms.lease(Tenancies.lease())));
        assertThat(ready.getInteger("secondsUntilDeadline")).isEqualTo(86_340);
        server.agent.isNotReady(Tenancies.waiting(WaitReason.Code.POOL_EXHAUSTED), "pool-exhausted", "all taken");
        HttpResponse<String> notReady = server.get("/readyz?verbose=1");
        assertThat(notReady.statusCode()).isEqualTo(503);
        assertThat(header(notReady, "content-type")).isEqualTo("application/json");
        assertThat(new JsonObject(notReady.body())).isEqualTo(new JsonObject("""
                                {"status":"not-ready","live":true,"ready":false,
                                 "reasons":[{"code":"pool-exhausted","sentence":"all taken","blocking":true}],
                                 "secondsUntilDeadline":null,"state":"waiting","lease":null}"""));
        assertThat(server.get("/livez?verbose").statusCode()).isEqualTo(200);
        assertThat(server.json("/livez?verbose")).isEqualTo(new JsonObject(notReady.body()));
        assertThat(server.get("/livez?verbose=false").body()).isEqualTo("live\n");
    }

    @Test
    void shows_what_this_host_holds() {
        assertThat(server.json("/v1/lease")).isEqualTo(JsonForms.tenancy(server.agent.tenancy, Tenancies.NOW));
    }

    @Test
    void says_in_which_state_a_host_without_a_lease_is() {
        server.agent.isNotReady(Tenancies.lost(LossReason.TAKEN_BY_OTHER), "lost-taken-by-other", "it is gone");
        JsonObject problem = problem(server.get("/v1/lease"), 404, "no-lease");
        assertThat(problem.getString("state")).isEqualTo("lost");
        assertThat(problem.getJsonObject("tenancy")).isEqualTo(JsonForms.tenancy(server.agent.tenancy, Tenancies.NOW));
    }

    @Test
    void shows_the_network_config() {
        assertThat(server.json("/v1/network")).isEqualTo(JsonForms.network(Server.await(server.agent.network)));
    }

    @Test
    void shows_the_peers_page_by_page() {
        server.agent.peers = FakeAgent.peers(2_500);
        List<String> keys = new ArrayList<>();
        String after = "";
        for (int pages = 0; pages < 3; pages++) {
            JsonObject page = server.json("/v1/peers" + (after.isEmpty() ? "" : "?after=" + after));
            assertThat(page.getInteger("total")).isEqualTo(2_500);
            assertThat(page.getInteger("revision")).isEqualTo(4711);
            page.getJsonArray("peers").forEach(peer -> keys.add(((JsonObject) peer).getString("key")));
            after = String.valueOf(page.getString("next"));
        }
        assertThat(after).isEqualTo("null");
        assertThat(keys)
                .isEqualTo(IntStream.range(0, 2_500)
                        .mapToObj(n -> Tenancies.peer(n).key().text())
                        .toList());
        assertThat(server.json("/v1/peers?limit=2").getJsonArray("peers")).hasSize(2);
        assertThat(server.json("/v1/peers?limit=1000&after=" + keys.getLast()).getJsonArray("peers"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1001", "-1", "1e3", "", "99999999999999999999"})
    void a_limit_is_a_number_from_1_to_1000(String limit) {
        problem(server.get("/v1/peers?limit=" + limit), 400, "bad-limit");
    }

    @Test
    void a_page_behind_a_peer_that_is_gone_is_refused() {
        problem(server.get("/v1/peers?after=10.250.0.0-24"), 410, "peer-gone");
    }

    @Test
    void a_part_that_does_not_answer_is_said_so_and_the_probes_go_on() {
        server.agent.network = Future.failedFuture(
                new BusException(new BusFailure.TimedOut("No answer from tenure.network.query within 5000 ms")));
        server.agent.peers = Future.failedFuture(
                new BusException(new BusFailure.NobodyThere("Nobody answers at tenure.peers.query")));
        assertThat(problem(server.get("/v1/network"), 503, "no-answer").getString("detail"))
                .contains("tenure.network.query");
        problem(server.get("/v1/peers"), 503, "no-answer");
        assertThat(server.get("/readyz").statusCode()).isEqualTo(200);
    }

    @Test
    void a_bug_is_no_answer_and_no_stack_trace() {
        server.agent.network = Future.failedFuture(new IllegalStateException("secret"));
        server.agent.peers = Future.failedFuture(new BusException(new BusFailure.Broken("wrong type")));
        for (String page : List.of("/v1/network", "/v1/peers")) {
            HttpResponse<String> response = server.get(page);
            problem(response, 500, "bug");
            assertThat(response.body()).doesNotContain("secret");
        }
    }

    @Test
    void a_body_that_is_too_long_is_refused() {
        int max = HttpSettings.BODY_BYTES_MAX;
        HttpResponse<String> fits = server.send("POST", "/v1/lease", BodyPublishers.ofString("x".repeat(max)));
        problem(fits, 405, "method-not-allowed");
        HttpResponse<String> tooLong = server.send("POST", "/v1/lease", BodyPublishers.ofString("x".repeat(max + 1)));
        problem(tooLong, 413, "body-too-large");
    }

    @Test
    void metrics_are_written_as_the_scraper_asks() {
        HttpResponse<String> plain = server.get("/metrics");
        assertThat(header(plain, "content-type")).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
        assertThat(plain.body()).isEqualTo("# PROMETHEUS\n");
        HttpResponse<String> open = server.get(
                "/metrics",
                "Accept",
                "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1");
        assertThat(header(open, "content-type"))
                .isEqualTo("application/openmetrics-text; version=1.0.0; charset=utf-8");
        assertThat(open.body()).isEqualTo("# OPEN_METRICS\n");
    }

    @Test
    void metrics_that_somebody_else_keeps_are_not_here() throws IOException {
        try (Server embedded = new Server(Duration.ofSeconds(30), 256, Optional.empty())) {
            problem(embedded.get("/metrics"), 404, "no-metrics");
        }
    }

    @Test
    void many_scrapers_at_once_share_one_text_and_hold_up_nobody() throws Exception {
        AtomicInteger scrapes = new AtomicInteger();
        CountDownLatch mayFinish = new CountDownLatch(1);
        MetricsText slow = format -> {
            scrapes.incrementAndGet();
            try {
                mayFinish.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return "# slow\n";
        };
        try (Server busy = new Server(Duration.ofSeconds(30), 256, Optional.of(slow))) {
            List<CompletableFuture<HttpResponse<String>>> waiting = Stream.generate(
                            () -> busy.sendAsync("GET", "/metrics", BodyPublishers.noBody()))
                    .limit(50)
                    .toList();
            assertThat(busy.get("/livez").statusCode()).isEqualTo(200);
            mayFinish.countDown();
            for (CompletableFuture<HttpResponse<String>> response : waiting) {
                assertThat(response.get().body()).isEqualTo("# slow\n");
            }
            assertThat(scrapes.get()).isLessThan(50);
        }
    }

    @Test
    void two_hundred_probes_at_once_are_all_answered() {
        List<CompletableFuture<HttpResponse<String>>> probes = Stream.generate(
                        () -> server.sendAsync("GET", "/readyz", BodyPublishers.noBody()))
                .limit(200)
                .toList();
        assertThat(probes)
                .allSatisfy(probe -> assertThat(probe.get().statusCode()).isEqualTo(200));
    }
}
