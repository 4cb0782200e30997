package dev.tenure.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Unix socket: whose it is, and what it replaces. */
class UnixSocketTest {
    private final Server server = new Server();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private Path place() {
        return folder.resolve("api.sock");
    }

    private Supplier<Future<Void>> listen() {
        Promise<Supplier<Future<Void>>> up = Promise.promise();
        server.context.runOnContext(hop ->
                HttpListener.listen(server.vertx, place(), server.surface).onComplete(up));
        return Server.await(up.future());
    }

    private static void leaveBehind(Path place) throws IOException {
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(place));
        }
    }

    private String post() {
        return SocketClient.ask(place(), "POST", "/v1/network/check", "{}");
    }

    @Test
    void whoever_may_open_it_writes_without_a_token_and_only_the_owner_may() throws IOException {
        listen();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(place())))
                .isEqualTo("rw-------");
        assertThat(post()).startsWith("HTTP/1.1 200 OK");
        assertThat(SocketClient.ask(place(), "GET", "/readyz", "")).contains("ready: 10.5.52.0-24");
        HttpSurfaceTest.problem(
                server.send("POST", "/v1/network/check", BodyPublishers.ofString("{}")), 403, "writes-are-off");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).as("nothing else is left there").containsExactly(place());
        }
    }

    @Test
    void it_goes_when_the_agent_stops_but_not_one_that_somebody_put_in_its_place() throws IOException {
        Supplier<Future<Void>> remove = listen();
        Server.await(remove.get());
        assertThat(place()).doesNotExist();
        Server.await(remove.get());
        Supplier<Future<Void>> again = listen();
        Files.delete(place());
        leaveBehind(place());
        Server.await(again.get());
        assertThat(Files.exists(place(), LinkOption.NOFOLLOW_LINKS)).isTrue();
    }

    @Test
    void one_that_a_killed_agent_left_behind_is_replaced() throws IOException {
        leaveBehind(place());
        assertThat(Files.exists(place())).isTrue();
        listen();
        assertThat(post()).startsWith("HTTP/1.1 200 OK");
    }

    @Test
    void one_on_which_somebody_listens_stays_his() {
        listen();
        assertThatThrownBy(this::listen)
                .cause()
                .isInstanceOf(HttpListenException.class)
                .hasMessageContaining("another program listens there")
                .hasMessageContaining("--api-socket");
        assertThat(post()).startsWith("HTTP/1.1 200 OK");
    }

    @Test
    void whatever_else_is_there_is_not_touched() throws IOException {
        Files.writeString(place(), "precious");
        assertThatThrownBy(this::listen).cause().hasMessageContaining("something else than a socket");
        assertThat(place()).hasContent("precious");
        Files.delete(place());
        Path elsewhere = folder.resolve("elsewhere");
        Files.createSymbolicLink(place(), Files.writeString(elsewhere, "precious"));
        assertThatThrownBy(this::listen).cause().hasMessageContaining("something else than a socket");
        assertThat(elsewhere).hasContent("precious");
    }

    @Test
    void a_directory_that_is_not_there_is_a_sentence() {
        Promise<Supplier<Future<Void>>> up = Promise.promise();
        Path nowhere = folder.resolve("no/such/place");
        server.context.runOnContext(hop ->
                HttpListener.listen(server.vertx, nowhere, server.surface).onComplete(up));
        assertThatThrownBy(() -> Server.await(up.future()))
                .cause()
                .hasMessage(
                        nowhere + " cannot be made a socket: its directory does not exist; choose another place with"
                                + " --api-socket, or make that one free");
    }
}
