package dev.tenure.faults;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks again and again at all that is followed, at one after another: at each often while there are few, at each seldom while
 * there are many, so that what the looking costs has a limit.
 */
final class Looks implements AutoCloseable {
    private static final Duration CLOSE_MAX = Duration.ofSeconds(10);

    private final List<Runnable> all = new CopyOnWriteArrayList<>();
    private final long roundNanos;
    private final long stepNanos;
    private final Thread thread;
    private volatile boolean isOver;

    /**
     * @param round how long it takes at least until the same is looked at again
     * @param step how long it is at least until the next is looked at
     */
    Looks(String name, Duration round, Duration step) {
        this.roundNanos = round.toNanos();
        this.stepNanos = step.toNanos();
        this.thread = Thread.ofPlatform().daemon().name(name).start(this::run);
    }

    /** A look must not wait. */
    void add(Runnable look) {
        all.add(look);
    }

    void remove(Runnable look) {
        all.remove(look);
    }

    private void run() {
        while (!isOver) {
            for (Runnable look : all) {
                if (isOver) {
                    return;
                }
                look.run();
                LockSupport.parkNanos(Math.max(stepNanos, roundNanos / Math.max(1, all.size())));
            }
            if (all.isEmpty()) {
                LockSupport.parkNanos(roundNanos);
            }
        }
    }

    /** Returns when nothing is looked at any more. */
    @Override
    public void close() {
        isOver = true;
        LockSupport.unpark(thread);
        try {
            thread.join(CLOSE_MAX.toMillis());
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }
}
