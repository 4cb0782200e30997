package dev.tenure.agent;

import dev.tenure.admin.Operations;
import dev.tenure.http.AgentView;
import dev.tenure.http.EventLimits;
import dev.tenure.http.HttpListener;
import dev.tenure.http.HttpSettings;
import dev.tenure.http.HttpSurface;
import dev.tenure.http.MetricsText;
import dev.tenure.options.ApiOptions;
import dev.tenure.options.HealthAddress;
import dev.tenure.options.TokenFile;
import dev.tenure.registry.OperatorRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP servers of one part: over TCP, on a Unix socket, both or none, all with one surface, so that they share what is
 * told to many. Those of a part go with it.
 */
final class HttpServers {
    private final Optional<HttpSettings> tcp;
    private final ApiOptions api;
    private final Optional<MetricsText> metrics;
    private final OperatorRegistry registry;
    private @Nullable HttpSurface surface;
    private Supplier<Future<Void>> removeSocket = Future::succeededFuture;

    HttpServers(
            @Nullable HealthAddress address, ApiOptions api, Optional<MetricsText> metrics, OperatorRegistry registry) {
        this.registry = registry;
        this.tcp = address == null
                ? Optional.empty()
                : HttpSettings.ofOptions(address.address().toString(), address.port());
        this.api = api;
        this.metrics = metrics;
    }

    /** Opens them on the caller's context. */
    Future<?> open(Vertx vertx, AgentView agent) {
        Path socket = api.socket();
        if (tcp.isEmpty() && socket == null) {
            return Future.succeededFuture();
        }
        HttpSurface made =
                new HttpSurface(vertx, agent, metrics, () -> new Operations(vertx, registry), EventLimits.USUAL);
        surface = made;
        Optional<TokenFile> token = Optional.ofNullable(api.tokenFile()).map(TokenFile::new);
        Future<?> first = tcp.<Future<?>>map(settings -> HttpListener.listen(vertx, settings, made, token))
                .orElse(Future.succeededFuture());
        return socket == null ? first : first.compose(up -> listen(vertx, socket, made));
    }

    private Future<?> listen(Vertx vertx, Path socket, HttpSurface made) {
        return HttpListener.listen(vertx, socket, made).onSuccess(removal -> removeSocket = removal);
    }

    /** Ends the streams and removes the socket; the servers themselves go with the part. */
    Future<?> close() {
        if (surface != null) {
            surface.close();
        }
        return removeSocket.get();
    }
}
