package dev.tenure.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.http.EventClient;
import dev.tenure.http.OpenApiJudge;
import dev.tenure.http.SocketClient;
import dev.tenure.support.EtcdServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The API of the real process on a real etcd. */
final class ApiTest {
    private static final String TOKEN = "t0ken-0123456789abcdef";
    private static final List<String> READS = List.of(
            "/v1/lease", "/v1/leases", "/v1/leases?kind=lease", "/v1/pool", "/v1/check", "/v1/network", "/v1/peers");

    @SuppressWarnings("NullAway.Init")
    private static EtcdServer etcd;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @BeforeAll
    static void startEtcd() {
        etcd = EtcdServer.start();
    }

    @AfterAll
    static void stopEtcd() {
        etcd.close();
    }

    private static Path token(Host host, String mode) throws IOException {
        Path file = host.write("token", TOKEN + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private static double requests(RunningAgent agent) {
        return agent.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("tenure_etcd_requests_total{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Test
    void an_operator_reserves_and_hears_of_it_and_reading_costs_etcd_nothing() throws IOException {
        Host host = Host.of(etcd, "api", folder).withNetwork();
        Path socket = host.folder().resolve("api.sock");
        try (RunningAgent agent =
                host.start("--api-token-file=" + token(host, "rw-------"), "--api-socket=" + socket, "--v=10")) {
            agent.awaitReady();
            double requests = requests(agent);
            for (int i = 0; i < 20; i++) {
                for (String page : READS) {
                    AgentHttp.Answer answer = agent.get(page);
                    OpenApiJudge.judge("GET", page, answer.status(), answer.contentType(), answer.body());
                    assertThat(answer.status()).as(page).isEqualTo(200);
                }
            }
            double after = requests(agent);
            System.out.println("140 reads cost " + (after - requests) + " requests to etcd");
            // the agent looks for lost watch events now and then by itself
            assertThat(after - requests).isLessThan(5);
            try (EventClient client = new EventClient(agent.port(), null)) {
                client.next("reset");
                String body = "{\"publicIp\":\"192.0.2.9\",\"subnet\":\"10.5.9.0/24\"}";
                AgentHttp.Answer made = agent.write("POST", "/v1/reservations", body, TOKEN);
                OpenApiJudge.judge("POST", "/v1/reservations", made.status(), made.contentType(), made.body());
                assertThat(made.json().getString("result")).isEqualTo("done");
                assertThat(client.next("lease-put").json().getString("key")).isEqualTo("10.5.9.0-24");
                assertThat(host.keys()).anyMatch(key -> key.text().equals("10.5.9.0-24") && key.grant() == 0);
                assertThat(SocketClient.ask(socket, "POST", "/v1/reservations", body))
                        .contains("already-reserved");
            }
            assertThat(agent.write("POST", "/v1/reservations", "{}", "wrong-" + TOKEN)
                            .status())
                    .isEqualTo(401);
            showsNoToken(agent);
            assertThat(agent.signal("TERM").code()).isZero();
            assertThat(socket).doesNotExist();
        }
    }

    private static void showsNoToken(RunningAgent agent) throws IOException {
        assertThat(agent.log()).as("a talkative log").contains(" DEBUG ").doesNotContain("t0ken-");
        for (String page : List.of("/", "/metrics", "/readyz?verbose", "/v1/leases", "/openapi.json")) {
            assertThat(agent.get(page).body()).as(page).doesNotContain("t0ken-");
        }
        byte[] seenByPs = Files.readAllBytes(Path.of("/proc", Long.toString(agent.pid()), "cmdline"));
        assertThat(new String(seenByPs, StandardCharsets.UTF_8)).doesNotContain("t0ken-");
    }

    @Test
    void a_socket_that_a_killed_agent_left_behind_is_taken_over() {
        Host host = Host.of(etcd, "killed", folder).withNetwork();
        Path socket = host.folder().resolve("api.sock");
        try (RunningAgent killed = host.start("--api-socket=" + socket)) {
            killed.awaitReady();
            killed.kill();
        }
        assertThat(socket).exists();
        try (RunningAgent agent = host.start("--api-socket=" + socket)) {
            agent.awaitReady();
            assertThat(SocketClient.ask(socket, "GET", "/livez", "")).endsWith("live\n");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            rw-r--r-- | t0ken-0123456789abcdef | everybody on this host may read or write it
            rw------- | t0ken-short            | its first line is no token
            rw------- | t0ken-0123456 9abcdef  | its first line is no token
            """)
    void a_file_that_is_no_token_is_one_usage_line(String mode, String text, String fault) throws IOException {
        Path file = Files.writeString(folder.resolve("token"), text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        Program.Ended ended = Program.run(Map.of(), "agent", "--api-token-file=" + file);
        assertThat(ended.code()).as(ended.err()).isEqualTo(2);
        assertThat(ended.errLines()).hasSize(1);
        assertThat(ended.err())
                .startsWith("tenure: --api-token-file ")
                .contains("expected ", fault)
                .doesNotContain("t0ken-");
    }

    @Test
    void a_socket_that_cannot_be_made_is_one_line() throws IOException {
        Host host = Host.of(etcd, "no-socket", folder).withNetwork();
        Path precious = host.write("precious", "precious");
        try (RunningAgent agent = host.start("--api-socket=" + precious)) {
            assertThat(agent.end().code()).isEqualTo(1);
            assertThat(agent.warnings())
                    .containsExactly(
                            precious + " cannot be made a socket: there is something else than a socket; choose"
                                    + " another place with --api-socket, or make that one free");
        }
        assertThat(precious).hasContent("precious");
        assertThat(host.keys()).isEmpty();
    }
}
