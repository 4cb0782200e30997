package dev.tenure.faults;

/**
 * A stretch of time on this JVM's monotonic clock; empty if it ends before it begins.
 *
 * @param from its beginning, as {@code System.nanoTime} counts
 * @param until its end
 */
record Span(long from, long until) {
    /** What is common to both; empty if nothing is. */
    Span and(Span other) {
        return new Span(Math.max(from, other.from), Math.min(until, other.until));
    }

    boolean isEmpty() {
        return until < from;
    }

    boolean meets(Span other) {
        return !and(other).isEmpty();
    }

    /** The same, made longer at both ends. */
    Span widened(long before, long after) {
        return new Span(from - before, until + after);
    }

    long millis() {
        return (until - from) / 1_000_000;
    }
}
