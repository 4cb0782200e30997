package dev.tenure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.options.AgentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JSON on the bus is for others, so an agent that has its process for itself makes none. */
class AloneTest {
    @TempDir
    Path disk = Path.of("");

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    private TenureVerticle agent() {
        return new TenureVerticle(AgentOptions.of(Map.of(
                "etcd-endpoints", "http://127.0.0.1:1",
                "iface", "lo",
                "subnet-file", disk.resolve("subnet.env").toString(),
                "healthz-port", "0")));
    }

    private boolean isAnsweredAsJson(TenureVerticle agent) throws Exception {
        await(vertx.deployVerticle(agent));
        Future<Message<Object>> answer = vertx.eventBus().request("tenure.tenancy.query.json", new JsonObject());
        return await(answer.map(true).otherwise(false));
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void an_agent_among_others_answers_as_json() throws Exception {
        assertThat(isAnsweredAsJson(agent())).isTrue();
    }

    @Test
    void an_agent_alone_does_not() throws Exception {
        assertThat(isAnsweredAsJson(agent().alone())).isFalse();
    }
}
