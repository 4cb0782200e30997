package dev.tenure.agent;

import dev.tenure.bus.Topics;
import dev.tenure.registry.RegistryFailure;
import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.registry.SubnetRegistry;
import dev.tenure.registry.WatchListener.Batch;
import dev.tenure.tenancy.Backoff;
import dev.tenure.tenancy.Chance;
import dev.tenure.tenancy.TenancyCommand;
import io.vertx.core.Future;
import java.time.Duration;

/**
 * Keeps one view of the registry current: reads it as a whole, follows it from there, and reads it again where following
 * is not possible (R8–R13). What it sees it says as facts; who listens for peers hears of them too.
 */
final class WatchVerticle extends AgentPart implements WatchFollower.Hearer {
    private static final Backoff REOPEN = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));

    private final SubnetRegistry registry;
    private final AgentClock clock;
    private final Chance chance;
    private final Metrics metrics;
    private final ViewPublisher view;
    private final WatchFollower follower;

    private int failures;
    private boolean isReading;
    /** True while following alone will not do: somebody waits for the registry as a whole. */
    private boolean isReadOwed = true;

    private long retryTimer = -1;

    WatchVerticle(Topics topics, SubnetRegistry registry, AgentClock clock, Chance chance, Metrics metrics) {
        super("watch", topics);
        this.registry = registry;
        this.clock = clock;
        this.chance = chance;
        this.metrics = metrics;
        this.view = new ViewPublisher(this, metrics, clock.now().nanos());
        this.follower = new WatchFollower(this, registry, this);
    }

    @Override
    Future<?> begin() {
        view.begin();
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
                cutOff(failure);
            });
        }
    }

    private void wasRead(RegistrySnapshot snapshot, long knownWhenAsked) {
        isReading = false;
        isReadOwed = false;
        boolean isOtherStore = view.isOtherStore(snapshot, knownWhenAsked);
        view.wasRead(snapshot, isOtherStore);
        works();
        if (!follower.isFollowing() || isOtherStore) {
            vertx.cancelTimer(retryTimer);
            follower.follow(view.revision() + 1);
        }
    }

    private void works() {
        failures = 0;
        view.registryIsUp();
    }

    @Override
    public void opened(long storeRevision) {
        if (storeRevision < view.revision()) {
            log.warn(
                    "etcd stands at revision {}, behind the {} that we have seen; reading it as a whole",
                    storeRevision,
                    view.revision());
            follower.stop();
            read();
        } else {
            works();
        }
    }

    @Override
    public void changed(Batch batch) {
        view.changed(batch);
    }

    /** Tries again after a pause: from where we stand, or from a new snapshot where that does not do. */
    @Override
    public void cutOff(RegistryFailure failure) {
        follower.stop();
        failures++;
        metrics.watchRestarted(failure.code());
        view.registryIsAway(failure);
        log.debug("the watch or the read ended: {}", failure.sentence());
        isReadOwed |= failure instanceof RegistryFailure.Compacted;
        long pauseMillis =
                Math.max(1, REOPEN.pause(failures, chance, clock.now()).toMillis());
        vertx.cancelTimer(retryTimer);
        retryTimer = vertx.setTimer(pauseMillis, timer -> {
            if (isReadOwed) {
                read();
            } else {
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
