package dev.tenure.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Several watches as one: open when all are, as far as the one that is least far, over when one of them is. What they say
 * comes on their registry's context; it may be asked and closed from any.
 */
public final class JoinedWatch implements Watching {
    private final WatchListener listener;
    private final List<Part> parts = new ArrayList<>();
    private boolean isOpen;
    private volatile boolean isOver;

    private JoinedWatch(WatchListener listener) {
        this.listener = listener;
    }

    /**
     * Opens one watch for each of {@code keys}.
     *
     * @param watch opens it
     */
    public static <K> Watching open(
            List<K> keys, WatchListener listener, BiFunction<K, WatchListener, Watching> watch) {
        JoinedWatch joined = new JoinedWatch(listener);
        keys.forEach(key -> joined.parts.add(joined.new Part()));
        for (int i = 0; i < keys.size(); i++) {
            Part part = joined.parts.get(i);
            part.watching = watch.apply(keys.get(i), part);
        }
        if (joined.isOver) {
            joined.close();
        }
        return joined;
    }

    @Override
    public void requestProgress() {
        parts.forEach(part -> {
            part.isAsked = true;
            part.watching.requestProgress();
        });
    }

    @Override
    public void close() {
        isOver = true;
        parts.forEach(part -> part.watching.close());
    }

    private void opened() {
        if (isOpen || parts.stream().anyMatch(part -> part.storeId == 0)) {
            return;
        }
        isOpen = true;
        if (parts.stream().map(part -> part.storeId).distinct().count() > 1) {
            end(new RegistryFailure.Unreachable("the members that were asked are of different clusters"));
            return;
        }
        listener.opened(parts.stream().mapToLong(part -> part.openedAt).min().orElse(0), parts.getFirst().storeId);
    }

    /** One that has not answered yet may be dead, so only all of them together show that the watch lives. */
    private void progressed() {
        long together = parts.stream().mapToLong(part -> part.reached).min().orElse(0);
        if (together > 0 && parts.stream().noneMatch(part -> part.isAsked)) {
            listener.progressed(together);
        }
    }

    private void end(RegistryFailure reason) {
        if (!isOver) {
            close();
            listener.ended(reason);
        }
    }

    /** What one of them says. */
    private final class Part implements WatchListener {
        private volatile Watching watching = NOTHING;
        private long openedAt;
        private long storeId;
        private long reached;
        private volatile boolean isAsked;

        @Override
        public void opened(long storeRevision, long store) {
            openedAt = storeRevision;
            storeId = store;
            if (!isOver) {
                JoinedWatch.this.opened();
            }
        }

        @Override
        public void changed(Batch batch) {
            reached = Math.max(reached, batch.revision());
            if (!isOver) {
                listener.changed(batch);
            }
        }

        @Override
        public void progressed(long revision) {
            reached = Math.max(reached, revision);
            isAsked = false;
            if (!isOver) {
                JoinedWatch.this.progressed();
            }
        }

        @Override
        public void ended(RegistryFailure reason) {
            end(reason);
        }
    }

    private static final Watching NOTHING = new Watching() {
        @Override
        public void requestProgress() {
            // there is nothing to ask yet
        }

        @Override
        public void close() {
            // nor to close
        }
    };
}
