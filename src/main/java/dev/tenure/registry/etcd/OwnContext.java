package dev.tenure.registry.etcd;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** The Vert.x context to which the registry belongs: what is asked from anywhere happens there, and is answered there. */
record OwnContext(ContextInternal context) {
    static OwnContext of(Vertx vertx) {
        return new OwnContext((ContextInternal) vertx.getOrCreateContext());
    }

    /** Runs {@code task}, or never if Vert.x itself is closed, which false tells. Never throws. */
    boolean enqueue(Runnable task) {
        try {
            context.runOnContext(now -> task.run());
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** The answer of {@code work}; without a context that runs, not even a failure can be delivered on it. */
    <T> Future<T> answer(Supplier<Future<T>> work, Supplier<? extends RuntimeException> whenClosed) {
        Promise<T> answer = context.promise();
        return enqueue(() -> work.get().onComplete(answer)) ? answer.future() : Future.failedFuture(whenClosed.get());
    }

    /**
     * The same answer, or {@code tooLate} when none has come by then. Every request has gRPC's own deadline; this is for what
     * lies before and behind it: files that can't be read, a client that was closed, a library's bug.
     */
    static <T> Future<T> within(Duration time, Future<T> answer, Supplier<? extends RuntimeException> tooLate) {
        return answer.timeout(time.toMillis(), TimeUnit.MILLISECONDS)
                .recover(error -> Future.failedFuture(error instanceof TimeoutException ? tooLate.get() : error));
    }
}
