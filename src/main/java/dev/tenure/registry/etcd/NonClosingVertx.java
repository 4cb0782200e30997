package dev.tenure.registry.etcd;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.VertxWrapper;

/**
 * The Vert.x that jetcd gets: its client's {@code close()} closes the Vert.x it was given, which would end the whole agent
 * (R2). It also binds jetcd's connections to our own context, whatever thread jetcd happens to build them on.
 */
final class NonClosingVertx extends VertxWrapper {
    private final ContextInternal context;

    NonClosingVertx(Vertx vertx, ContextInternal context) {
        super((VertxInternal) vertx);
        this.context = context;
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }

    @Override
    public ContextInternal getOrCreateContext() {
        return context;
    }
}
