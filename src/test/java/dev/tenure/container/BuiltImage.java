package dev.tenure.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.process.Program;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The image as docker/build-without-engine leaves it.
 *
 * @param root its file system, unpacked
 * @param config what it says of itself, as engines read it
 */
record BuiltImage(Path root, JsonObject config) {
    static BuiltImage load() {
        Path folder = Program.HOME.resolve("target/container");
        assertThat(folder.resolve("config.json"))
                .as("what mvn verify -Pcontainer builds, and docker/build-without-engine alone")
                .isReadable();
        try {
            JsonObject said = new JsonObject(Files.readString(folder.resolve("config.json")));
            return new BuiltImage(
                    folder.resolve("root"), said.getJsonObject("Docker").getJsonObject("config"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String user() {
        return config.getString("User");
    }

    Map<String, Object> labels() {
        return config.getJsonObject("Labels").getMap();
    }

    List<String> entrypoint() {
        return texts(config.getJsonArray("Entrypoint"));
    }

    /** What runs where nobody says otherwise. */
    List<String> command() {
        return texts(config.getJsonArray("Cmd"));
    }

    /** As compose files have it, too: CMD and the words, or CMD-SHELL and a line. */
    List<String> healthcheck() {
        return texts(config.getJsonObject("Healthcheck").getJsonArray("Test"));
    }

    Map<String, String> environment() {
        Map<String, String> all = new LinkedHashMap<>();
        for (String pair : texts(config.getJsonArray("Env"))) {
            all.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        return all;
    }

    /** Everything in it, without following links. */
    List<Path> files(String below) {
        try (Stream<Path> files = Files.walk(root.resolve(below))) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The bytes of all files, as they lie uncompressed in the image's layers. */
    long bytes(String below) {
        return files(below).stream()
                .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                .mapToLong(file -> file.toFile().length())
                .sum();
    }

    private static List<String> texts(JsonArray array) {
        return array.stream().map(String.class::cast).toList();
    }
}
