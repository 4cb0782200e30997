package dev.tenure.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HttpListenerTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int PATIENCE_MILLIS = 20_000;

    private static HttpSurface surface(Vertx vertx) {
        return new HttpSurface(
                vertx,
                new FakeAgent(),
                Optional.empty(),
                () -> {
                    throw new AssertionError("nothing is written here");
                },
                EventLimits.USUAL);
    }

    private static Socket connect(Server server) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** The status line of the next answer; empty if the connection was closed instead. */
    private static String statusLine(Socket socket) throws IOException {
        StringBuilder line = new StringBuilder();
        InputStream in = socket.getInputStream();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            line.append((char) c);
        }
        return line.toString().strip();
    }

    /** Reads to the end; a reset is an end as well. */
    private static String all(Socket socket) {
        StringBuilder text = new StringBuilder();
        try {
            InputStream in = socket.getInputStream();
            for (int c = in.read(); c >= 0; c = in.read()) {
                text.append((char) c);
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the connection is still open", e);
        } catch (IOException e) {
            return text.toString();
        }
        return text.toString();
    }

    @Test
    void a_client_that_says_nothing_is_cut_off() throws IOException {
        try (Server server = new Server(Duration.ofSeconds(2), 10, Optional.empty());
                Socket silent = connect(server);
                Socket halfway = connect(server)) {
            say(halfway, "GET /livez HTTP/1.1\r\nHost: ");
            assertThat(all(silent)).isEmpty();
            assertThat(all(halfway)).isEmpty();
            assertThat(server.get("/livez").statusCode()).isEqualTo(200);
        }
    }

    private static void probe(Socket socket) throws IOException {
        say(socket, "GET /livez HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(statusLine(socket)).isEqualTo("HTTP/1.1 200 OK");
        while (!statusLine(socket).equals("live")) {
            // the rest of the answer
        }
    }

    @Test
    void connections_that_have_fallen_silent_keep_no_probe_out() throws IOException {
        List<Socket> silent = new ArrayList<>();
        try (Server server = new Server(LONG, 5, Optional.empty());
                Socket prober = connect(server)) {
            for (int i = 0; i < 40; i++) {
                Socket next = connect(server);
                silent.add(next);
                // one answer shows that the server has seen the connection; accepting lags behind connecting
                probe(next);
                probe(prober);
            }
            for (Socket oldest : silent.subList(0, 36)) {
                assertThat(all(oldest)).isEmpty();
            }
            for (Socket youngest : silent.subList(36, 40)) {
                probe(youngest);
            }
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    @Test
    void more_header_than_the_limit_is_refused() throws IOException {
        try (Server server = new Server();
                Socket line = connect(server);
                Socket header = connect(server)) {
            say(line, "GET /" + "a".repeat(5_000) + " HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(statusLine(line)).contains(" 414 ");
            say(header, "GET /livez HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(9_000) + "\r\n\r\n");
            assertThat(statusLine(header)).contains(" 431 ");
        }
    }

    @Test
    void what_is_no_http_is_refused() throws IOException {
        try (Server server = new Server();
                Socket noise = connect(server)) {
            say(noise, "\u0016\u0003\u0001 hello\r\n\r\n");
            assertThat(all(noise)).contains(" 400 ");
            assertThat(server.get("/livez").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void a_malformed_escape_is_a_problem_and_no_bug() throws IOException {
        try (Server server = new Server()) {
            for (String path : List.of("/%zz", "/v1/peers?after=%zz", "/livez?verbose=%zz")) {
                try (Socket socket = connect(server)) {
                    say(socket, "GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
                    assertThat(all(socket)).as(path).startsWith("HTTP/1.1 4").contains("problem+json");
                }
            }
        }
    }

    @Test
    void a_body_without_end_is_cut_off() throws IOException {
        try (Server server = new Server();
                Socket socket = connect(server)) {
            say(socket, "POST /livez HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
            String chunk = "2000\r\n" + "x".repeat(0x2000) + "\r\n";
            // a write to a server that neither reads nor closes would last for ever
            assertTimeoutPreemptively(
                    Duration.ofMillis(PATIENCE_MILLIS),
                    () -> assertThatThrownBy(() -> sayForEver(socket, chunk)).isInstanceOf(IOException.class));
        }
    }

    private static void sayForEver(Socket socket, String text) throws IOException {
        while (socket.isBound()) {
            say(socket, text);
        }
    }

    @Test
    void an_address_in_use_is_a_sentence() throws IOException {
        Vertx vertx = Vertx.vertx();
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            HttpSettings settings =
                    HttpSettings.ofOptions("127.0.0.1", other.getLocalPort()).orElseThrow();
            assertThatThrownBy(
                            () -> Server.await(HttpListener.listen(vertx, settings, surface(vertx), Optional.empty())))
                    .cause()
                    .isInstanceOf(HttpListenException.class)
                    .hasMessage("127.0.0.1:" + other.getLocalPort()
                            + " is in use: another program listens there; stop the other program or choose another"
                            + " port with --healthz-port")
                    .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
        } finally {
            Server.await(vertx.close());
        }
    }

    @Test
    void an_address_of_another_host_is_a_sentence() {
        Vertx vertx = Vertx.vertx();
        HttpSettings settings = HttpSettings.ofOptions("192.0.2.1", 9475).orElseThrow();
        assertThatThrownBy(() -> Server.await(HttpListener.listen(vertx, settings, surface(vertx), Optional.empty())))
                .cause()
                .hasMessageStartingWith("192.0.2.1:9475 cannot be listened on: this host has no such address")
                .hasMessageContaining("--healthz-ip");
        Server.await(vertx.close());
    }

    @Test
    void every_other_failure_to_listen_is_a_sentence_as_well() {
        HttpSettings ipv6 = HttpSettings.ofOptions("::1", 80).orElseThrow();
        assertThat(HttpListenException.of(ipv6, new BindException("Permission denied")))
                .hasMessageStartingWith("[::1]:80 cannot be listened on: this user may not")
                .hasMessageContaining("--healthz-port");
        assertThat(HttpListenException.of(ipv6, new IOException()))
                .hasMessageContaining("java.io.IOException")
                .hasMessageContaining("--healthz-ip");
    }

    @Test
    void port_0_is_off() {
        assertThat(HttpSettings.ofOptions("0.0.0.0", 0)).isEmpty();
        assertThat(HttpSettings.ofOptions("0.0.0.0", 9475)).contains(new HttpSettings("0.0.0.0", 9475, LONG, 256));
        assertThatThrownBy(() -> HttpSettings.ofOptions("0.0.0.0", 65_536))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
