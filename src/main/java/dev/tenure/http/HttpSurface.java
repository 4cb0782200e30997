package dev.tenure.http;

import com.google.common.io.Resources;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the agent answers over HTTP: health, metrics, and what it knows. Everything is read-only and answers GET and HEAD.
 *
 * <p>No handler blocks or asks etcd, and no answer contains a stack trace: what goes wrong is a problem document
 * (RFC 9457) with a code and a sentence, and a bug is one line in the log.
 */
public final class HttpSurface {
    private static final Logger LOG = LoggerFactory.getLogger(HttpSurface.class);
    private static final long LINGER_MILLIS = 1_000;
    private static final String ALLOWED = "GET, HEAD";

    /** One path. */
    private record Page(String path, String says, Handler<RoutingContext> handler) {}

    private HttpSurface() {}

    /**
     * The surface for one server.
     *
     * @param metrics the text for {@code /metrics}; empty where the meters are in somebody else's registry
     */
    public static Router router(Vertx vertx, AgentView agent, Optional<MetricsText> metrics) {
        HealthPages health = new HealthPages(agent);
        ApiPages api = new ApiPages(agent);
        String openApi = openApi();
        List<Page> pages = List.of(
                new Page("/livez", "200 while the agent itself works; ?verbose says more", health::livez),
                new Page("/healthz", "the same as /livez", health::livez),
                new Page("/readyz", "200 while this host may be used; ?verbose says more", health::readyz),
                new Page("/metrics", "for Prometheus", new MetricsPage(vertx, metrics)::metrics),
                new Page("/v1/lease", "what this host holds", api::lease),
                new Page("/v1/network", "the network config", api::network),
                new Page("/v1/peers", "the other hosts' leases; ?limit=1000&after=<key>", api::peers),
                new Page(
                        "/openapi.json",
                        "this surface for programs",
                        context -> Answer.end(context, 200, "application/json", openApi)));
        Router router = Router.router(vertx);
        router.route().handler(BodyHandler.create(false).setBodyLimit(HttpSettings.BODY_BYTES_MAX));
        pages.forEach(page -> add(router, page));
        String index = index(pages);
        add(router, new Page("/", "", context -> Answer.text(context, 200, index)));
        addProblems(vertx, router);
        return router;
    }

    private static void add(Router router, Page page) {
        router.route(page.path()).handler(context -> {
            HttpMethod method = context.request().method();
            if (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)) {
                page.handler().handle(context);
            } else {
                context.response().putHeader(HttpHeaders.ALLOW, ALLOWED);
                Answer.problem(
                        context,
                        405,
                        "method-not-allowed",
                        page.path() + " answers " + ALLOWED + ", not " + method.name());
            }
        });
    }

    private static void addProblems(Vertx vertx, Router router) {
        router.errorHandler(
                400, context -> Answer.problem(context, 400, "bad-request", "The address of the request is malformed"));
        router.errorHandler(
                404,
                context ->
                        Answer.problem(context, 404, "unknown-path", "There is nothing here; / lists what there is"));
        router.errorHandler(413, context -> {
            refuseBody(context);
            // a client that still writes would miss the answer if its connection were cut at once
            vertx.setTimer(LINGER_MILLIS, late -> context.request().connection().close());
        });
        router.errorHandler(500, context -> {
            LOG.warn(
                    "{} could not be answered, which is a bug in Tenure",
                    context.request().path(),
                    context.failure());
            Answer.problem(context, 500, "bug", "The agent could not answer, which is a bug; its log says more");
        });
    }

    private static void refuseBody(RoutingContext context) {
        context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        Answer.problem(
                context,
                413,
                "body-too-large",
                "A body has at most " + HttpSettings.BODY_BYTES_MAX + " bytes; nothing here needs one");
    }

    private static String index(List<Page> pages) {
        StringBuilder text =
                new StringBuilder("Tenure keeps this host's flannel subnet lease in etcd. What it answers:\n\n");
        pages.forEach(page -> text.append(String.format("  %-15s%s%n", page.path(), page.says())));
        return text.toString();
    }

    private static String openApi() {
        try {
            return Resources.toString(Resources.getResource(HttpSurface.class, "openapi.json"), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
