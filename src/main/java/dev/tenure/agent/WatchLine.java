package dev.tenure.agent;

import dev.tenure.registry.RegistryFailure;
import dev.tenure.registry.SubnetRegistry;
import dev.tenure.registry.WatchListener;
import dev.tenure.registry.Watching;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * One watch from its opening to its end. Brings what it says to the context of the part that opened it, and ends a watch that
 * is dead without saying so: one that answers within ten seconds is not.
 */
final class WatchLine {
    private static final Duration HEARTBEAT = Duration.ofSeconds(60);
    private static final Duration HEARTBEAT_ANSWER = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final Context context;
    private final WatchListener listener;
    private final Watching watching;
    private final long heartbeat;
    private boolean isAlive;
    private boolean isOver;

    /** Opens it; {@code listener} is called on the caller's context and hears nothing after {@link #close} or an end. */
    WatchLine(Vertx vertx, SubnetRegistry registry, long fromRevision, WatchListener listener) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.listener = listener;
        this.heartbeat = vertx.setPeriodic(HEARTBEAT.toMillis(), timer -> askForALifeSign());
        this.watching = registry.watch(fromRevision, new Hop());
    }

    private void askForALifeSign() {
        isAlive = false;
        watching.requestProgress();
        vertx.setTimer(HEARTBEAT_ANSWER.toMillis(), timer -> {
            if (!isAlive && !isOver) {
                close();
                listener.ended(new RegistryFailure.Unreachable(
                        "the watch has not answered for " + HEARTBEAT_ANSWER.toSeconds() + " s; opening another one"));
            }
        });
    }

    /** Ends it; may be called more than once. */
    void close() {
        isOver = true;
        vertx.cancelTimer(heartbeat);
        watching.close();
    }

    /** From the registry's context to ours. */
    private final class Hop implements WatchListener {
        private void hear(Runnable what) {
            context.runOnContext(hop -> {
                if (!isOver) {
                    isAlive = true;
                    what.run();
                }
            });
        }

        @Override
        public void opened(long storeRevision) {
            hear(() -> listener.opened(storeRevision));
        }

        @Override
        public void changed(Batch batch) {
            hear(() -> listener.changed(batch));
        }

        @Override
        public void progressed(long revision) {
            hear(() -> listener.progressed(revision));
        }

        @Override
        public void ended(RegistryFailure reason) {
            hear(() -> {
                close();
                listener.ended(reason);
            });
        }
    }
}
