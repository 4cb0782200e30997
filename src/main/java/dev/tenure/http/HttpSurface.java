package dev.tenure.http;

import com.google.common.io.Resources;
import dev.tenure.admin.Operations;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the agent answers over HTTP: health, metrics, what it knows and what happens; and what an operator may have it write.
 *
 * <p>Everything that is read comes from what the agent knows already: no handler blocks, and no GET asks etcd. Nothing is
 * written but for who may write over that server. No answer contains a stack trace: what goes wrong is a problem document
 * (RFC 9457) with a code and a sentence, and a bug is one line in the log.
 */
public final class HttpSurface {
    private static final Logger LOG = LoggerFactory.getLogger(HttpSurface.class);
    private static final long LINGER_MILLIS = 1_000;

    private final Vertx vertx;
    private final EventFeed events;
    private final List<Page> pages;

    /**
     * @param metrics the text for {@code /metrics}; empty where the meters are in somebody else's registry
     * @param operations does what an operator asks for; taken when the first one does
     * @param limits what the events grant a client
     */
    public HttpSurface(
            Vertx vertx,
            AgentView agent,
            Optional<MetricsText> metrics,
            Supplier<Operations> operations,
            EventLimits limits) {
        this.vertx = vertx;
        this.events = new EventFeed(vertx, agent, limits);
        WritePages writes = new WritePages(vertx, agent, operations);
        NetworkPages network = new NetworkPages(vertx, agent, operations, writes);
        List<Page> all = new ArrayList<>(reads(agent, metrics, network));
        all.addAll(writes(writes, network));
        String index = index(all);
        all.add(Page.read("/", "", context -> Answer.text(context, 200, index)));
        this.pages = List.copyOf(all);
    }

    private List<Page> reads(AgentView agent, Optional<MetricsText> metrics, NetworkPages network) {
        HealthPages health = new HealthPages(agent);
        ApiPages api = new ApiPages(agent);
        RegistryPages registry = new RegistryPages(vertx, agent);
        List<Page> all = new ArrayList<>();
        all.add(Page.read("/livez", "200 while the agent itself works; ?verbose says more", health::livez));
        all.add(Page.read("/healthz", "the same as /livez", health::livez));
        all.add(Page.read("/readyz", "200 while this host may be used; ?verbose says more", health::readyz));
        all.add(Page.read("/metrics", "for Prometheus", new MetricsPage(vertx, metrics)::metrics));
        all.add(Page.read("/v1/lease", "what this host holds", api::lease));
        all.add(Page.read(
                "/v1/leases",
                "all leases; ?host=&overlapping=&kind=lease|reservation&limit=1000&after=<key>",
                registry::leases));
        all.add(Page.read("/v1/pool", "how much room there is", registry::pool));
        all.add(Page.read("/v1/check", "what is wrong in the registry", registry::check));
        all.add(Page.read("/v1/network", "the network config; PUT with If-Match puts another one", api::network)
                .with(HttpMethod.PUT, network::put));
        all.add(Page.read("/v1/peers", "the other hosts' leases; ?limit=1000&after=<key>", api::peers));
        all.add(Page.read("/v1/events", "everything that happens, as server-sent events", events::events));
        all.add(Page.read("/openapi.json", "this surface for programs", this::openApi));
        return all;
    }

    private static List<Page> writes(WritePages writes, NetworkPages network) {
        return List.of(
                Page.write(HttpMethod.POST, "/v1/reservations", "POST reserves a subnet for a host", writes::reserve),
                Page.write(
                        HttpMethod.DELETE,
                        "/v1/reservations/{subnet}",
                        "DELETE makes a reservation a lease; ?delete=true removes it",
                        writes::unreserve),
                Page.write(HttpMethod.POST, "/v1/release", "POST deletes a lease", writes::release),
                Page.write(HttpMethod.POST, "/v1/network/check", "POST looks at a network config", network::check),
                Page.write(
                        HttpMethod.POST,
                        "/v1/network/plan",
                        "POST says what a network config would do to each host",
                        network::plan),
                Page.write(
                        HttpMethod.POST, "/v1/repair", "POST removes what a report of a check names", writes::repair));
    }

    /** All that there is. */
    List<Page> pages() {
        return pages;
    }

    /** How many hear events now. */
    int streams() {
        return events.streams();
    }

    /** The surface for one server, to be handed to no other, with those who may write there. */
    Router router(WriteAccess access) {
        Router router = Router.router(vertx);
        router.route().handler(BodyHandler.create(false).setBodyLimit(HttpSettings.BODY_BYTES_MAX));
        pages.forEach(page -> add(router, page, access));
        addProblems(vertx, router);
        return router;
    }

    /** Ends what would not end by itself: the streams of events. */
    public void close() {
        events.close();
    }

    private static void add(Router router, Page page, WriteAccess access) {
        router.route(page.route()).handler(context -> {
            HttpMethod method = context.request().method();
            Optional<Handler<RoutingContext>> handler = page.handler(method);
            if (handler.isEmpty()) {
                context.response().putHeader(HttpHeaders.ALLOW, page.allowed());
                Answer.problem(
                        context,
                        405,
                        "method-not-allowed",
                        page.path() + " answers " + page.allowed() + ", not " + method.name());
            } else if (Page.isRead(method)) {
                handler.get().handle(context);
            } else {
                access.judge(context.request())
                        .onComplete(
                                denial -> denial.ifPresentOrElse(
                                        why -> deny(context, why),
                                        () -> handler.get().handle(context)),
                                context::fail);
            }
        });
    }

    private static void deny(RoutingContext context, WriteAccess.Denial why) {
        if (why.status() == 401) {
            context.response().putHeader("WWW-Authenticate", "Bearer");
        }
        Answer.problem(context, why.status(), why.code(), why.sentence());
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
        Answer.problem(context, 413, "body-too-large", "A body has at most " + HttpSettings.BODY_BYTES_MAX + " bytes");
    }

    private static String index(List<Page> pages) {
        StringBuilder text =
                new StringBuilder("Tenure keeps this host's flannel subnet lease in etcd. What it answers:\n\n");
        pages.forEach(page -> text.append(String.format("  %-26s%s%n", page.path(), page.says())));
        return text.toString();
    }

    /** Read when it is asked for: most agents are never asked, and would keep 80 KB for that. */
    private void openApi(RoutingContext context) {
        vertx.executeBlocking(() -> Resources.toString(
                        Resources.getResource(HttpSurface.class, "openapi.json"), StandardCharsets.UTF_8))
                .onComplete(text -> Answer.end(context, 200, "application/json", text), context::fail);
    }
}
