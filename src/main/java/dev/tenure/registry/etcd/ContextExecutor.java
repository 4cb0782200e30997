package dev.tenure.registry.etcd;

import io.vertx.core.Context;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Runs jetcd's tasks on our own context. None of them blocks, and jetcd's own pool is unbounded and calls back on its own
 * threads (R1, R2); this one has no thread at all, so nothing is left behind by a client that was closed.
 */
final class ContextExecutor extends AbstractExecutorService {
    private final Context context;
    private volatile boolean shutdown;

    ContextExecutor(Context context) {
        this.context = context;
    }

    @Override
    public void execute(Runnable task) {
        context.runOnContext(now -> task.run());
    }

    @Override
    public void shutdown() {
        shutdown = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown = true;
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return shutdown;
    }

    @Override
    public boolean isTerminated() {
        return shutdown;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return shutdown;
    }
}
