package dev.tenure.simulation;

import dev.tenure.tenancy.Moment;
import java.time.Duration;

/** One host's own clock: a little fast or slow, and, like the agent's, it counts the time for which the host slept. */
final class HostClock {
    private final World world;
    private final double rate;
    private final long startNanos;
    private final boolean sleepsToo;
    private long sleptNanos;

    /** @param sleepsToo the planted bug: time stands still while the host sleeps */
    HostClock(World world, double rate, boolean sleepsToo) {
        this.world = world;
        this.rate = rate;
        this.startNanos = Math.floorMod(world.number(), 1_000_000_000_000L);
        this.sleepsToo = sleepsToo;
    }

    Moment now() {
        return new Moment(startNanos + (sleepsToo ? awakeNanos() : ownNanos()));
    }

    private long ownNanos() {
        return (long) (world.nanos() * rate);
    }

    /** What timers go by: they stand still while the host sleeps. */
    long awakeNanos() {
        return ownNanos() - sleptNanos;
    }

    /** The host has slept for so long, by the right clock. */
    void slept(Duration duration) {
        sleptNanos += (long) (duration.toNanos() * rate);
    }

    /** How long that is by the right clock. */
    long inWorld(long ownNanos) {
        return (long) Math.ceil(ownNanos / rate);
    }
}
