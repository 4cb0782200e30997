package dev.tenure.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tenure.bus.Peers;
import dev.tenure.bus.Topics;
import dev.tenure.health.HealthReport;
import dev.tenure.live.Patience;
import dev.tenure.tenancy.TenancyState;
import dev.tenure.tenancy.TenancyStatus;
import dev.tenure.tenancy.WaitReason;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The two ways of following an agent, at agents that are only played. */
class FollowersTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String LEASE = "{\"key\":\"10.5.1.0-24\",\"publicIp\":\"192.168.64.3\",\"publicIpv6\":null,"
            + "\"backendType\":null,\"grant\":\"7\",\"createRevision\":3,\"modRevision\":4}";

    private final Vertx vertx = Vertx.vertx();
    private final BusTaps taps = new BusTaps();
    private final Looks looks = new Looks("looks", Duration.ofMillis(20), Duration.ofNanos(500_000));
    private final AtomicInteger questions = new AtomicInteger();

    private static void until(String what, BooleanSupplier holds) {
        Patience.until(what, SOON, holds, () -> "");
    }

    private static TenancyStatus waiting(String why) {
        return new TenancyStatus(
                new TenancyState.Waiting(new WaitReason(WaitReason.Code.STARTING, why)),
                Optional.empty(),
                "",
                "",
                Optional.empty());
    }

    /** Somebody who answers as an agent does. */
    private Topics play(String prefix) {
        Topics topics = new Topics(prefix);
        topics.tenancyQuery().answer(vertx.eventBus(), asked -> Future.succeededFuture(waiting("as asked")));
        topics.peersQuery().answer(vertx.eventBus(), asked -> Future.succeededFuture(new Peers(List.of(), 1)));
        topics.healthQuery().answer(vertx.eventBus(), asked -> {
            questions.incrementAndGet();
            return Future.succeededFuture(new HealthReport(true, true, List.of(), Optional.empty()));
        });
        return topics;
    }

    private static List<Said> said(Follower follower) {
        return follower.recorder().life(System.nanoTime()).said();
    }

    // ---- on the bus

    @Test
    void an_agent_on_the_bus_is_asked_again_and_again_and_only_changes_are_kept() {
        BusFollower follower = new BusFollower(vertx, play("one"), taps, looks);
        until("many questions", () -> questions.get() > 20);
        assertThat(said(follower)).hasSizeBetween(1, 2).allMatch(Said::isReady);
        assertThat(follower.asks().ready()).contains(true);
        assertThat(follower.asks().peers()).isPresent();
        follower.end();
    }

    @Test
    void what_an_agent_says_is_heard_before_publish_returns() {
        Topics topics = play("one");
        BusFollower follower = new BusFollower(vertx, topics, taps, looks);
        Tale tale = Tale.ofNetwork().put(3, "10.5.1.0-24", Tale.A, 7);
        topics.tenancyChanged().publish(vertx.eventBus(), TaleHost.holding(tale, "10.5.1.0-24", System.nanoTime()));
        assertThat(follower.recorder().life(System.nanoTime()).beliefs()).hasSize(1);
        follower.end();
    }

    @Test
    void two_agents_on_one_bus_are_told_apart_and_after_the_end_nobody_listens() {
        Topics one = play("one");
        Topics two = play("two");
        BusFollower first = new BusFollower(vertx, one, taps, looks);
        BusFollower second = new BusFollower(vertx, two, taps, looks);
        Tale tale = Tale.ofNetwork().put(3, "10.5.1.0-24", Tale.A, 7);
        first.end();
        one.tenancyChanged().publish(vertx.eventBus(), TaleHost.holding(tale, "10.5.1.0-24", System.nanoTime()));
        two.tenancyChanged().publish(vertx.eventBus(), TaleHost.holding(tale, "10.5.1.0-24", System.nanoTime()));
        assertThat(first.recorder().life(System.nanoTime()).beliefs()).isEmpty();
        assertThat(second.recorder().life(System.nanoTime()).beliefs()).hasSize(1);
        second.end();
    }

    @Test
    void nobody_on_the_bus_is_known_to_be_gone() {
        BusFollower follower = new BusFollower(vertx, new Topics("nobody"), taps, looks);
        assertThat(follower.isGone()).isTrue();
        assertThat(follower.asks().ready()).isEmpty();
        follower.end();
    }

    @Test
    void a_thousand_agents_are_asked_no_more_than_the_looks_allow() {
        List<BusFollower> all = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            all.add(new BusFollower(vertx, play("agent-" + i), taps, looks));
        }
        until(
                "each was asked",
                () -> all.stream().noneMatch(follower -> said(follower).isEmpty()));
        long start = System.nanoTime();
        int before = questions.get();
        // one for each may have been asked before, and is answered now
        until("each was asked four times more", () -> questions.get() > before + 5_000);
        long millis = (System.nanoTime() - start) / 1_000_000;
        System.out.println("1,000 followed agents were each asked five times within " + millis + " ms");
        assertThat(millis).isGreaterThan(4 * 400);
        all.forEach(BusFollower::end);
    }

    // ---- over HTTP

    private HttpServer serve(AtomicInteger status, List<String> bodies) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            int number = Math.min(questions.getAndIncrement() / 10, bodies.size() - 1);
            byte[] body = bodies.get(number).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status.get(), body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static String answer(boolean isReady, String lease, String seconds, String reason) {
        return "{\"ready\":" + isReady + ",\"reasons\":[{\"code\":\"" + reason + "\"}],\"lease\":" + lease
                + ",\"secondsUntilDeadline\":" + seconds + "}";
    }

    @Test
    void an_agent_over_http_says_what_it_holds_until_when_and_whether_it_is_in_touch() throws IOException {
        HttpServer server = serve(
                new AtomicInteger(200),
                List.of(
                        answer(false, "null", "null", "claiming"),
                        answer(true, LEASE, "7", "conflict"),
                        answer(true, LEASE, "5", "etcd-unreachable"),
                        answer(false, LEASE, "-1", "deadline-passed")));
        HttpFollower follower = new HttpFollower(server.getAddress().getPort(), () -> 1_000_000);
        until("all was asked", () -> questions.get() > 45);
        Life life = follower.recorder().life(System.nanoTime());
        assertThat(life.said().stream().map(said -> said.isReady() + " " + said.isInTouch()))
                .containsExactly("false true", "true true", "true false", "false true");
        assertThat(life.beliefs())
                .singleElement()
                .matches(belief -> belief.toString().equals("10.5.1.0-24 [3..4]"));
        assertThat(life.isHeard()).isFalse();
        follower.end();
        server.stop(0);
    }

    @Test
    void who_does_not_answer_over_http_has_said_nothing() throws IOException {
        HttpServer server = serve(new AtomicInteger(200), List.of("no JSON"));
        HttpFollower follower = new HttpFollower(server.getAddress().getPort(), () -> 1_000_000);
        until("it was asked", () -> questions.get() > 20);
        assertThat(said(follower)).isEmpty();
        assertThat(follower.isGone()).isFalse();
        server.stop(0);
        until("it is gone", follower::isGone);
        follower.end();
    }

    @AfterEach
    void end() throws Exception {
        looks.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
