package dev.tenure.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.Resources;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Holds each answer against openapi.json: its status has to be described there for that path and method, its media type for
 * that status, and its body has to be what the schema says. Every answer that a test of the surface sees goes through here.
 */
public final class OpenApiJudge {
    private static final JsonObject CONTRACT = contract();
    private static final Map<String, Validator> VALIDATORS = new ConcurrentHashMap<>();

    private OpenApiJudge() {}

    static JsonObject contract() {
        try {
            return new JsonObject(Resources.toString(
                    Resources.getResource(HttpSurface.class, "openapi.json"), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void judge(String method, String pathAndQuery, HttpResponse<String> response) {
        judge(
                method,
                pathAndQuery,
                response.statusCode(),
                response.headers().firstValue("content-type").orElse(""),
                response.body());
    }

    /** What is no path or no method of the document is not its business. */
    public static void judge(String method, String pathAndQuery, int status, String contentType, String body) {
        Optional<JsonObject> operation = operation(method, pathAndQuery.replaceFirst("\\?.*", ""));
        if (operation.isEmpty()) {
            return;
        }
        String what = method + " " + pathAndQuery + " -> " + status;
        JsonObject responses = operation.get().getJsonObject("responses");
        assertThat(responses.fieldNames()).as(what + " is described").contains(String.valueOf(status));
        JsonObject content = responses.getJsonObject(String.valueOf(status)).getJsonObject("content");
        String media = contentType.replace("; charset=utf-8", "");
        assertThat(content.fieldNames())
                .as(what + " as " + media + " is described")
                .contains(media);
        if (media.endsWith("json") && !method.equals("HEAD")) {
            JsonObject schema = content.getJsonObject(media).getJsonObject("schema");
            OutputUnit judged = validator(schema).validate(new JsonObject(body));
            assertThat(judged.getValid())
                    .as(what + " " + judged.getErrors() + "\n" + body)
                    .isTrue();
        }
    }

    private static Optional<JsonObject> operation(String method, String path) {
        String verb = method.equals("HEAD") ? "get" : method.toLowerCase(Locale.ROOT);
        return CONTRACT.getJsonObject("paths").stream()
                .filter(each -> path.matches(each.getKey().replaceAll("\\{[a-z]+}", "[^/]+")))
                .flatMap(each -> Stream.ofNullable(((JsonObject) each.getValue()).getJsonObject(verb)))
                .findFirst();
    }

    /** A schema of its own that has all of the document's beside it, so that references are found. */
    private static Validator validator(JsonObject schema) {
        return VALIDATORS.computeIfAbsent(
                schema.encode(),
                text -> Validator.create(
                        JsonSchema.of(new JsonObject(text).put("components", CONTRACT.getJsonObject("components"))),
                        new JsonSchemaOptions()
                                .setDraft(Draft.DRAFT202012)
                                .setBaseUri("app://tenure")
                                .setOutputFormat(OutputFormat.Basic)));
    }
}
