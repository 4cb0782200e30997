package dev.tenure.process;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what must come, with an end. */
final class Patience {
    /** Long enough for a machine that does much else. */
    static final Duration LONG = Duration.ofSeconds(60);

    private static final long LOOK_AGAIN_NANOS = Duration.ofMillis(20).toNanos();

    private Patience() {}

    /** Looks again and again; the error says what was waited for and how things stood at the end. */
    static void until(String what, Duration max, BooleanSupplier is, Supplier<String> state) {
        long deadline = System.nanoTime() + max.toNanos();
        while (!is.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited " + max.toSeconds() + " s in vain for " + what + ":\n" + state.get());
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }
}
