package dev.tenure.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the HTTP server. */
public final class HttpListener {
    private static final Logger LOG = LoggerFactory.getLogger(HttpListener.class);

    private HttpListener() {}

    /**
     * Listens, on the caller's context, which is then the only one that serves.
     *
     * @param surface made by {@link HttpSurface#router}, for this server alone
     * @return the server, to be closed by the caller, or a {@link HttpListenException}
     */
    public static Future<HttpServer> listen(Vertx vertx, HttpSettings settings, Router surface) {
        Connections connections = new Connections(settings.connectionsMax());
        return vertx.createHttpServer(settings.serverOptions())
                .connectionHandler(connections::opened)
                // a client that goes away in the middle of something is its own business
                .exceptionHandler(gone -> LOG.debug("A connection broke: {}", gone.getMessage()))
                .requestHandler(request -> {
                    connections.heard(request.connection());
                    surface.handle(request);
                })
                .listen()
                .recover(cause -> Future.failedFuture(HttpListenException.of(settings, cause)));
    }
}
