package dev.tenure.registry.etcd;

import dev.tenure.registry.RegistryException;
import io.vertx.core.Future;
import java.util.function.IntFunction;

/** How many keys a page of one reading has. */
final class PageSize {
    private static final int PAGE_MAX = 1000;

    /** Where a page does not fit a message, which takes values that are no leases, this many times fewer are asked for. */
    private static final int SHRINK = 8;

    private int size = PAGE_MAX;

    /** Asks for a page and, where it is too large for a message, for a smaller one. */
    <T> Future<T> page(IntFunction<Future<T>> request) {
        return request.apply(size).recover(error -> {
            boolean tooLarge =
                    error instanceof RegistryException known && EtcdFailures.isTooLarge(known.failure()) && size > 1;
            if (!tooLarge) {
                return Future.failedFuture(error);
            }
            size = Math.max(1, size / SHRINK);
            return page(request);
        });
    }
}
