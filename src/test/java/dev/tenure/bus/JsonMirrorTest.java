package dev.tenure.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class JsonMirrorTest {
    private static final Topic<Weather> WEATHER = new Topic<>("tenure.weather", Weather.class);
    private static final Query<Weather.Ask, Weather> FORECAST =
            new Query<>("tenure.forecast", Weather.Ask.class, Weather.class);
    private static final JsonMirror<Weather> MIRROR = new JsonMirror<>(Weather::toJson);

    private EventBus bus;

    @BeforeEach
    void take_a_bus(Vertx vertx) {
        bus = vertx.eventBus();
    }

    private JsonObject ask(@Nullable Object question) throws Exception {
        return bus.<JsonObject>request("tenure.forecast.json", question)
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .body();
    }

    private void assertRefused(Object question, String sentence) {
        assertThatThrownBy(() -> ask(question)).cause().isInstanceOfSatisfying(ReplyException.class, refused -> {
            assertThat(refused.failureType()).isEqualTo(ReplyFailure.RECIPIENT_FAILURE);
            assertThat(refused).hasMessage(sentence);
        });
    }

    @Test
    void says_as_json_what_a_topic_says_with_the_version_first() throws InterruptedException {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        bus.<JsonObject>consumer(
                "tenure.weather.json", message -> heard.add(message.body().encode()));
        MIRROR.mirror(bus, WEATHER);
        WEATHER.publish(bus, new Weather.Sunny(25));
        WEATHER.publish(bus, new Weather.Rainy("here"));
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("{\"version\":1,\"kind\":\"sunny\",\"degrees\":25}");
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("{\"version\":1,\"kind\":\"rainy\",\"where\":\"here\"}");
    }

    @Test
    void the_version_is_the_mirror_s_and_not_the_message_s() {
        JsonMirror<Weather> mirror =
                new JsonMirror<>(weather -> new JsonObject().put("kind", "odd").put("version", 99));
        assertThat(mirror.json(new Weather.Sunny(1)).encode()).isEqualTo("{\"version\":1,\"kind\":\"odd\"}");
    }

    @Test
    void answers_a_query_with_the_same_json() throws Exception {
        FORECAST.answer(bus, ask -> Future.succeededFuture(new Weather.Rainy(ask.where())));
        MIRROR.answer(bus, FORECAST, Weather.Ask::of);
        assertThat(ask(new JsonObject().put("where", "there")))
                .isEqualTo(MIRROR.json(new Weather.Rainy("there")))
                .isEqualTo(new JsonObject("{\"version\":1,\"kind\":\"rainy\",\"where\":\"there\"}"));
    }

    @Test
    void the_question_may_be_text_or_nothing() throws Exception {
        FORECAST.answer(bus, ask -> Future.succeededFuture(new Weather.Rainy(ask.where())));
        MIRROR.answer(bus, FORECAST, Weather.Ask::of);
        assertThat(ask("{\"where\":\"there\"}").getString("where")).isEqualTo("there");
        assertThat(ask(null).getString("where")).isEqualTo("here");
        assertThat(ask("").getString("where")).isEqualTo("here");
    }

    @Test
    void a_question_that_is_none_is_refused_with_a_sentence() throws Exception {
        FORECAST.answer(bus, ask -> Future.succeededFuture(new Weather.Rainy(ask.where())));
        MIRROR.answer(bus, FORECAST, Weather.Ask::of);
        String sentence = "The question is not one for tenure.forecast: ";
        assertRefused("{\"where\":", sentence + "expected a JSON object");
        assertRefused("[1]", sentence + "expected a JSON object");
        assertRefused(new JsonArray().add(1), sentence + "expected a JSON object, not io.vertx.core.json.JsonArray");
        assertRefused(7, sentence + "expected a JSON object, not java.lang.Integer");
        assertRefused(new JsonObject().put("where", 7), sentence + "where is a string");
        assertThat(ask(null).getString("where")).isEqualTo("here");
    }

    @Test
    void a_refusal_is_passed_on() {
        FORECAST.answer(bus, ask -> Future.failedFuture("There is no weather in " + ask.where()));
        MIRROR.answer(bus, FORECAST, Weather.Ask::of);
        assertRefused(new JsonObject(), "There is no weather in here");
    }

    @Test
    void a_query_that_nobody_answers_is_refused() {
        MIRROR.answer(bus, FORECAST, Weather.Ask::of);
        assertRefused(
                new JsonObject(),
                "Nobody answers at tenure.forecast; the part that does is not running, try again when it is");
    }

    @Test
    void an_answer_that_cannot_be_shown_as_json_is_refused() {
        FORECAST.answer(bus, ask -> Future.succeededFuture(new Weather.Sunny(1)));
        JsonMirror<Weather> broken = new JsonMirror<>(weather -> {
            throw new IllegalStateException("no words for this weather");
        });
        broken.answer(bus, FORECAST, Weather.Ask::of);
        assertRefused(new JsonObject(), "no words for this weather");
    }

    @Test
    void a_registration_can_be_ended() throws Exception {
        BlockingQueue<JsonObject> heard = new LinkedBlockingQueue<>();
        bus.<JsonObject>consumer("tenure.weather.json", message -> heard.add(message.body()));
        var registration = MIRROR.mirror(bus, WEATHER);
        registration.unregister().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        WEATHER.publish(bus, new Weather.Sunny(25));
        bus.publish("tenure.weather.json", new JsonObject().put("last", true));
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo(new JsonObject().put("last", true));
    }
}
