package dev.tenure.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.OutputUnit;
import io.vertx.openapi.contract.OpenAPIVersion;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The file that describes the surface is valid, and describes all of it and nothing else. */
class OpenApiTest {
    private final Server server = new Server();

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private static OutputUnit validate(Server server, JsonObject document) {
        return Server.await(OpenAPIVersion.V3_1
                .getRepository(server.vertx, "app://tenure")
                .compose(schemas -> OpenAPIVersion.V3_1.validateContract(server.vertx, schemas, document)));
    }

    @Test
    void it_is_valid_by_the_schema_of_openapi_3_1() {
        JsonObject document = server.json("/openapi.json");
        assertThat(document.getString("openapi")).isEqualTo("3.1.0");
        OutputUnit judged = validate(server, document);
        assertThat(judged.getValid()).as("%s", judged.getErrors()).isTrue();
        document.getJsonObject("paths")
                .getJsonObject("/v1/lease")
                .getJsonObject("get")
                .remove("responses");
        document.getJsonObject("info").remove("title");
        assertThat(validate(server, document).getValid()).isFalse();
    }

    @Test
    void it_lists_exactly_the_paths_and_methods_that_there_are() {
        Map<String, TreeSet<String>> described = new TreeMap<>();
        server.json("/openapi.json")
                .getJsonObject("paths")
                .forEach(path ->
                        described.put(path.getKey(), new TreeSet<>(((JsonObject) path.getValue()).fieldNames())));
        Map<String, TreeSet<String>> served = new TreeMap<>();
        for (Page page : server.surface.pages()) {
            TreeSet<String> methods = new TreeSet<>();
            page.handlers().keySet().forEach(method -> methods.add(method.name().toLowerCase(Locale.ROOT)));
            served.put(page.path(), methods);
        }
        assertThat(served).isEqualTo(described);
    }

    @Test
    void everything_that_writes_asks_for_the_token_and_nothing_else_does() {
        server.json("/openapi.json")
                .getJsonObject("paths")
                .forEach(path -> ((JsonObject) path.getValue())
                        .forEach(method -> assertThat(((JsonObject) method.getValue()).getJsonArray("security"))
                                .as(method.getKey() + " " + path.getKey())
                                .hasSize(
                                        Page.isRead(HttpMethod.valueOf(
                                                        method.getKey().toUpperCase(Locale.ROOT)))
                                                ? 0
                                                : 1)));
    }

    @Test
    void it_names_exactly_the_fields_of_each_answer() {
        Map<String, JsonObject> answers = new HashMap<>();
        answers.put("Tenancy", server.json("/v1/lease"));
        answers.put("Health", server.json("/readyz?verbose"));
        answers.put("Network", server.json("/v1/network"));
        answers.put("Pool", server.json("/v1/network").getJsonObject("inForce").getJsonObject("ipv4"));
        answers.put("PeersPage", server.json("/v1/peers"));
        answers.put("Lease", first(server.json("/v1/peers"), "peers"));
        answers.put("LeasesPage", server.json("/v1/leases"));
        answers.put("LeaseRow", first(server.json("/v1/leases"), "leases"));
        answers.put("PoolReport", server.json("/v1/pool"));
        answers.put("PoolUse", first(server.json("/v1/pool"), "families"));
        answers.put("CheckReport", server.json("/v1/check"));
        answers.put("Finding", first(server.json("/v1/check"), "findings"));
        answers.put("Subnet", server.json("/v1/lease").getJsonObject("subnet"));
        answers.put("Problem", server.json("/nothing"));
        answers.forEach(OpenApiTest::hasExactlyTheFields);
    }

    private static JsonObject first(JsonObject page, String array) {
        return page.getJsonArray(array).getJsonObject(0);
    }

    static void hasExactlyTheFields(String name, JsonObject answer) {
        JsonObject schema = OpenApiJudge.contract()
                .getJsonObject("components")
                .getJsonObject("schemas")
                .getJsonObject(name);
        assertThat(schema.getJsonObject("properties").fieldNames())
                .as(name)
                .containsExactlyElementsOf(answer.fieldNames());
        assertThat(schema.getJsonArray("required"))
                .as(name)
                .isEqualTo(new JsonArray(java.util.List.copyOf(answer.fieldNames())));
    }
}
