package dev.tenure.tenancy;

import java.time.Duration;

/**
 * Chance as a value: the same seed, moment and purpose always fall the same way, so a decision stays a pure function.
 *
 * @param seed drawn once per agent, at the edge
 */
public record Chance(long seed) {
    /** What a draw is for; two purposes at one moment fall independently. */
    public enum Purpose {
        SUBNET(0x5eb3),
        PAUSE(0x9a05),
        RENEWAL(0x2e3e);

        private final long salt;

        Purpose(long salt) {
            this.salt = salt;
        }
    }

    /** A whole number from 0 to {@code bound} − 1. */
    public long below(long bound, Moment now, Purpose purpose) {
        return Math.floorMod(mix(now, purpose), bound);
    }

    /** Full jitter: anything from nothing to {@code most}. */
    public Duration upTo(Duration most, Moment now, Purpose purpose) {
        return Duration.ofNanos(below(most.toNanos() + 1, now, purpose));
    }

    /** SplitMix64's finalizer (Steele, Lea, Flood 2014): close inputs give unrelated outputs. */
    private long mix(Moment now, Purpose purpose) {
        return scramble(seed ^ scramble(now.nanos() + 0x9e3779b97f4a7c15L * purpose.salt));
    }

    /** Spreads {@code bits} evenly over all longs. */
    static long scramble(long bits) {
        long z = (bits ^ bits >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
