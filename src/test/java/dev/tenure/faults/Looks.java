package dev.tenure.faults;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Looks again and again at whatever is followed: often while that is little, seldom while it is much. */
final class Looks implements AutoCloseable {
    private static final long PAUSE_LEAST_NANOS = Duration.ofMillis(20).toNanos();
    private static final long FILE_PAUSE_LEAST_NANOS = Duration.ofMillis(5).toNanos();

    /** What one look costs in all is the same however many are looked at: some 2,000 in a second. */
    private static final long PAUSE_EACH_NANOS = Duration.ofNanos(500_000).toNanos();

    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(
            2, Thread.ofPlatform().daemon().name("audit-look-", 1).factory());
    private final AtomicInteger followed = new AtomicInteger();
    private final AtomicInteger files = new AtomicInteger();

    /** Until it is over. */
    void at(Runnable look, BooleanSupplier isOver) {
        followed.incrementAndGet();
        again(look, isOver);
    }

    private void again(Runnable look, BooleanSupplier isOver) {
        if (threads.isShutdown()) {
            return;
        }
        if (isOver.getAsBoolean()) {
            followed.decrementAndGet();
            return;
        }
        look.run();
        threads.schedule(() -> again(look, isOver), pauseNanos(), TimeUnit.NANOSECONDS);
    }

    void atFile(Runnable look) {
        files.incrementAndGet();
        againAtFile(look);
    }

    private void againAtFile(Runnable look) {
        if (!threads.isShutdown()) {
            look.run();
            long pause = Math.max(FILE_PAUSE_LEAST_NANOS, files.get() * PAUSE_EACH_NANOS);
            threads.schedule(() -> againAtFile(look), pause, TimeUnit.NANOSECONDS);
        }
    }

    long pauseNanos() {
        return Math.max(PAUSE_LEAST_NANOS, followed.get() * PAUSE_EACH_NANOS);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
