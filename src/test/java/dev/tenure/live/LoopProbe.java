package dev.tenure.live;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Asks an event loop for its turn two hundred times a second, and notes how long that took. */
final class LoopProbe implements AutoCloseable {
    private static final long PERIOD_MILLIS = 5;

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledFuture<?> asking;
    private final ConcurrentLinkedQueue<Long> delays = new ConcurrentLinkedQueue<>();

    LoopProbe(Vertx vertx) {
        Context loop = vertx.getOrCreateContext();
        asking = clock.scheduleAtFixedRate(() -> ask(loop), PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void ask(Context loop) {
        long asked = System.nanoTime();
        loop.runOnContext(now -> delays.add(System.nanoTime() - asked));
    }

    @Override
    public void close() {
        asking.cancel(false);
        clock.shutdown();
    }

    @Override
    public String toString() {
        List<Long> sorted = delays.stream().sorted().toList();
        return sorted.isEmpty()
                ? "no turn at all"
                : "loop delay of %d turns: p50 %.2f ms, p99 %.2f ms, most %.2f ms"
                        .formatted(
                                sorted.size(),
                                millis(sorted.get(sorted.size() / 2)),
                                millis(sorted.get(sorted.size() * 99 / 100)),
                                millis(sorted.getLast()));
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }
}
