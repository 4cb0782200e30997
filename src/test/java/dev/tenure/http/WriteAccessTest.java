package dev.tenure.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may write over TCP: nobody, or whoever has the token that is in the file at that moment. */
class WriteAccessTest {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    /** Everything that writes, with a body that would do nothing harmful. */
    private static final List<List<String>> WRITES = List.of(
            List.of("POST", "/v1/reservations"),
            List.of("DELETE", "/v1/reservations/10.5.9.0-24"),
            List.of("POST", "/v1/release"),
            List.of("PUT", "/v1/network"),
            List.of("POST", "/v1/network/check"),
            List.of("POST", "/v1/network/plan"),
            List.of("POST", "/v1/repair"));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void writeToken() throws IOException {
        file = write(TOKEN + "\n");
    }

    private Path write(String text) throws IOException {
        Path written = Files.writeString(folder.resolve("token"), text);
        return Files.setPosixFilePermissions(written, PosixFilePermissions.fromString("rw-------"));
    }

    private static HttpResponse<String> ask(Server server, String authorization) {
        return server.send(
                "POST",
                "/v1/network/check",
                BodyPublishers.ofString("{}"),
                authorization.isEmpty() ? new String[0] : new String[] {"Authorization", authorization});
    }

    @Test
    void without_a_token_file_nothing_is_written_and_it_is_said_how_to_switch_it_on() throws IOException {
        try (Server server = new Server()) {
            for (List<String> write : WRITES) {
                HttpResponse<String> response = server.send(
                        write.getFirst(),
                        write.getLast(),
                        BodyPublishers.ofString("{}"),
                        "Authorization",
                        "Bearer " + TOKEN);
                JsonObject problem = HttpSurfaceTest.problem(response, 403, "writes-are-off");
                assertThat(problem.getString("detail")).contains("--api-token-file", "--api-socket");
            }
        }
    }

    @Test
    void every_write_needs_the_token_and_no_read_does() throws IOException {
        try (Server server = new Server(file)) {
            for (List<String> write : WRITES) {
                HttpResponse<String> response =
                        server.send(write.getFirst(), write.getLast(), BodyPublishers.ofString("{}"));
                HttpSurfaceTest.problem(response, 401, "token-missing");
                assertThat(HttpSurfaceTest.header(response, "www-authenticate")).isEqualTo("Bearer");
            }
            for (String wrong : List.of(
                    "x", TOKEN + "x", TOKEN.substring(1), TOKEN.substring(0, 31), TOKEN.toUpperCase(Locale.ROOT))) {
                HttpSurfaceTest.problem(ask(server, "Bearer " + wrong), 401, "token-wrong");
            }
            HttpSurfaceTest.problem(ask(server, "Basic " + TOKEN), 401, "token-missing");
            HttpSurfaceTest.problem(ask(server, TOKEN), 401, "token-missing");
            assertThat(ask(server, "Bearer " + TOKEN).statusCode()).isEqualTo(200);
            assertThat(ask(server, "bearer  " + TOKEN).statusCode()).isEqualTo(200);
            assertThat(server.get("/v1/leases").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void a_new_token_counts_at_once_and_the_old_one_no_more() throws IOException {
        try (Server server = new Server(file)) {
            assertThat(ask(server, "Bearer " + TOKEN).statusCode()).isEqualTo(200);
            write("another-token-of-this-agent\nand a second line\n");
            HttpSurfaceTest.problem(ask(server, "Bearer " + TOKEN), 401, "token-wrong");
            assertThat(ask(server, "Bearer another-token-of-this-agent").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void a_file_that_everybody_may_read_that_is_empty_or_gone_lets_nobody_write() throws IOException {
        try (Server server = new Server(file)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
            HttpSurfaceTest.problem(ask(server, "Bearer " + TOKEN), 403, "token-file-unusable");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw--w--w-"));
            HttpSurfaceTest.problem(ask(server, "Bearer " + TOKEN), 403, "token-file-unusable");
            write("\n");
            HttpSurfaceTest.problem(ask(server, "Bearer x"), 403, "token-file-unusable");
            write("short");
            HttpSurfaceTest.problem(ask(server, "Bearer short"), 403, "token-file-unusable");
            Files.delete(file);
            HttpSurfaceTest.problem(ask(server, "Bearer " + TOKEN), 403, "token-file-unusable");
            write(TOKEN);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
            assertThat(ask(server, "Bearer " + TOKEN).statusCode())
                    .as("its group may")
                    .isEqualTo(200);
        }
    }
}
