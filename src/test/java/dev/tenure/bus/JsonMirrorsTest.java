package dev.tenure.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenure.health.HealthReport;
import dev.tenure.health.Tenancies;
import dev.tenure.subnet.NetworkEntry;
import dev.tenure.tenancy.TenancyStatus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonMirrorsTest {
    private static final TenancyStatus TENANCY =
            Tenancies.status(Tenancies.holding(Tenancies.held(Tenancies.lease(), Duration.ofHours(1))));
    private static final NetworkChanged NETWORK =
            new NetworkChanged(new NetworkEntry(Tenancies.NETWORK, 3), Tenancies.NETWORK);
    private static final HealthReport HEALTH = new HealthReport(true, true, List.of(), Optional.empty());
    private static final Peers PEERS = new Peers(List.of(Tenancies.peer(0)), 42);

    private final Vertx vertx = Vertx.vertx();
    private final EventBus bus = vertx.eventBus();
    private final Topics topics = new Topics("test");
    private final JsonMirrors mirrors = JsonMirrors.install(bus, topics, () -> Tenancies.NOW);

    @AfterEach
    void close() {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    private JsonObject ask(String address, Object question) {
        return await(bus.<JsonObject>request(address, question)).body();
    }

    /** The form as the bus says it. */
    private static JsonObject versioned(JsonObject form) {
        return new JsonObject().put("version", 1).mergeIn(form);
    }

    private <T> JsonObject heard(Topic<T> topic, T message) throws InterruptedException {
        BlockingQueue<JsonObject> heard = new LinkedBlockingQueue<>();
        bus.<JsonObject>consumer(topic.address() + ".json", said -> heard.add(said.body()));
        topic.publish(bus, message);
        JsonObject json = heard.poll(20, TimeUnit.SECONDS);
        assertThat(json).as(topic.address()).isNotNull();
        return new JsonObject(String.valueOf(json));
    }

    @Test
    void what_is_said_on_a_topic_is_said_as_json() throws InterruptedException {
        assertThat(heard(topics.tenancyChanged(), TENANCY))
                .isEqualTo(versioned(JsonForms.tenancy(TENANCY, Tenancies.NOW)));
        assertThat(heard(topics.networkChanged(), NETWORK)).isEqualTo(versioned(JsonForms.network(NETWORK)));
        assertThat(heard(topics.healthChanged(), HEALTH)).isEqualTo(versioned(JsonForms.health(HEALTH)));
        PeersChanged changed = new PeersChanged(PEERS.leases(), List.of(), List.of(), 42);
        assertThat(heard(topics.peersChanged(), changed)).isEqualTo(versioned(JsonForms.peersChanged(changed)));
    }

    @Test
    void what_a_query_answers_is_answered_as_json() {
        topics.tenancyQuery().answer(bus, asked -> Future.succeededFuture(TENANCY));
        topics.networkQuery().answer(bus, asked -> Future.succeededFuture(NETWORK));
        topics.healthQuery().answer(bus, asked -> Future.succeededFuture(HEALTH));
        topics.peersQuery().answer(bus, asked -> Future.succeededFuture(PEERS));
        assertThat(ask("test.tenancy.query.json", new JsonObject()))
                .isEqualTo(versioned(JsonForms.tenancy(TENANCY, Tenancies.NOW)));
        assertThat(ask("test.network.query.json", "{}")).isEqualTo(versioned(JsonForms.network(NETWORK)));
        assertThat(ask("test.health.query.json", "")).isEqualTo(versioned(JsonForms.health(HEALTH)));
        assertThat(ask("test.peers.query.json", new JsonObject().put("version", 1)))
                .isEqualTo(versioned(JsonForms.peers(PEERS)));
    }

    @Test
    void a_command_as_json_reaches_whoever_carries_it_out() throws InterruptedException {
        BlockingQueue<Object> asked = new LinkedBlockingQueue<>();
        topics.backendAttributes().answer(bus, wish -> noted(asked, wish));
        topics.reserve().answer(bus, wish -> noted(asked, wish));
        topics.release().answer(bus, wish -> noted(asked, wish));
        JsonObject data = new JsonObject().put("backendData", new JsonObject().put("VNI", 1));
        List.of("test.backend.attributes.json", "test.reserve.json", "test.release.json")
                .forEach(address -> assertThat(ask(address, address.contains("backend") ? data : new JsonObject()))
                        .isEqualTo(versioned(JsonForms.tenancy(TENANCY, Tenancies.NOW))));
        assertThat(asked).containsExactly(new BackendAttributes("{\"VNI\":1}", null), new Reserve(), new Release());
    }

    private static Future<TenancyStatus> noted(BlockingQueue<Object> asked, Object wish) {
        asked.add(wish);
        return Future.succeededFuture(TENANCY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"backend.attributes", "reserve", "release", "tenancy.query", "network.query", "peers.query"})
    void a_question_that_is_not_understood_is_refused_in_a_sentence(String name) {
        assertThatThrownBy(() -> ask("test." + name + ".json", new JsonObject().put("colour", "red")))
                .hasMessageContaining("The question is not one for test." + name + ": \"colour\" is no field of it");
        assertThatThrownBy(() -> ask("test." + name + ".json", "[]")).hasMessageContaining("expected a JSON object");
    }

    @Test
    void a_refusal_keeps_its_sentence() {
        topics.release().answer(bus, wish -> Future.failedFuture("nothing is held"));
        assertThatThrownBy(() -> ask("test.release.json", new JsonObject())).hasMessageContaining("nothing is held");
        assertThatThrownBy(() -> ask("test.reserve.json", new JsonObject()))
                .hasMessageContaining("Nobody answers at test.reserve");
    }

    @Test
    void every_public_address_has_a_mirror_until_it_ends() {
        assertThat(mirrors.registrations()).hasSize(11);
        await(mirrors.unregister());
        assertThatThrownBy(() -> ask("test.tenancy.query.json", new JsonObject()))
                .hasMessageContaining("No handlers for address");
    }
}
