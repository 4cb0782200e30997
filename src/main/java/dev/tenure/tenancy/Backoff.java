package dev.tenure.tenancy;

import java.time.Duration;

/**
 * Full jitter between nothing and a ceiling that doubles with each failure (R4).
 *
 * @param first the ceiling after the first failure
 * @param most what the ceiling never exceeds
 */
public record Backoff(Duration first, Duration most) {
    private static final int DOUBLINGS_MAX = 20;

    /** For a lost race: others want subnets too, and the snapshot costs little. */
    public static final Backoff RACE = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2));

    /** For a registry that does not answer. */
    public static final Backoff OUTAGE = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(30));

    /** The longest pause after this many failures, the first being 1. */
    public Duration ceiling(int failures) {
        Duration doubled = first.multipliedBy(1L << Math.clamp(failures - 1L, 0, DOUBLINGS_MAX));
        return doubled.compareTo(most) < 0 ? doubled : most;
    }

    /** How long to pause after this many failures. */
    public Duration pause(int failures, Chance chance, Moment now) {
        return chance.upTo(ceiling(failures), now, Chance.Purpose.PAUSE);
    }
}
