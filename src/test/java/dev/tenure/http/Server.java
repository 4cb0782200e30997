package dev.tenure.http;

import dev.tenure.admin.Operations;
import dev.tenure.options.TokenFile;
import dev.tenure.registry.InMemoryRegistry;
import dev.tenure.registry.InMemoryStore;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The surface of an agent on a free port of the loopback, and a client for it. */
final class Server implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final HttpSettings USUAL = new HttpSettings("127.0.0.1", 0, Duration.ofSeconds(30), 256);

    final Vertx vertx = Vertx.vertx();
    final FakeAgent agent = new FakeAgent();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    /** The only one that serves. */
    final Context context = vertx.getOrCreateContext();

    /** What is written to, and how. */
    final InMemoryStore store = new InMemoryStore();

    final InMemoryRegistry registry = InMemoryRegistry.on(vertx, store);

    final HttpSurface surface;
    private final HttpServer server;

    Server() {
        this(Duration.ofSeconds(30), 256, Optional.of(format -> "# " + format + "\n"));
    }

    Server(Duration idleTimeout, int connectionsMax, Optional<MetricsText> metrics) {
        this(new HttpSettings("127.0.0.1", 0, idleTimeout, connectionsMax), metrics, EventLimits.USUAL, null);
    }

    /** One whose streams of events are limited like this. */
    Server(EventLimits limits) {
        this(USUAL, Optional.empty(), limits, null);
    }

    /** One on which whoever has the token in this file may write. */
    Server(Path tokenFile) {
        this(USUAL, Optional.empty(), EventLimits.USUAL, tokenFile);
    }

    private Server(HttpSettings settings, Optional<MetricsText> metrics, EventLimits limits, @Nullable Path tokenFile) {
        surface = new HttpSurface(vertx, agent, metrics, () -> new Operations(vertx, registry), limits);
        Promise<HttpServer> up = Promise.promise();
        context.runOnContext(hop -> HttpListener.listen(
                        vertx, settings, surface, Optional.ofNullable(tokenFile).map(TokenFile::new))
                .onComplete(up));
        server = await(up.future());
    }

    /** Something happens in the agent; returns when those who follow it have heard. */
    void tell(Consumer<AgentListener> what) {
        Promise<Void> told = Promise.promise();
        context.runOnContext(hop -> {
            agent.listeners.forEach(what);
            told.complete();
        });
        await(told.future());
    }

    int port() {
        return server.actualPort();
    }

    HttpResponse<String> get(String path, String... headers) {
        return send("GET", path, HttpRequest.BodyPublishers.noBody(), headers);
    }

    JsonObject json(String path) {
        return new JsonObject(get(path).body());
    }

    HttpResponse<String> send(String method, String path, HttpRequest.BodyPublisher body, String... headers) {
        try {
            HttpResponse<String> response =
                    sendAsync(method, path, body, headers).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            OpenApiJudge.judge(method, path, response);
            return response;
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(method + " " + path + " has no answer", e);
        }
    }

    CompletableFuture<HttpResponse<String>> sendAsync(
            String method, String path, HttpRequest.BodyPublisher body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .method(method, body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("there is no answer", e);
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
        await(vertx.close());
    }
}
