package dev.tenure.tenancy;

import java.time.Duration;

/**
 * A moment on this host's own clock, which no time server sets and which goes on while the host sleeps.
 *
 * @param nanos nanoseconds since some moment that means nothing
 */
public record Moment(long nanos) implements Comparable<Moment> {
    public Moment plus(Duration duration) {
        return new Moment(nanos + duration.toNanos());
    }

    /** How long it is from this moment to {@code later}; negative if that is past. */
    public Duration until(Moment later) {
        return Duration.ofNanos(later.nanos - nanos);
    }

    public boolean isBefore(Moment other) {
        return nanos - other.nanos < 0;
    }

    /** The earlier of the two. */
    public Moment orEarlier(Moment other) {
        return isBefore(other) ? this : other;
    }

    @Override
    public int compareTo(Moment other) {
        return Long.signum(nanos - other.nanos);
    }
}
