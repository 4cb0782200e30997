package dev.tenure.faults.fleet;

import java.time.Duration;
import java.util.Set;

/**
 * One fault: how it begins, how it ends, and what nobody else may touch in between.
 *
 * @param name for the log, with its target
 * @param targets what it takes for itself, such as {@code member 1}
 * @param lasts until {@code end} is run; nothing for a fault that is over at once
 */
record Trouble(String name, Set<String> targets, Duration lasts, Runnable begin, Runnable end) {
    /** One that is over at once. */
    static Trouble atOnce(String name, Runnable what) {
        return new Trouble(name, Set.of(), Duration.ZERO, what, () -> {});
    }

    @Override
    public String toString() {
        return lasts.isZero() ? name : name + " for " + lasts.toMillis() + " ms";
    }
}
