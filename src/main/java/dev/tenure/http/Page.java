package dev.tenure.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One path and what it answers.
 *
 * @param path as OpenAPI writes it: {@code /v1/reservations/{subnet}}
 * @param says what it is for, in a few words
 * @param handlers one for each method; that for GET answers HEAD as well
 */
record Page(String path, String says, Map<HttpMethod, Handler<RoutingContext>> handlers) {
    /** Something to look at. */
    static Page read(String path, String says, Handler<RoutingContext> get) {
        return new Page(path, says, Map.of(HttpMethod.GET, get));
    }

    /** Something to do. */
    static Page write(HttpMethod method, String path, String says, Handler<RoutingContext> handler) {
        return new Page(path, says, Map.of(method, handler));
    }

    /** The same page with one more method. */
    Page with(HttpMethod method, Handler<RoutingContext> handler) {
        Map<HttpMethod, Handler<RoutingContext>> more = new LinkedHashMap<>(handlers);
        more.put(method, handler);
        return new Page(path, says, more);
    }

    static boolean isRead(HttpMethod method) {
        return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
    }

    Optional<Handler<RoutingContext>> handler(HttpMethod method) {
        return Optional.ofNullable(handlers.get(isRead(method) ? HttpMethod.GET : method));
    }

    /** The path as a router has it. */
    String route() {
        return path.replace('{', ':').replace("}", "");
    }

    /** {@code GET, HEAD}. */
    String allowed() {
        Stream<String> heads = handlers.containsKey(HttpMethod.GET) ? Stream.of("GET", "HEAD") : Stream.of();
        List<String> others = handlers.keySet().stream()
                .map(HttpMethod::name)
                .filter(name -> !name.equals("GET"))
                .sorted()
                .toList();
        return Stream.concat(heads, others.stream()).collect(Collectors.joining(", "));
    }
}
