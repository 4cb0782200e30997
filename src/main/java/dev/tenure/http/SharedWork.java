package dev.tenure.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * Work on a worker thread whose result is for everybody: whoever asks while it is under way gets the same one, so that any
 * number of clients queues up one piece of work of each kind. For one event loop.
 */
final class SharedWork<K, T> {
    private final Vertx vertx;
    private final Map<K, Future<T>> underWay = new HashMap<>();

    SharedWork(Vertx vertx) {
        this.vertx = vertx;
    }

    Future<T> get(K kind, Callable<T> work) {
        Future<T> known = underWay.get(kind);
        if (known != null) {
            return known;
        }
        Future<T> begun = vertx.executeBlocking(work, false);
        underWay.put(kind, begun);
        begun.onComplete(done -> underWay.remove(kind));
        return begun;
    }
}
