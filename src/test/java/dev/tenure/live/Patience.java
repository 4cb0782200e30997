package dev.tenure.live;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for a condition, and never for a time: looks often, and gives up with a sentence. */
public final class Patience {
    private static final long LOOK_NANOS = Duration.ofMillis(15).toNanos();

    private Patience() {}

    /**
     * Returns how long it took.
     *
     * @param story what to tell beside the sentence when it did not happen
     */
    public static Duration until(String what, Duration within, BooleanSupplier holds, Supplier<String> story) {
        long start = System.nanoTime();
        while (true) {
            // before the look: who was kept from looking for the whole time looks once more
            boolean isLast = System.nanoTime() - start > within.toNanos();
            if (holds.getAsBoolean()) {
                return Duration.ofNanos(System.nanoTime() - start);
            }
            if (isLast) {
                throw new AssertionError("not within " + within.toMillis() + " ms: " + what + "\n" + story.get());
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** Watches for so long that {@code holds} is never false. */
    public static void throughout(String what, Duration time, BooleanSupplier holds, Supplier<String> story) {
        long start = System.nanoTime();
        do {
            if (!holds.getAsBoolean()) {
                throw new AssertionError("no longer true after " + (System.nanoTime() - start) / 1_000_000 + " ms: "
                        + what + "\n" + story.get());
            }
            LockSupport.parkNanos(LOOK_NANOS);
        } while (System.nanoTime() - start < time.toNanos());
    }

    /** What makes something slow does so most times, and a machine that stands for a second does not. */
    public static Duration usual(List<Duration> times) {
        return times.stream().sorted().toList().get(times.size() / 2);
    }
}
