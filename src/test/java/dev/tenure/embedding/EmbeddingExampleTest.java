package dev.tenure.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.TenureVerticle;
import dev.tenure.live.Logs;
import dev.tenure.live.Operator;
import dev.tenure.live.Patience;
import dev.tenure.subnet.Subnet;
import dev.tenure.support.EtcdServer;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddingExampleTest {
    private static final Duration WITHIN = Duration.ofSeconds(15);
    private static final Path HOME = Path.of(System.getProperty("basedir", ""));
    private static final String MAC = "c6:d2:32:6f:8f:44";

    @TempDir
    Path disk = Path.of("");

    private final EtcdServer etcd = EtcdServer.start();
    private final Operator operator = new Operator(etcd, "/embedded");
    private final Logs logs = new Logs();
    private final Vertx vertx = Vertx.vertx();
    private final List<Subnet> served = new CopyOnWriteArrayList<>();
    private final List<JsonObject> json = new CopyOnWriteArrayList<>();

    @BeforeEach
    void begin() {
        operator.network("{\"Network\":\"10.5.0.0/16\",\"Backend\":{\"Type\":\"vxlan\"}}");
        vertx.eventBus().<JsonObject>consumer("tenure.tenancy.changed.json", message -> json.add(message.body()));
    }

    private TenureVerticle deploy() {
        Map<String, String> options = Map.of(
                "etcd-endpoints",
                etcd.endpoint(),
                "etcd-prefix",
                "/embedded",
                "iface",
                "lo",
                "public-ip",
                "192.168.64.3",
                "subnet-lease-ttl",
                "9s",
                "healthz-port",
                "0",
                "subnet-file",
                disk.resolve("subnet.env").toString());
        return await(EmbeddingExample.deploy(vertx, options, subnet -> {
            served.add(subnet);
            return Future.succeededFuture(MAC);
        }));
    }

    private static double renewals(TenureVerticle tenure) {
        return tenure.meters().find("tenure.etcd.requests").tag("op", "keepalive").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private JsonObject ask(String address, JsonObject question) {
        return await(vertx.eventBus().<JsonObject>request(address, question)).body();
    }

    private Operator.Stored theLease() {
        return operator.leases().values().iterator().next();
    }

    private void until(String what, BooleanSupplier holds) {
        Patience.until(what, WITHIN, holds, () -> operator.leases() + "\n" + json + "\n" + logs);
    }

    @AfterEach
    void end() {
        await(vertx.close());
        logs.close();
        operator.close();
        etcd.close();
    }

    @Test
    void a_data_plane_hears_of_the_subnet_and_its_MAC_stands_in_the_lease_by_one_conditional_update() {
        TenureVerticle tenure = deploy();
        until(
                "the MAC is there",
                () -> !operator.leases().isEmpty() && theLease().value().contains(MAC));
        Operator.Stored after = theLease();
        until("three renewals", () -> renewals(tenure) >= 3);

        assertThat(theLease()).isEqualTo(after);
        assertThat(after.version()).isEqualTo(2);
        assertThat(after.value())
                .isEqualTo("{\"PublicIP\":\"192.168.64.3\",\"PublicIPv6\":null,\"BackendType\":\"vxlan\","
                        + "\"BackendData\":{\"VNI\":1,\"VtepMAC\":\"" + MAC + "\"}}");
        assertThat(served).hasSize(1);
    }

    @Test
    void the_MAC_comes_back_with_a_key_that_somebody_deleted() {
        deploy();
        until(
                "the MAC is there",
                () -> !operator.leases().isEmpty() && theLease().value().contains(MAC));
        String key = operator.leases().keySet().iterator().next();
        operator.delete("subnets/" + key);
        until(
                "the key is back",
                () -> operator.find("subnets/" + key)
                        .filter(stored -> stored.value().contains(MAC))
                        .isPresent());

        assertThat(operator.get("subnets/" + key).version()).isEqualTo(1);
        assertThat(served).hasSize(1);
    }

    @Test
    void a_reader_of_JSON_sees_the_same_and_can_ask_and_command() {
        deploy();
        until("holding", () -> json.stream().anyMatch(said -> "holding".equals(said.getString("state"))));
        JsonObject tenancy = ask("tenure.tenancy.query.json", new JsonObject());
        String key = tenancy.getString("key");

        assertThat(tenancy.getInteger("version")).isEqualTo(1);
        assertThat(tenancy.getString("publicIp")).isEqualTo("192.168.64.3");
        assertThat(tenancy.getJsonObject("subnet").getString("ipv4")).isEqualTo(key.replace('-', '/'));
        assertThat(tenancy.getLong("secondsUntilDeadline")).isBetween(0L, 8L);
        assertThat(ask("tenure.network.query.json", new JsonObject()).getString("status"))
                .isEqualTo("valid");
        until("ready", () -> ask("tenure.health.query.json", new JsonObject()).getBoolean("ready"));
        // while its MAC is on its way there somebody else has the lease in hand, and a wish is refused
        until("the MAC is told", () -> json.stream().anyMatch(said -> said.getValue("backendData") != null));

        ask("tenure.reserve.json", new JsonObject());
        until("a reservation", () -> operator.get("subnets/" + key).grant() == 0);
        until("told", () -> json.stream().anyMatch(said -> "reservation".equals(said.getString("kind"))));
    }

    @Test
    void a_command_that_makes_no_sense_is_refused_with_a_sentence() {
        deploy();
        JsonObject wrong = new JsonObject().put("backendDate", new JsonObject());
        Throwable refusal = null;
        try {
            ask("tenure.backend.attributes.json", wrong);
        } catch (CompletionException e) {
            refusal = e.getCause();
        }

        assertThat(refusal).isInstanceOf(ReplyException.class).hasMessageContaining("backendDate");
    }

    @Test
    void the_document_shows_this_very_example() throws IOException {
        String source = Files.readString(HOME.resolve("src/test/java/dev/tenure/embedding/EmbeddingExample.java"));
        String marker = "// shown in docs/embedding.md: ";
        String shown = source.substring(
                source.indexOf('\n', source.indexOf(marker + "begin")) + 1, source.indexOf(marker + "end"));
        String document = Files.readString(HOME.resolve("docs/embedding.md"));
        int start = document.indexOf("```java\n") + "```java\n".length();

        assertThat(document.substring(start, document.indexOf("```", start))).isEqualTo(shown);
    }
}
