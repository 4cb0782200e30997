package dev.tenure.admin;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Some things at a time until all are done or one has failed; what is under way then is waited for. */
final class Parallel<T> {
    private final Iterator<T> rest;
    private final int limit;
    private final Function<T, Future<?>> work;
    private final Promise<Void> all = Promise.promise();
    private int running;
    private @Nullable Throwable failure;

    private Parallel(List<T> items, int limit, Function<T, Future<?>> work) {
        this.rest = List.copyOf(items).iterator();
        this.limit = limit;
        this.work = work;
    }

    /** Does {@code work} for each item, at most {@code limit} at a time; none is begun once one has failed. */
    static <T> Future<Void> each(List<T> items, int limit, Function<T, Future<?>> work) {
        Parallel<T> parallel = new Parallel<>(items, Math.max(1, limit), work);
        parallel.goOn();
        return parallel.all.future();
    }

    private void goOn() {
        Optional<T> item = next();
        while (item.isPresent()) {
            work.apply(item.get()).onComplete(this::ended);
            item = next();
        }
    }

    private synchronized Optional<T> next() {
        if (failure != null || !rest.hasNext()) {
            if (running == 0) {
                end();
            }
            return Optional.empty();
        }
        if (running == limit) {
            return Optional.empty();
        }
        running++;
        return Optional.of(rest.next());
    }

    private void end() {
        if (failure == null) {
            all.tryComplete();
        } else {
            all.tryFail(failure);
        }
    }

    private void ended(AsyncResult<?> answer) {
        synchronized (this) {
            running--;
            failure = failure == null ? answer.cause() : failure;
        }
        goOn();
    }
}
