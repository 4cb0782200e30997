package dev.tenure.faults.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.bus.PartBeat;
import dev.tenure.bus.Topics;
import dev.tenure.faults.fleet.FleetHost;
import dev.tenure.live.Logs;
import dev.tenure.live.Operator;
import dev.tenure.live.Patience;
import dev.tenure.process.AgentHttp;
import dev.tenure.support.Ports;
import dev.tenure.tenancy.TenancyCommand;
import dev.tenure.tenancy.TenancyFact;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Row 38: an application that has the agent inside holds event loops up, or has bugs; and so has the agent. */
@Execution(ExecutionMode.CONCURRENT)
class LoopsTest extends ProgramRow {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** A liveness probe waits for a second, unless it is told otherwise. */
    private static final Duration PROBE = Duration.ofSeconds(1);

    /** Parts that have said nothing for 10 s are stuck. */
    private static final Duration STUCK = Duration.ofSeconds(13);

    private static final String PEER = "subnets/10.5.240.0-24";

    private final Logs quiet = Logs.ofOwnAgents();
    private final AgentHttp http = new AgentHttp(Ports.free(1).getFirst(), PROBE);

    /** Whose question may wait for a busy machine; for what is to be true all the time. */
    private final AgentHttp patient = new AgentHttp(http.port(), PATIENCE);

    @Nullable
    private Vertx vertx;

    @AfterEach
    void stop() {
        if (vertx != null) {
            await(vertx.close());
        }
        quiet.close();
    }

    /** A whole agent on a Vert.x with so many event loops, ready. */
    private Vertx agent(int loops, int ttlSeconds) {
        Vertx made =
                Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loops).setMaxEventLoopExecuteTime(Long.MAX_VALUE));
        vertx = made;
        FleetHost host = new FleetHost(
                1,
                disk,
                Map.of(
                        "etcd-endpoints",
                        line.endpoint(),
                        "etcd-prefix",
                        PREFIX,
                        "bus-prefix",
                        "tenure",
                        "subnet-lease-ttl",
                        ttlSeconds + "s",
                        "healthz-ip",
                        "127.0.0.1",
                        "healthz-port",
                        String.valueOf(http.port())));
        await(host.start(made));
        until("ready", http::isReady);
        audit.follow(host.publicIp(), http.port(), host.subnetEnv());
        return made;
    }

    private static Topics topics() {
        return new Topics("tenure");
    }

    private boolean isLive() {
        return http.get("/livez").status() == 200;
    }

    private Duration until(String what, BooleanSupplier holds) {
        return Patience.until(
                what, PATIENCE, holds, () -> http.get("/readyz?verbose").toString());
    }

    /** A new part has to find out what the old one knew, which shows a moment after the old one's end; how long it took. */
    private Duration untilReadyForGood() {
        long begin = System.nanoTime();
        AtomicLong readySince = new AtomicLong(begin);
        until("live and ready for two seconds on end", () -> {
            long now = System.nanoTime();
            if (!isLive() || !http.isReady()) {
                readySince.set(now);
            }
            return now - readySince.get() > Duration.ofSeconds(2).toNanos();
        });
        return Duration.ofNanos(readySince.get() - begin);
    }

    private void liveAndReadyThroughout(Duration time) {
        Patience.throughout(
                "live and ready",
                time,
                () -> patient.get("/livez").status() == 200 && patient.isReady(),
                () -> patient.get("/readyz?verbose").toString());
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    /** Hears of other hosts, and holds up the loop on which it hears until it is let go. */
    private static final class Holdup extends VerticleBase {
        private final CountDownLatch letGo = new CountDownLatch(1);
        private final CountDownLatch holds = new CountDownLatch(1);

        @Override
        public Future<?> start() {
            topics().peersChanged().consumer(vertx.eventBus(), peers -> holdUp());
            return Future.succeededFuture();
        }

        private void holdUp() {
            holds.countDown();
            try {
                if (!letGo.await(2, TimeUnit.MINUTES)) {
                    throw new AssertionError("nobody lets go");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** Waits until the loop stands. */
        Holdup begin(Operator operator) throws InterruptedException {
            operator.put(PEER, value(OTHER));
            if (!holds.await(30, TimeUnit.SECONDS)) {
                throw new AssertionError("nothing was heard of another host");
            }
            return this;
        }
    }

    @Test
    void row_38_a_loop_that_is_not_the_agents_may_stand() throws InterruptedException {
        // the agent's parts take one each, in turn, and the next one is nobody's
        Vertx large = agent(16, 10);
        Holdup holdup = new Holdup();
        await(large.deployVerticle(holdup));
        long start = audit.revision();
        holdup.begin(operator);
        liveAndReadyThroughout(STUCK);
        holdup.letGo.countDown();

        isSafeAndAtRest();
        audit.assertQuietSince(start, 0);
        observed(38, "another event loop stands for 13 s", "live and ready all the time (TTL 10 s), 0 agent revisions");
    }

    @Test
    void row_38_a_loop_of_the_agent_that_stands_is_told_by_livez_and_all_is_well_when_it_turns_again()
            throws InterruptedException {
        Vertx small = agent(2, 60);
        List<Holdup> holdups = List.of(new Holdup(), new Holdup());
        long start = audit.revision();
        for (Holdup holdup : holdups) {
            String id = await(small.deployVerticle(holdup));
            long stands = System.nanoTime();
            holdup.begin(operator);
            Duration found = until("not live", () -> !isLive());
            String how = http.get("/livez").toString();
            Patience.until("13 s", PATIENCE, () -> System.nanoTime() - stands > STUCK.toNanos(), http::toString);
            assertThat(isLive()).isFalse();
            String later = http.get("/livez").toString();
            holdup.letGo.countDown();
            Duration back = until("live and ready", () -> isLive() && http.isReady());
            await(small.undeploy(id));
            operator.delete(PEER);

            observed(
                    38,
                    "one of the agent's two event loops stands for 13 s",
                    "livez fails after %d ms (%s; %s), live and ready %d ms after it turns again",
                    found.toMillis(),
                    how,
                    later,
                    back.toMillis());
        }
        isSafeAndAtRest();
        audit.assertQuietSince(start, 0);
    }

    @Test
    void row_38_all_loops_that_stand_past_the_deadline_are_followed_by_an_honest_answer() throws InterruptedException {
        Vertx single = agent(1, 5);
        Holdup holdup = new Holdup();
        await(single.deployVerticle(holdup));
        String key = onlyKey();
        holdup.begin(operator);
        until("not live", () -> !isLive());
        until("the lease has ended", () -> !operator.leases().containsKey(key));
        line.hold();
        List<Awakening.Heard> heard = Awakening.of(http.port(), holdup.letGo::countDown, line::forward, http::toString);

        assertThat(heard.getFirst().answer()).startsWith("HTTP/1.1 503 ");
        assertThat(operator.leases()).as("as it says that it is ready").containsKey(key);
        isSafeAndAtRest();
        observed(
                38,
                "all event loops stand until the grant (TTL 5 s) has ended",
                "livez has no answer; then first answer 503 after %d ms, ready with the same subnet after %d ms",
                heard.getFirst().after().toMillis(),
                heard.getLast().after().toMillis());
    }

    @Test
    void row_38_listeners_that_throw_harm_nobody_else() {
        Vertx shared = agent(2, 10);
        AtomicInteger thrown = new AtomicInteger();
        AtomicInteger heard = new AtomicInteger();
        await(shared.deployVerticle(new VerticleBase() {
            @Override
            public Future<?> start() {
                context.exceptionHandler(bug -> thrown.incrementAndGet());
                topics().peersChanged().consumer(vertx.eventBus(), peers -> {
                    throw new IllegalStateException("a bug of a listener");
                });
                topics().tenancyChanged().consumer(vertx.eventBus(), tenancy -> {
                    throw new StackOverflowError("another one");
                });
                topics().facts().consumer(vertx.eventBus(), fact -> {
                    throw new IllegalStateException("and one of a listener that has no business there");
                });
                topics().peersChanged().consumer(vertx.eventBus(), peers -> heard.incrementAndGet());
                return Future.succeededFuture();
            }
        }));
        long start = audit.revision();
        for (int peer = 1; peer <= 10; peer++) {
            int peers = peer;
            operator.put("subnets/10.5.24" + peer % 10 + ".0-24", value("192.168.70." + peer));
            until("heard of", () -> heard.get() >= peers);
        }
        liveAndReadyThroughout(STUCK);

        assertThat(thrown).hasValueGreaterThan(20);
        isSafeAndAtRest();
        audit.assertQuietSince(start, 0);
        observed(
                38,
                "listeners on the agent's bus throw " + thrown + " times",
                "live and ready all the time, everybody else hears everything, 0 agent revisions");
    }

    @Test
    @SuppressWarnings("NullAway") // that is what breaks the parts
    void row_38_a_bug_in_a_part_costs_a_moment_and_no_write() {
        Vertx shared = agent(2, 20);
        long start = audit.revision();
        Map<String, Runnable> bugs = Map.of(
                "tenancy",
                () -> topics().facts().publish(shared.eventBus(), new TenancyFact.SnapshotRead(null)),
                "health",
                () -> topics().beats().publish(shared.eventBus(), new PartBeat(null)),
                "subnet-env",
                () -> topics().commands()
                        .publish(shared.eventBus(), new TenancyCommand.WriteSubnetEnv(null, null, 1, false)),
                "watch",
                () -> topics().facts().publish(shared.eventBus(), new TenancyFact.HostChanged(null)));
        bugs.forEach((part, bug) -> {
            String restarts = "tenure_part_restarts_total{part=\"" + part + "\"}";
            bug.run();
            until(part + " starts anew", () -> http.metric(restarts) == 1);
            Duration took = untilReadyForGood();
            observed(38, "a bug in the part " + part, "started anew, ready %d ms later", took.toMillis());
        });
        isSafeAndAtRest();
        audit.assertQuietSince(start, 0);
    }
}
