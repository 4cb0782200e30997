package dev.tenure.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class QueryTest {
    private static final Query<Weather.Ask, Weather> FORECAST =
            new Query<>("tenure.forecast", Weather.Ask.class, Weather.class);
    private static final Weather.Ask HERE = new Weather.Ask("here");

    private Vertx vertx;
    private EventBus bus;

    @BeforeEach
    void take_a_bus(Vertx vertx) {
        this.vertx = vertx;
        this.bus = vertx.eventBus();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static BusFailure failure(Future<?> future) {
        ExecutionException failed = catchThrowableOfType(ExecutionException.class, () -> await(future));
        assertThat(failed).as("the request fails").isNotNull();
        if (!(failed.getCause() instanceof BusException cause)) {
            throw new AssertionError("not a BusException", failed);
        }
        assertThat(cause.getStackTrace()).isEmpty();
        assertThat(cause).hasMessage(cause.failure().sentence());
        return cause.failure();
    }

    @Test
    void question_and_answer_are_the_very_same_objects() throws Exception {
        BlockingQueue<Weather.Ask> asked = new LinkedBlockingQueue<>();
        Weather answer = new Weather.Rainy("here");
        FORECAST.answer(bus, ask -> {
            asked.add(ask);
            return Future.succeededFuture(answer);
        });
        assertThat(await(FORECAST.request(bus, HERE))).isSameAs(answer);
        assertThat(asked.remove()).isSameAs(HERE);
    }

    @Test
    void an_answer_may_come_later() throws Exception {
        Promise<Weather> later = Promise.promise();
        FORECAST.answer(bus, ask -> later.future());
        Future<Weather> answer = FORECAST.request(bus, HERE);
        assertThat(answer.isComplete()).isFalse();
        later.complete(new Weather.Sunny(20));
        assertThat(await(answer)).isEqualTo(new Weather.Sunny(20));
    }

    @Test
    void nobody_there_is_told_at_once() {
        assertThat(failure(FORECAST.request(bus, HERE)))
                .isEqualTo(new BusFailure.NobodyThere(
                        "Nobody answers at tenure.forecast; the part that does is not running, try again when it is"));
    }

    @Test
    void an_answer_that_never_comes_ends_after_the_timeout() {
        FORECAST.answer(bus, ask -> Promise.<Weather>promise().future());
        assertThat(failure(FORECAST.request(bus, HERE, Duration.ofMillis(50))))
                .isEqualTo(new BusFailure.TimedOut("No answer from tenure.forecast within 50 ms"));
    }

    @Test
    void the_timeout_is_5_s_where_none_is_given() {
        FORECAST.answer(bus, ask -> Promise.<Weather>promise().future());
        long asked = System.nanoTime();
        assertThat(failure(FORECAST.request(bus, HERE)))
                .isEqualTo(new BusFailure.TimedOut("No answer from tenure.forecast within 5000 ms"));
        assertThat(Duration.ofNanos(System.nanoTime() - asked))
                .isBetween(Duration.ofMillis(4_900), Duration.ofSeconds(10));
    }

    @Test
    void a_timeout_out_of_bounds_is_a_bug_of_the_caller() {
        assertThatThrownBy(() -> FORECAST.request(bus, HERE, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a request waits 1 ms to 60 s");
        assertThatThrownBy(() -> FORECAST.request(bus, HERE, Duration.ofMillis(60_001)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_refusal_arrives_with_its_sentence() {
        FORECAST.answer(bus, ask -> Future.failedFuture("There is no weather in " + ask.where()));
        assertThat(failure(FORECAST.request(bus, HERE)))
                .isEqualTo(new BusFailure.Refused("There is no weather in here"));
    }

    @Test
    void what_is_not_offered_arrives_as_that() {
        BusFailure never = new BusFailure.NotOffered("Nobody looks at the sky here");
        FORECAST.answer(bus, ask -> Future.failedFuture(new BusException(never)));
        assertThat(failure(FORECAST.request(bus, HERE))).isEqualTo(never);
    }

    @Test
    void a_refusal_without_words_arrives_as_its_type() {
        FORECAST.answer(bus, ask -> Future.failedFuture(new IllegalStateException()));
        assertThat(failure(FORECAST.request(bus, HERE)))
                .isEqualTo(new BusFailure.Refused("java.lang.IllegalStateException"));
    }

    @Test
    void a_handler_that_throws_is_told_to_the_asker_at_once_and_to_its_context() throws InterruptedException {
        BlockingQueue<Throwable> reported = new LinkedBlockingQueue<>();
        RuntimeException bug = new IllegalStateException("a bug");
        Context context = vertx.getOrCreateContext();
        context.exceptionHandler(reported::add);
        BlockingQueue<Future<Weather>> answers = new LinkedBlockingQueue<>();
        context.runOnContext(ready -> {
            FORECAST.answer(bus, ask -> {
                throw bug;
            });
            answers.add(FORECAST.request(bus, HERE));
        });
        Future<Weather> answer = answers.poll(10, TimeUnit.SECONDS);
        assertThat(answer).isNotNull();
        assertThat(failure(answer)).isEqualTo(new BusFailure.Refused("Answering at tenure.forecast failed: a bug"));
        assertThat(reported.poll(10, TimeUnit.SECONDS)).isSameAs(bug);
    }

    @Test
    void a_question_of_another_type_is_refused() {
        FORECAST.answer(bus, ask -> Future.succeededFuture(new Weather.Sunny(20)));
        Query<String, Weather> wrong = new Query<>(FORECAST.address(), String.class, Weather.class);
        assertThat(failure(wrong.request(bus, "here")))
                .isEqualTo(new BusFailure.Refused(
                        "tenure.forecast was asked java.lang.String; expected " + Weather.Ask.class.getName()));
    }

    @Test
    void an_answer_of_another_type_is_a_bug_that_is_told() {
        Query<Weather.Ask, String> wrong = new Query<>(FORECAST.address(), Weather.Ask.class, String.class);
        wrong.answer(bus, ask -> Future.succeededFuture("sunny"));
        assertThat(failure(FORECAST.request(bus, HERE)))
                .isEqualTo(new BusFailure.Broken(
                        "The answer from tenure.forecast is java.lang.String; expected " + Weather.class.getName()));
    }

    @Test
    void a_late_answer_disturbs_nobody() throws Exception {
        Promise<Weather> late = Promise.promise();
        FORECAST.answer(bus, ask -> ask.equals(HERE) ? late.future() : Future.succeededFuture(new Weather.Sunny(1)));
        assertThat(failure(FORECAST.request(bus, HERE, Duration.ofMillis(1)))).isInstanceOf(BusFailure.TimedOut.class);
        late.complete(new Weather.Sunny(20));
        assertThat(await(FORECAST.request(bus, new Weather.Ask("there")))).isEqualTo(new Weather.Sunny(1));
    }
}
