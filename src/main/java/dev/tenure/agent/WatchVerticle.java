package dev.tenure.agent;

import dev.tenure.bus.Topics;
import dev.tenure.registry.RegistryFailure;
import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.registry.SubnetRegistry;
import dev.tenure.registry.WatchListener.Batch;
import dev.tenure.tenancy.Backoff;
import dev.tenure.tenancy.Chance;
import dev.tenure.tenancy.Moment;
import dev.tenure.tenancy.TenancyCommand;
import io.vertx.core.Future;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one view of the registry current: reads it as a whole, follows it from there, and reads it again where following
 * is not possible (R8–R13). What it sees it says as facts; who listens for peers hears of them too.
 */
final class WatchVerticle extends AgentPart implements WatchFollower.Hearer {
    /** Short, since a watch that is opened while etcd is away waits for it inside the client and costs nothing. */
    private static final Backoff REOPEN = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(3));

    /** A watch that ends sooner is as bad as one that was not opened. */
    private static final Duration STEADY = Duration.ofSeconds(1);

    private final SubnetRegistry registry;
    private final AgentClock clock;
    private final Chance chance;
    private final Metrics metrics;
    private final ViewPublisher view;
    private final OutageTeller outages;
    private final WatchFollower follower;

    private int failures;
    private @Nullable Moment openedAt;
    private boolean isReading;
    /** True while following alone will not do: somebody waits for the registry as a whole. */
    private boolean isReadOwed = true;

    private long retryTimer = -1;

    WatchVerticle(
            Topics topics,
            SubnetRegistry registry,
            AgentClock clock,
            Chance chance,
            Metrics metrics,
            WatchTimings timings) {
        super("watch", topics);
        this.registry = registry;
        this.clock = clock;
        this.chance = chance;
        this.metrics = metrics;
        this.view = new ViewPublisher(this, metrics, clock.now().nanos());
        this.outages = new OutageTeller(this, metrics, timings.blink());
        this.follower = new WatchFollower(this, registry, timings, this);
    }

    @Override
    Future<?> begin() {
        view.begin();
        outages.begin();
        follower.begin();
        topics.commands().consumer(bus(), command -> {
            if (command instanceof TenancyCommand.ReadSnapshot) {
                read();
            }
        });
        read();
        return Future.succeededFuture();
    }

    private void read() {
        isReadOwed = true;
        if (!isReading) {
            isReading = true;
            long known = view.revision();
            answer(registry.snapshot(), snapshot -> wasRead(snapshot, known), failure -> {
                isReading = false;
                tryAgain(failure);
            });
        }
    }

    private void wasRead(RegistrySnapshot snapshot, long knownWhenAsked) {
        isReading = false;
        isReadOwed = false;
        boolean isOtherStore = view.isOtherStore(snapshot, knownWhenAsked);
        view.wasRead(snapshot, isOtherStore);
        outages.isUp(view.revision());
        if (!follower.isFollowing() || isOtherStore) {
            vertx.cancelTimer(retryTimer);
            follower.follow(view.revision() + 1);
        }
    }

    /** A store that is behind us was emptied or restored, or the member that was asked lags; a read tells which. */
    @Override
    public void opened(long storeRevision) {
        openedAt = clock.now();
        outages.isUp(view.revision());
        if (storeRevision < view.revision()) {
            log.debug("etcd stands at revision {}, behind the {} that we have seen", storeRevision, view.revision());
            read();
        }
    }

    @Override
    public void changed(Batch batch) {
        view.changed(batch);
    }

    @Override
    public void cutOff(RegistryFailure failure) {
        follower.stop();
        metrics.watchRestarted(failure.code());
        if (openedAt != null && openedAt.until(clock.now()).compareTo(STEADY) > 0) {
            failures = 0;
        }
        openedAt = null;
        tryAgain(failure);
    }

    /** After a pause: from where we stand, or with a new snapshot where that does not do. */
    private void tryAgain(RegistryFailure failure) {
        log.debug("the watch or the read ended: {}", failure.sentence());
        outages.isAway(failure, view.revision());
        isReadOwed |= failure instanceof RegistryFailure.Compacted;
        // that the connection was made new is our own doing: asking again helps at once
        boolean isOurs = failure instanceof RegistryFailure.Replaced;
        failures += isOurs ? 0 : 1;
        Duration pause = REOPEN.pause(isOurs ? 1 : failures, chance, clock.now());
        vertx.cancelTimer(retryTimer);
        retryTimer = vertx.setTimer(Math.max(1, pause.toMillis()), timer -> {
            if (isReadOwed) {
                read();
            } else if (!follower.isFollowing()) {
                follower.follow(view.revision() + 1);
            }
        });
    }

    @Override
    public Future<?> stop() {
        follower.stop();
        return Future.succeededFuture();
    }
}
