package dev.tenure.simulation;

import dev.tenure.registry.RegistryFailure;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One part of a simulated agent: what it knows is gone when the supervisor replaces it. */
abstract class Part {
    final SimulatedHost host;
    private boolean isOver;
    private long latestHeardAt;

    Part(SimulatedHost host) {
        this.host = host;
    }

    abstract void begin();

    /** One that knows nothing yet. */
    abstract Part successor();

    /** Something was said on the bus. */
    abstract void hear(Object message);

    void stop() {
        isOver = true;
    }

    final boolean isOver() {
        return isOver;
    }

    final void say(Object message) {
        host.bus().publish(this, message);
    }

    /** What it says is heard in the order in which it says it, so at {@code nanos} or later. */
    final long isHeardAt(long nanos) {
        latestHeardAt = Math.max(latestHeardAt, nanos);
        return latestHeardAt;
    }

    /** An answer that comes when this part is over is not heard. */
    final <T> void call(Supplier<T> work, Consumer<T> answer, Consumer<RegistryFailure> failure) {
        host.call(this, work, answer, failure);
    }
}
