package dev.tenure.agent;

import dev.tenure.tenancy.Moment;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * This host's own clock: no time server sets it, and it goes on while the host sleeps.
 *
 * <p>{@code System.nanoTime} stands still in a suspended Linux, so a lease could seem ours long after it ended. The kernel's
 * uptime (CLOCK_BOOTTIME) counts the sleep; where it can be read, what it runs ahead is added. Thread-safe: all parts of an
 * agent share one, so that their moments compare.
 */
public class AgentClock {
    /** Less than this between the two clocks is rounding: the uptime comes in hundredths of a second. */
    private static final long ROUNDING_NANOS = Duration.ofMillis(500).toNanos();

    /** A larger step of the wall clock against ours is a jump (R28). */
    private static final Duration JUMP = Duration.ofSeconds(2);

    /** A thread can have to wait between two readings, which makes one look wrong, but hardly so many in a row. */
    private static final int LOOKS = 5;

    private final LongSupplier steadyNanos;
    private final LongSupplier uptimeNanos;
    private final long uptimeAhead;
    private long sleptNanos;
    private long sleptBefore;
    private Duration wallAhead = Duration.ZERO;
    private boolean isWallKnown;

    public AgentClock() {
        this(System::nanoTime, UptimeSource.open());
    }

    /**
     * @param steadyNanos stands still while the host sleeps
     * @param uptimeNanos goes on; equal to the other where it cannot be read
     */
    AgentClock(LongSupplier steadyNanos, LongSupplier uptimeNanos) {
        this.steadyNanos = steadyNanos;
        this.uptimeNanos = uptimeNanos;
        long least = Long.MAX_VALUE;
        for (int look = 0; look < LOOKS; look++) {
            long nanos = steadyNanos.getAsLong();
            least = Math.min(least, uptimeNanos.getAsLong() - nanos);
        }
        uptimeAhead = least;
    }

    /** Now; never before an earlier answer. */
    public synchronized Moment now() {
        // in this order: a thread that has to wait between the two must not seem to have slept
        long up = uptimeNanos.getAsLong();
        long nanos = steadyNanos.getAsLong();
        long ahead = up - nanos - uptimeAhead;
        if (ahead > sleptNanos + ROUNDING_NANOS) {
            sleptNanos = ahead;
        }
        return new Moment(nanos + sleptNanos);
    }

    /** True if, since the last call, the host slept or somebody set the wall clock; to be asked by one part every second or so. */
    public synchronized boolean hasJumped() {
        Moment now = now();
        boolean hasSlept = sleptNanos > sleptBefore;
        sleptBefore = sleptNanos;
        Duration ahead = Duration.ofMillis(System.currentTimeMillis()).minusNanos(now.nanos());
        boolean isSet = isWallKnown && ahead.minus(wallAhead).abs().compareTo(JUMP) > 0;
        wallAhead = ahead;
        isWallKnown = true;
        return isSet || hasSlept;
    }

    /** {@code /proc/uptime}, which is made up by the kernel while it is read and so never waits for a disk. */
    private record UptimeSource(RandomAccessFile file) implements LongSupplier {
        static LongSupplier open() {
            try {
                return new UptimeSource(new RandomAccessFile("/proc/uptime", "r"));
            } catch (IOException e) {
                return System::nanoTime;
            }
        }

        @Override
        public long getAsLong() {
            try {
                byte[] bytes = new byte[64];
                file.seek(0);
                int length = file.read(bytes);
                String text = new String(bytes, 0, Math.max(0, length), StandardCharsets.US_ASCII);
                return (long) (Double.parseDouble(text.substring(0, text.indexOf(' '))) * 1e9);
            } catch (IOException | RuntimeException e) {
                return System.nanoTime();
            }
        }
    }
}
