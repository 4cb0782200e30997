package dev.tenure.registry;

import dev.tenure.lease.LeaseChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Keeps what a watch said, in order, for a test to wait for. Thread-safe. */
public final class WatchRecorder implements WatchListener {
    private static final Duration WAIT_MAX = Duration.ofSeconds(20);

    private final List<Batch> batches = new ArrayList<>();
    private final List<Long> progress = new ArrayList<>();
    private final List<String> threads = new ArrayList<>();
    private final List<RegistryFailure> ends = new ArrayList<>();
    private final List<Long> openings = new ArrayList<>();
    private final List<Long> storeIds = new ArrayList<>();
    private int saidAfterEnd;

    @Override
    public synchronized void opened(long storeRevision, long storeId) {
        heard();
        storeIds.add(storeId);
        openings.add(storeRevision);
    }

    @Override
    public synchronized void changed(Batch batch) {
        heard();
        batches.add(batch);
    }

    @Override
    public synchronized void progressed(long revision) {
        heard();
        progress.add(revision);
    }

    @Override
    public synchronized void ended(RegistryFailure reason) {
        heard();
        ends.add(reason);
    }

    private void heard() {
        threads.add(Thread.currentThread().getName());
        if (!ends.isEmpty()) {
            saidAfterEnd++;
        }
        notifyAll();
    }

    /** Waits until {@code is} holds, and fails with everything heard so far if it does not come to that. */
    public synchronized void await(String what, Predicate<WatchRecorder> is) {
        long deadline = System.nanoTime() + WAIT_MAX.toNanos();
        while (!is.test(this)) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("waited in vain for " + what + "; heard " + this);
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted while waiting for " + what, e);
            }
        }
    }

    /** The revision of the store when the watch was opened, once it is. */
    public long awaitOpened() {
        await("the watch to open", heard -> !heard.openings.isEmpty());
        return openings.getFirst();
    }

    /** The cluster that opened it, once it is open. */
    public synchronized long storeId() {
        awaitOpened();
        return storeIds.getFirst();
    }

    /** Why it ended, once it has. */
    public RegistryFailure awaitEnd() {
        await("the watch to end", heard -> !heard.ends.isEmpty());
        return ends.getFirst();
    }

    /** At least so many changes of leases, in order. */
    public List<LeaseChange> awaitChanges(int count) {
        await(count + " changes", heard -> heard.changes().size() >= count);
        return changes();
    }

    public synchronized List<LeaseChange> changes() {
        return batches.stream().flatMap(batch -> batch.changes().stream()).toList();
    }

    public synchronized List<Batch> batches() {
        return List.copyOf(batches);
    }

    public synchronized List<Long> progress() {
        return List.copyOf(progress);
    }

    public synchronized List<Long> openings() {
        return List.copyOf(openings);
    }

    public synchronized List<RegistryFailure> ends() {
        return List.copyOf(ends);
    }

    public synchronized List<String> threads() {
        return List.copyOf(threads);
    }

    public synchronized int saidAfterEnd() {
        return saidAfterEnd;
    }

    public synchronized @Nullable Batch lastBatch() {
        return batches.isEmpty() ? null : batches.getLast();
    }

    @Override
    public synchronized String toString() {
        return "openings " + openings + ", batches " + batches + ", progress " + progress + ", ends " + ends;
    }
}
