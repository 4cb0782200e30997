package dev.tenure.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.bus.Topics;
import dev.tenure.live.Logs;
import dev.tenure.live.Patience;
import dev.tenure.tenancy.Backoff;
import dev.tenure.tenancy.Chance;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SupervisorTest {
    private static final Duration WITHIN = Duration.ofSeconds(20);

    private final Vertx vertx = Vertx.vertx();

    /** The supervisor's: while something runs on it, nothing is started again. */
    private final Context context = vertx.getOrCreateContext();

    private final Topics topics = new Topics("test");
    private final AgentClock clock = new AgentClock();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<String> givenUp = new CopyOnWriteArrayList<>();
    private final AtomicInteger lives = new AtomicInteger();
    private final List<Object> heard = new CopyOnWriteArrayList<>();
    private volatile boolean stops = true;
    private final Logs logs = new Logs();
    private final Supervisor supervisor = new Supervisor(
            vertx,
            clock,
            new Chance(1),
            new Metrics(meters, "test", clock::now, InstantSource.system()),
            givenUp::add,
            new Backoff(Duration.ofMillis(20), Duration.ofMillis(100)),
            Duration.ofSeconds(5));

    /** A part that breaks when it is told to. */
    private final class Fragile extends AgentPart {
        private final Function<Fragile, Future<?>> beginning;

        Fragile(Function<Fragile, Future<?>> beginning) {
            super("fragile", SupervisorTest.this.topics);
            this.beginning = beginning;
        }

        @Override
        Future<?> end() {
            return stops ? Future.succeededFuture() : Promise.promise().future();
        }

        @Override
        Future<?> begin() {
            lives.incrementAndGet();
            vertx.eventBus().consumer("break", message -> {
                throw new IllegalStateException("a bug");
            });
            vertx.eventBus().consumer("answer", message -> heard.add(message.body()));
            return beginning.apply(this);
        }
    }

    private static Future<?> well(Fragile part) {
        return Future.succeededFuture();
    }

    private void supervise(Function<Fragile, Future<?>> beginning) {
        RingHost.await(Future.<Void>future(done -> context.runOnContext(
                now -> supervisor.supervise(() -> new Fragile(beginning)).onComplete(done))));
    }

    private void awaitAnAnswer() {
        until("it answers", () -> {
            vertx.eventBus().publish("answer", "are you there?");
            return !heard.isEmpty();
        });
    }

    private void until(String what, BooleanSupplier holds) {
        Patience.until(what, WITHIN, holds, logs::toString);
    }

    @AfterEach
    void end() {
        stops = true;
        RingHost.await(vertx.close());
        logs.close();
    }

    @Test
    void a_part_with_a_bug_is_replaced_and_the_old_one_hears_nothing_more() {
        supervise(SupervisorTest::well);
        vertx.eventBus().publish("break", "now");
        until("a second life", () -> lives.get() == 2);
        awaitAnAnswer();

        vertx.eventBus().publish("answer", "one");
        vertx.eventBus().publish("answer", "two");
        until("both are heard", () -> heard.contains("two"));
        assertThat(heard).filteredOn("one"::equals).hasSize(1);
        assertThat(logs.at(Level.SEVERE)).hasSize(1);
        assertThat(logs.at(Level.SEVERE).getFirst()).contains("fragile", "started anew");
        assertThat(givenUp).isEmpty();
    }

    @Test
    void a_bug_that_shows_before_the_part_is_quite_up_counts_too() {
        supervise(part -> {
            if (lives.get() == 1) {
                part.onOwnContext(() -> {
                    throw new IllegalStateException("an early bug");
                });
            }
            return Future.future(up -> part.getVertx().setTimer(300, timer -> up.complete()));
        });
        until("a second life", () -> lives.get() == 2);
    }

    @Test
    void a_part_that_does_not_start_again_at_once_is_tried_again() {
        supervise(part ->
                lives.get() == 2 || lives.get() == 3 ? Future.failedFuture("not yet") : Future.succeededFuture());
        vertx.eventBus().publish("break", "now");
        until("a fourth life", () -> lives.get() == 4);
        awaitAnAnswer();
    }

    @Test
    void many_bugs_at_once_are_one_restart() {
        supervise(SupervisorTest::well);
        RingHost.await(Future.<Void>future(done -> context.runOnContext(now -> {
            for (int i = 0; i < 50; i++) {
                vertx.eventBus().publish("break", "now");
            }
            done.complete();
        })));
        until("a second life", () -> lives.get() == 2);
        awaitAnAnswer();

        assertThat(lives).hasValue(2);
    }

    @Test
    void a_part_that_fails_too_often_makes_it_give_up_once_and_say_why() {
        supervise(part -> {
            if (lives.get() <= Supervisor.RESTARTS_MAX + 1) {
                part.onOwnContext(() -> {
                    throw new IllegalStateException("always the same bug");
                });
            }
            return Future.succeededFuture();
        });
        until("it gives up", () -> !givenUp.isEmpty());

        assertThat(givenUp).hasSize(1);
        assertThat(givenUp.getFirst()).contains("fragile", "giving up");
        assertThat(lives).hasValue(Supervisor.RESTARTS_MAX + 1);
    }

    @Test
    void a_part_with_a_bug_that_does_not_stop_makes_it_give_up_rather_than_wait_for_ever() {
        stops = false;
        supervise(SupervisorTest::well);
        vertx.eventBus().publish("break", "now");
        until("it gives up", () -> !givenUp.isEmpty());

        assertThat(givenUp).hasSize(1);
        assertThat(givenUp.getFirst()).contains("fragile", "neither starts nor stops");
        assertThat(lives).hasValue(1);
    }

    @Test
    void a_part_with_a_bug_that_does_not_get_up_makes_it_give_up_too() {
        vertx.runOnContext(now -> supervisor.supervise(() -> new Fragile(part -> {
            part.onOwnContext(() -> {
                throw new IllegalStateException("an early bug");
            });
            return Promise.promise().future();
        })));
        until("it gives up", () -> !givenUp.isEmpty());

        assertThat(givenUp).hasSize(1);
        assertThat(lives).hasValue(1);
    }

    @Test
    void nothing_is_started_again_once_it_was_stopped() {
        supervise(SupervisorTest::well);
        RingHost.await(Future.<Void>future(done -> vertx.runOnContext(now -> {
            supervisor.stop();
            done.complete();
        })));
        vertx.eventBus().publish("break", "now");
        Patience.throughout("one life", Duration.ofMillis(800), () -> lives.get() == 1, logs::toString);
    }
}
