package dev.tenure.registry.etcd;

import com.google.common.net.HostAndPort;
import io.grpc.Status;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;

/**
 * Finds out why an endpoint ends our TLS connections. In TLS 1.3 a client may write before the server has judged its
 * certificate, and who goes on writing to a server that has ended the connection for it loses the alert that says so; gRPC
 * writes at once. This makes a handshake and then only listens.
 */
final class HandshakeProbe {
    /** As long as gRPC may take to connect: an alert comes two round trips after that, and a slow machine has to compute its keys. */
    private static final Duration LOOKING_MAX = Duration.ofMillis(EtcdReachability.CONNECT_MILLIS_MAX);

    private final Vertx vertx;
    private final NetClientOptions options;

    /** {@code options} say what to trust and what to show. */
    HandshakeProbe(Vertx vertx, NetClientOptions options) {
        this.vertx = vertx;
        this.options = options;
    }

    /** What the first of the endpoints that says it has against us; empty if none says anything. Never fails. */
    Future<Optional<String>> look(List<HostAndPort> addresses) {
        NetClient client = vertx.createNetClient(options);
        return Future.all(
                        addresses.stream().map(address -> look(client, address)).toList())
                .map(all -> all.<Optional<String>>list().stream()
                        .flatMap(Optional::stream)
                        .findFirst())
                .eventually(client::close);
    }

    private static Future<Optional<String>> look(NetClient client, HostAndPort address) {
        return client.connect(address.getPort(), address.getHost())
                .compose(HandshakeProbe::listen)
                .timeout(LOOKING_MAX.toMillis(), TimeUnit.MILLISECONDS)
                .recover(error -> Future.succeededFuture(meaning(error)));
    }

    /** A server that has taken our certificate begins to speak HTTP/2. */
    private static Future<Optional<String>> listen(NetSocket socket) {
        Promise<Optional<String>> heard = Promise.promise();
        socket.exceptionHandler(heard::tryFail);
        socket.handler(bytes -> heard.tryComplete(Optional.empty()));
        socket.closeHandler(end -> heard.tryComplete(Optional.empty()));
        return heard.future();
    }

    /** Vert.x calls every end of a handshake a failed one, also that of a connection that broke; its cause says which it was. */
    private static Optional<String> meaning(Throwable end) {
        Throwable error = end instanceof SSLHandshakeException && end.getCause() != null ? end.getCause() : end;
        return Optional.ofNullable(ConnectionTrouble.tls(ConnectionTrouble.everythingIn(Status.fromThrowable(error))));
    }
}
