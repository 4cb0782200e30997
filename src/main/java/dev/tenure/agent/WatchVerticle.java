package dev.tenure.agent;

import dev.tenure.bus.Topics;
import dev.tenure.registry.RegistryFailure;
import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.registry.SubnetRegistry;
import dev.tenure.registry.WatchListener;
import dev.tenure.registry.Watching;
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
final class WatchVerticle extends AgentPart {
    private static final Backoff REOPEN = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));
    private static final Duration HEARTBEAT = Duration.ofSeconds(60);
    private static final Duration HEARTBEAT_ANSWER = Duration.ofSeconds(10);

    private final SubnetRegistry registry;
    private final AgentClock clock;
    private final Chance chance;
    private final Metrics metrics;
    private final ViewPublisher view;

    private @Nullable Watching watching;
    /** Which watch we listen to; what an older one still says is not heard. */
    private int generation;

    private int failures;
    private boolean isReading;
    private boolean isAlive;

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
        vertx.setPeriodic(HEARTBEAT.toMillis(), timer -> heartbeat());
        read();
        return Future.succeededFuture();
    }

    private void read() {
        if (!isReading) {
            isReading = true;
            answer(registry.snapshot(), this::wasRead, failure -> {
                isReading = false;
                wasCutOff(failure, "read");
            });
        }
    }

    private void wasRead(RegistrySnapshot snapshot) {
        isReading = false;
        boolean isOtherStore = view.isOtherStore(snapshot);
        view.wasRead(snapshot);
        works();
        if (watching == null || isOtherStore) {
            follow();
        }
    }

    private void follow() {
        stopFollowing();
        isAlive = true;
        Listener listener = new Listener(generation);
        watching = registry.watch(view.revision() + 1, listener);
    }

    private void stopFollowing() {
        generation++;
        if (watching != null) {
            watching.close();
            watching = null;
        }
    }

    private void works() {
        failures = 0;
        view.registryIsUp();
    }

    /** Tries again after a pause: from where we stand, or from a new snapshot where there is nothing to go on from. */
    private void wasCutOff(RegistryFailure failure, String what) {
        stopFollowing();
        failures++;
        metrics.watchRestarted(failure.code());
        view.registryIsAway(failure);
        log.debug("{} ended: {}", what, failure.sentence());
        boolean mustRead = failure instanceof RegistryFailure.Compacted || !view.isKnown();
        int current = generation;
        long pauseMillis =
                Math.max(1, REOPEN.pause(failures, chance, clock.now()).toMillis());
        vertx.setTimer(pauseMillis, timer -> {
            if (current != generation) {
                return;
            }
            if (mustRead) {
                read();
            } else {
                follow();
            }
        });
    }

    /** A watch can be dead without saying so; one that answers within ten seconds is not. */
    private void heartbeat() {
        Watching current = watching;
        if (current == null) {
            return;
        }
        isAlive = false;
        int asked = generation;
        current.requestProgress();
        vertx.setTimer(HEARTBEAT_ANSWER.toMillis(), timer -> {
            if (asked == generation && !isAlive) {
                wasCutOff(
                        new RegistryFailure.Unreachable("the watch has not answered for " + HEARTBEAT_ANSWER.toSeconds()
                                + " s; opening another one"),
                        "watch");
            }
        });
    }

    @Override
    public Future<?> stop() {
        stopFollowing();
        return Future.succeededFuture();
    }

    /** What the watch of one generation says, brought to this part's own context. */
    private final class Listener implements WatchListener {
        private final int mine;

        Listener(int mine) {
            this.mine = mine;
        }

        private void hear(Runnable what) {
            context.runOnContext(hop -> {
                if (mine == generation) {
                    isAlive = true;
                    what.run();
                }
            });
        }

        @Override
        public void opened(long storeRevision) {
            hear(() -> {
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
            });
        }

        @Override
        public void changed(Batch batch) {
            hear(() -> view.changed(batch));
        }

        @Override
        public void progressed(long revision) {
            hear(() -> {});
        }

        @Override
        public void ended(RegistryFailure reason) {
            hear(() -> wasCutOff(reason, "watch"));
        }
    }
}
