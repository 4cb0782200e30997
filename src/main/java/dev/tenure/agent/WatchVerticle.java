package dev.tenure.agent;

import dev.tenure.bus.Topics;
import dev.tenure.registry.RegistryFailure;
import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.registry.SubnetRegistry;
import dev.tenure.registry.WatchListener;
import dev.tenure.tenancy.Backoff;
import dev.tenure.tenancy.Chance;
import dev.tenure.tenancy.TenancyCommand;
import io.vertx.core.Future;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one view of the registry current: reads it as a whole, follows it from there, and reads it again where following
 * is not possible (R8–R13). What it sees it says as facts; who listens for peers hears of them too.
 */
final class WatchVerticle extends AgentPart implements WatchListener {
    private static final Backoff REOPEN = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));

    private final SubnetRegistry registry;
    private final AgentClock clock;
    private final Chance chance;
    private final Metrics metrics;
    private final ViewPublisher view;

    private @Nullable WatchLine line;
    private int failures;
    private boolean isReading;
    /** True while following alone will not do: somebody waits for the registry as a whole. */
    private boolean isReadOwed = true;

    private long reopening = -1;

    WatchVerticle(Topics topics, SubnetRegistry registry, AgentClock clock, Chance chance, Metrics metrics) {
        super("watch", topics);
        this.registry = registry;
        this.clock = clock;
        this.chance = chance;
        this.metrics = metrics;
        this.view = new ViewPublisher(this, metrics);
    }

    @Override
    Future<?> begin() {
        view.begin();
        topics.commands().consumer(bus(), command -> {
            if (command instanceof TenancyCommand.ReadSnapshot) {
                read();
            }
        });
        // who we are, before we tell who the others are
        topics.sayAgain().publish(bus(), Topics.SayAgain.FACTS);
        topics.sayAgain().publish(bus(), Topics.SayAgain.STATUS);
        read();
        return Future.succeededFuture();
    }

    private void read() {
        isReadOwed = true;
        if (!isReading) {
            isReading = true;
            answer(registry.snapshot(), this::wasRead, failure -> {
                isReading = false;
                wasCutOff(failure);
            });
        }
    }

    private void wasRead(RegistrySnapshot snapshot) {
        isReading = false;
        isReadOwed = false;
        boolean isOtherStore = view.isOtherStore(snapshot);
        view.wasRead(snapshot);
        works();
        if (line == null || isOtherStore) {
            follow();
        }
    }

    private void follow() {
        stopFollowing();
        line = new WatchLine(vertx, registry, view.revision() + 1, this);
    }

    private void stopFollowing() {
        vertx.cancelTimer(reopening);
        if (line != null) {
            line.close();
            line = null;
        }
    }

    private void works() {
        failures = 0;
        view.registryIsUp();
    }

    /** Tries again after a pause: from where we stand, or from a new snapshot where that does not do. */
    private void wasCutOff(RegistryFailure failure) {
        stopFollowing();
        failures++;
        isReadOwed |= failure instanceof RegistryFailure.Compacted;
        metrics.watchRestarted(failure.code());
        view.registryIsAway(failure);
        log.debug("cut off: {}", failure.sentence());
        long pauseMillis =
                Math.max(1, REOPEN.pause(failures, chance, clock.now()).toMillis());
        reopening = vertx.setTimer(pauseMillis, timer -> {
            if (isReadOwed) {
                read();
            } else {
                follow();
            }
        });
    }

    @Override
    public void opened(long storeRevision) {
        if (storeRevision < view.revision()) {
            log.warn(
                    "etcd stands at revision {}, behind the {} that we have seen; reading it as a whole",
                    storeRevision,
                    view.revision());
            stopFollowing();
            read();
        } else {
            works();
        }
    }

    @Override
    public void changed(Batch batch) {
        view.changed(batch);
    }

    @Override
    public void progressed(long revision) {}

    @Override
    public void ended(RegistryFailure reason) {
        wasCutOff(reason);
    }

    @Override
    public Future<?> stop() {
        stopFollowing();
        return Future.succeededFuture();
    }
}
