package dev.tenure.agent;

import dev.tenure.registry.RegistryFailure;
import dev.tenure.registry.SubnetRegistry;
import dev.tenure.registry.WatchListener;
import dev.tenure.registry.WatchScope;
import dev.tenure.registry.Watching;
import org.jspecify.annotations.Nullable;

/** One watch at a time, on its part's context. What an older watch still says is not heard; a dead one is noticed (R13). */
final class WatchFollower {
    /** Hears what the current watch says. */
    interface Hearer {
        /** The watch runs; etcd, of this cluster, stands at {@code storeRevision}. */
        void opened(long storeRevision, long storeId);

        /** The registry changed. */
        void changed(WatchListener.Batch batch);

        /** The watch has told of everything up to {@code revision}, or says so. */
        void progressed(long revision);

        /** The watch is over, or dead. */
        void cutOff(RegistryFailure failure);
    }

    private final AgentPart part;
    private final SubnetRegistry registry;
    private final WatchTimings timings;
    private final Hearer hearer;

    private @Nullable Watching watching;
    private int generation;
    private boolean isAlive;

    WatchFollower(AgentPart part, SubnetRegistry registry, WatchTimings timings, Hearer hearer) {
        this.part = part;
        this.registry = registry;
        this.timings = timings;
        this.hearer = hearer;
    }

    void begin() {
        part.getVertx().setPeriodic(timings.heartbeat().toMillis(), timer -> feelPulse());
    }

    boolean isFollowing() {
        return watching != null;
    }

    void follow(WatchScope scope, long fromRevision) {
        stop();
        isAlive = true;
        watching = registry.watch(scope, fromRevision, new Listener(generation));
    }

    /** Asks how far it has come. */
    void requestProgress() {
        if (watching != null) {
            watching.requestProgress();
        }
    }

    void stop() {
        generation++;
        if (watching != null) {
            watching.close();
            watching = null;
        }
    }

    /** A watch can be dead without saying so; one that answers in time is not. */
    private void feelPulse() {
        Watching current = watching;
        if (current == null) {
            return;
        }
        isAlive = false;
        int asked = generation;
        current.requestProgress();
        long millis = timings.answerTime().toMillis();
        part.getVertx().setTimer(millis, timer -> {
            if (asked == generation && !isAlive) {
                hearer.cutOff(new RegistryFailure.Unreachable(
                        "the watch has not answered for " + millis + " ms; opening another one"));
            }
        });
    }

    /** Brings what the watch of one generation says to the part's own context. */
    private final class Listener implements WatchListener {
        private final int mine;

        Listener(int mine) {
            this.mine = mine;
        }

        private void hear(Runnable what) {
            part.onOwnContext(() -> {
                if (mine == generation) {
                    isAlive = true;
                    what.run();
                }
            });
        }

        @Override
        public void opened(long storeRevision, long storeId) {
            hear(() -> hearer.opened(storeRevision, storeId));
        }

        @Override
        public void changed(Batch batch) {
            hear(() -> hearer.changed(batch));
        }

        @Override
        public void progressed(long revision) {
            hear(() -> hearer.progressed(revision));
        }

        @Override
        public void ended(RegistryFailure reason) {
            hear(() -> hearer.cutOff(reason));
        }
    }
}
