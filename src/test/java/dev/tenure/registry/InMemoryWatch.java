package dev.tenure.registry;

import dev.tenure.registry.RegistryRecords.StoredEvent;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A watch on an {@link InMemoryStore}, or on some of its paths; everything it says is a task of the loop.
 */
final class InMemoryWatch implements Watching {
    private final InMemoryStore store;
    private final Executor loop;
    private final Predicate<String> isWatched;
    private final WatchListener listener;
    private final Consumer<InMemoryWatch> whenOver;
    private Runnable unsubscribe = () -> {};
    private long next;
    private boolean over;
    private boolean stalled;
    private boolean loses;

    InMemoryWatch(
            InMemoryStore store,
            Executor loop,
            Predicate<String> isWatched,
            long fromRevision,
            WatchListener listener,
            Consumer<InMemoryWatch> whenOver) {
        this.store = store;
        this.loop = loop;
        this.isWatched = isWatched;
        this.listener = listener;
        this.whenOver = whenOver;
        next = fromRevision;
    }

    /** In one step: what others write meanwhile is told once it is open. */
    void open() {
        store.atomically(() -> {
            openHere();
            return this;
        });
    }

    private void openHere() {
        Runnable onRestore = () -> end(new RegistryFailure.Unreachable("the store was restored"));
        unsubscribe = store.subscribe(() -> loop.execute(this::deliver), onRestore);
        long storeRevision = store.revision();
        long storeId = store.storeId();
        long compactRevision = store.compactRevision();
        loop.execute(() -> {
            if (talks()) {
                listener.opened(storeRevision, storeId);
            }
        });
        if (next < compactRevision) {
            end(new RegistryFailure.Compacted("revision " + next + " is compacted away", compactRevision));
        } else {
            loop.execute(this::deliver);
        }
    }

    private void deliver() {
        if (!talks()) {
            return;
        }
        List<StoredEvent> events = store.eventsFrom(next).stream()
                .filter(event -> isWatched.test(event.key().path()))
                .toList();
        if (!events.isEmpty()) {
            WatchListener.Batch batch = RegistryRecords.batch(events);
            next = batch.revision() + 1;
            if (!isLost()) {
                listener.changed(batch);
            }
        }
    }

    @Override
    public void requestProgress() {
        loop.execute(() -> {
            long reached = store.revision();
            deliver();
            if (talks()) {
                listener.progressed(reached);
            }
        });
    }

    @Override
    public void close() {
        if (finish()) {
            whenOver.accept(this);
        }
    }

    void end(RegistryFailure reason) {
        loop.execute(() -> {
            if (finish()) {
                whenOver.accept(this);
                listener.ended(reason);
            }
        });
    }

    synchronized void stall() {
        stalled = true;
    }

    /** What comes next is not told, and nobody is told that it was not. */
    synchronized void loseNext() {
        loses = true;
    }

    private synchronized boolean isLost() {
        boolean lost = loses;
        loses = false;
        return lost;
    }

    private synchronized boolean talks() {
        return !over && !stalled;
    }

    private synchronized boolean finish() {
        boolean first = !over;
        over = true;
        unsubscribe.run();
        return first;
    }
}
