package dev.tenure.cli;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.System.Logger.Level;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The Vertx of one run of a command, waited for from outside of it and closed with the run. */
final class OwnVertx implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("dev.tenure.cli");
    private static final long CLOSE_WAIT_SECONDS = 5;

    private final Vertx vertx;

    OwnVertx(Vertx vertx) {
        this.vertx = vertx;
    }

    Vertx vertx() {
        return vertx;
    }

    /** Blocks until it is there. */
    static <T> T await(Future<T> future, long seconds)
            throws ExecutionException, InterruptedException, TimeoutException {
        return future.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
    }

    /** Waits a few seconds at most; what does not close by then ends with the process. */
    @Override
    public void close() {
        try {
            await(vertx.close(), CLOSE_WAIT_SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(Level.DEBUG, "Vert.x did not close in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
