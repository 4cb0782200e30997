package dev.tenure.http;

import dev.tenure.health.HealthReport;
import dev.tenure.lease.LeaseChange;
import dev.tenure.tenancy.RegistryView;
import dev.tenure.tenancy.TenancyFact;
import dev.tenure.tenancy.TenancyStatus;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v1/events}: everything that happens, as server-sent events. An event's id is the revision up to which all has been
 * told, so that a client which comes again with it misses nothing that the ring still has; one that has missed more is told
 * to begin anew. Follows the agent from the first client on, and not before. For one event loop.
 */
final class EventFeed implements AgentListener {
    private static final long TICK_MILLIS = 1_000;
    private static final String LAST_EVENT_ID = "Last-Event-ID";

    private final Vertx vertx;
    private final AgentView agent;
    private final EventLimits limits;
    private final EventRing ring = new EventRing();
    private final Set<EventStream> streams = new LinkedHashSet<>();
    private @Nullable RegistryView known;
    private boolean isFollowing;
    private long timer = -1;

    EventFeed(Vertx vertx, AgentView agent, EventLimits limits) {
        this.vertx = vertx;
        this.agent = agent;
        this.limits = limits;
    }

    /** What happened to one key at one revision, to be written once it is known whether it is the last of that revision. */
    private record News(long revision, Function<OptionalLong, Buffer> text) {}

    void events(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (streams.size() >= limits.streams()) {
            context.response().putHeader(HttpHeaders.RETRY_AFTER, "5");
            Answer.problem(
                    context,
                    503,
                    "too-many-streams",
                    "There are " + limits.streams() + " streams of events already; come again when one has ended");
            return;
        }
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        if (request.method().equals(HttpMethod.HEAD)) {
            request.response().end();
            return;
        }
        request.response().setChunked(true);
        follow();
        open(request);
    }

    private void open(HttpServerRequest request) {
        RegistryView view = known;
        OptionalLong place = view == null ? OptionalLong.of(ring.end()) : ring.after(lastSeen(request));
        EventStream stream = new EventStream(request, ring, place.orElse(ring.end()));
        streams.add(stream);
        stream.onOver(() -> closed(stream));
        stream.say(EventText.RETRY);
        if (view != null && place.isEmpty()) {
            boolean isNew = request.getHeader(LAST_EVENT_ID) == null;
            stream.say(EventText.reset(view, isNew ? "new" : "missed"));
        }
        stream.say(EventText.tenancy(agent.tenancy(), agent.now()));
        stream.say(EventText.health(agent.health()));
        stream.goOn();
        if (timer < 0) {
            timer = vertx.setPeriodic(
                    TICK_MILLIS, tick -> List.copyOf(streams).forEach(each -> each.tick(TICK_MILLIS, limits)));
        }
    }

    private void closed(EventStream stream) {
        streams.remove(stream);
        if (streams.isEmpty() && timer >= 0) {
            vertx.cancelTimer(timer);
            timer = -1;
        }
    }

    /** The revision that the client has seen; -1, which nobody has, where it names none. */
    private static long lastSeen(HttpServerRequest request) {
        String id = request.getHeader(LAST_EVENT_ID);
        return id != null && id.matches("[0-9]{1,18}") ? Long.parseLong(id) : -1;
    }

    private void follow() {
        if (!isFollowing) {
            isFollowing = true;
            agent.follow(this);
            agent.registry().onSuccess(seen -> {
                if (known == null && seen.isKnown()) {
                    startAnew(seen.view(), "new");
                }
            });
        }
    }

    @Override
    public void registryIs(TenancyFact.OfRegistry happened) {
        RegistryView before = known;
        switch (happened) {
            case TenancyFact.StoreReplaced replaced -> startAnew(replaced.view(), "other-store");
            case TenancyFact.SnapshotRead read -> {
                if (before == null) {
                    startAnew(read.view(), "new");
                } else if (read.view().leases() != before.leases()) {
                    advance(
                            before,
                            read.view(),
                            before.leases().changesTo(read.view().leases()));
                } else {
                    advance(before, read.view(), List.of());
                }
            }
            case TenancyFact.RegistryChanged changed -> {
                if (before == null || changed.since() != before.revision()) {
                    registryIs(new TenancyFact.SnapshotRead(changed.view()));
                } else {
                    advance(before, changed.view(), changed.changes());
                }
            }
            case TenancyFact.RegistryUnreachable unreachable -> {
                // readiness and its reasons say so
            }
        }
    }

    /** What would be told out of order is not told at all; a client that begins anew sees it. */
    private void advance(RegistryView before, RegistryView later, List<LeaseChange> changes) {
        boolean isOther = later.reading() > before.reading() && later.revision() < before.revision();
        if (!isOther && later.revision() < before.revision()) {
            return;
        }
        List<News> news = new ArrayList<>();
        changes.forEach(change ->
                news.add(new News(change.revision(), id -> EventText.lease(change, before.leases(), id))));
        if (!later.entry().equals(before.entry())) {
            long at = later.entry().modRevision() == 0
                    ? later.revision()
                    : later.entry().modRevision();
            news.add(new News(at, id -> EventText.network(later, id)));
        }
        news.sort(Comparator.comparingLong(News::revision));
        boolean isLate = !news.isEmpty() && news.getFirst().revision() <= before.revision();
        if (isOther || isLate || news.size() > EventRing.EVENTS_MAX) {
            startAnew(later, "missed");
            return;
        }
        known = later;
        add(news);
        ring.isAt(later.revision());
        goOn();
    }

    private void add(List<News> news) {
        for (int i = 0; i < news.size(); i++) {
            long revision = news.get(i).revision();
            boolean isLast = i + 1 == news.size() || news.get(i + 1).revision() > revision;
            ring.add(revision, news.get(i).text().apply(isLast ? OptionalLong.of(revision) : OptionalLong.empty()));
        }
    }

    private void startAnew(RegistryView view, String reason) {
        known = view;
        ring.startAt(view.revision());
        streams.forEach(EventStream::skipToEnd);
        ring.add(view.revision(), EventText.reset(view, reason));
        goOn();
    }

    @Override
    public void tenancyIs(TenancyStatus status) {
        ring.add(ring.revision(), EventText.tenancy(status, agent.now()));
        goOn();
    }

    @Override
    public void healthIs(HealthReport report) {
        ring.add(ring.revision(), EventText.health(report));
        goOn();
    }

    private void goOn() {
        List.copyOf(streams).forEach(EventStream::goOn);
    }

    int streams() {
        return streams.size();
    }

    /** Ends every stream; there will be no other. */
    void close() {
        List.copyOf(streams).forEach(EventStream::end);
    }
}
