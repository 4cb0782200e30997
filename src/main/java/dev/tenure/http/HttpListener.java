package dev.tenure.http;

import dev.tenure.options.TokenFile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the HTTP servers: over TCP, and on a Unix socket. */
public final class HttpListener {
    private static final Logger LOG = LoggerFactory.getLogger(HttpListener.class);

    private HttpListener() {}

    /**
     * Listens, on the caller's context, which is then the only one that serves.
     *
     * @param token the file with the token of those who may write; empty for nobody
     * @return the server, to be closed by the caller, or a {@link HttpListenException}
     */
    public static Future<HttpServer> listen(
            Vertx vertx, HttpSettings settings, HttpSurface surface, Optional<TokenFile> token) {
        WriteAccess access =
                token.<WriteAccess>map(file -> new BearerToken(vertx, file)).orElse(WriteAccess.CLOSED);
        return server(vertx, settings, surface.router(access))
                .listen()
                .recover(cause -> Future.failedFuture(HttpListenException.of(settings, cause)));
    }

    /**
     * Likewise on a Unix socket, where whoever may open it may write.
     *
     * @return what removes the socket, to be called before the server is closed, or a {@link HttpListenException}
     */
    public static Future<Supplier<Future<Void>>> listen(Vertx vertx, Path socket, HttpSurface surface) {
        SocketFile file = new SocketFile(socket);
        HttpServer server = server(vertx, HttpSettings.ofSocket(), surface.router(WriteAccess.OPEN));
        return vertx.executeBlocking(file::prepare)
                .compose(place -> server.listen(SocketAddress.domainSocketAddress(place.toString())))
                .compose(up -> blocking(vertx, file::publish))
                .<Supplier<Future<Void>>>map(up -> () -> blocking(vertx, file::remove))
                .recover(cause -> blocking(vertx, file::discard)
                        .transform(tidy -> Future.failedFuture(HttpListenException.of(socket, cause))));
    }

    private interface FileWork {
        void run() throws IOException;
    }

    private static Future<Void> blocking(Vertx vertx, FileWork work) {
        return vertx.executeBlocking(
                () -> {
                    work.run();
                    return null;
                },
                true);
    }

    private static HttpServer server(Vertx vertx, HttpSettings settings, Router surface) {
        Connections connections = new Connections(settings.connectionsMax());
        return vertx.createHttpServer(settings.serverOptions())
                .connectionHandler(connections::opened)
                // a client that goes away in the middle of something is its own business
                .exceptionHandler(gone -> LOG.debug("A connection broke: {}", gone.getMessage()))
                .requestHandler(request -> {
                    connections.heard(request.connection());
                    surface.handle(request);
                });
    }
}
