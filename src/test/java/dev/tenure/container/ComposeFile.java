package dev.tenure.container;

import dev.tenure.process.Program;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.Yaml;

/**
 * docker/compose.yaml with its anchors resolved.
 *
 * @param folder from which its paths count
 */
record ComposeFile(Path folder, JsonObject content) {
    static ComposeFile load() {
        Path folder = Program.HOME.resolve("docker");
        try {
            Map<String, Object> content = new Yaml().load(Files.readString(folder.resolve("compose.yaml")));
            return new ComposeFile(folder, new JsonObject(content));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Set<String> services() {
        return content.getJsonObject("services").fieldNames();
    }

    Service service(String name) {
        return new Service(name, content.getJsonObject("services").getJsonObject(name));
    }

    /** The names of its volumes. */
    Set<String> volumes() {
        return content.getJsonObject("volumes").fieldNames();
    }

    /** One of its services, as an engine would start it. */
    record Service(String name, JsonObject content) {
        List<String> command() {
            return texts(content.getJsonArray("command"));
        }

        Map<String, String> environment() {
            Map<String, String> all = new LinkedHashMap<>();
            content.getJsonObject("environment").forEach(entry -> all.put(entry.getKey(), (String) entry.getValue()));
            return all;
        }

        /** From where (a name, or a path that begins with a dot) to where. */
        Map<String, String> volumes() {
            Map<String, String> all = new LinkedHashMap<>();
            for (String volume : texts(content.getJsonArray("volumes"))) {
                String[] parts = volume.split(":", -1);
                all.put(parts[0], parts[1]);
            }
            return all;
        }

        List<String> healthcheck() {
            return texts(content.getJsonObject("healthcheck").getJsonArray("test"));
        }

        /** Other services, and what must be true of each before this one starts. */
        Map<String, String> dependsOn() {
            Map<String, String> all = new LinkedHashMap<>();
            JsonObject others = content.getJsonObject("depends_on", new JsonObject());
            others.fieldNames()
                    .forEach(other -> all.put(other, others.getJsonObject(other).getString("condition")));
            return all;
        }

        private static List<String> texts(JsonArray array) {
            return array.stream().map(String.class::cast).toList();
        }
    }
}
