package dev.tenure.admin;

import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.registry.SubnetRegistry;
import dev.tenure.tenancy.Backoff;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** Plans again from what is there now when somebody else was faster; a few times, so that it ends. */
final class Tries {
    /** How often one thing is planned. */
    static final int MOST = 5;

    private final Vertx vertx;
    private final SubnetRegistry registry;

    Tries(Vertx vertx, SubnetRegistry registry) {
        this.vertx = vertx;
        this.registry = registry;
    }

    /**
     * What {@code once} comes to.
     *
     * @param once plans and writes; empty where it was overtaken
     * @param overtaken what is said where it was overtaken every time
     */
    <T> Future<T> run(Function<RegistrySnapshot, Future<Optional<T>>> once, Supplier<T> overtaken) {
        return attempt(once, overtaken, 1);
    }

    private <T> Future<T> attempt(
            Function<RegistrySnapshot, Future<Optional<T>>> once, Supplier<T> overtaken, int number) {
        return registry.snapshot()
                .compose(once)
                .compose(answer -> answer.isPresent()
                        ? Future.succeededFuture(answer.get())
                        : number == MOST
                                ? Future.succeededFuture(overtaken.get())
                                : pause(number).compose(over -> attempt(once, overtaken, number + 1)));
    }

    /** Who was overtaken together must not come again together. */
    Future<?> pause(int overtaken) {
        long most = Backoff.RACE.ceiling(overtaken).toMillis();
        return vertx.timer(ThreadLocalRandom.current().nextLong(1, most + 1), TimeUnit.MILLISECONDS);
    }
}
