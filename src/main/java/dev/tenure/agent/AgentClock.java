package dev.tenure.agent;

import dev.tenure.tenancy.Moment;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

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

    private final UptimeSource uptime = UptimeSource.open();
    private long sleptNanos;
    private long sleptBefore;
    private final long uptimeAhead = uptime.nanos() - System.nanoTime();
    private Duration wallAhead = Duration.ZERO;
    private boolean isWallKnown;

    /** Now; never before an earlier answer. */
    public synchronized Moment now() {
        long nanos = System.nanoTime();
        long ahead = uptime.nanos() - nanos - uptimeAhead;
        if (uptime.isKnown() && ahead > sleptNanos + ROUNDING_NANOS) {
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
    private record UptimeSource(java.util.Optional<RandomAccessFile> file) {
        static UptimeSource open() {
            try {
                return new UptimeSource(java.util.Optional.of(new RandomAccessFile("/proc/uptime", "r")));
            } catch (IOException e) {
                return new UptimeSource(java.util.Optional.empty());
            }
        }

        boolean isKnown() {
            return file.isPresent();
        }

        long nanos() {
            if (file.isEmpty()) {
                return System.nanoTime();
            }
            try {
                byte[] bytes = new byte[64];
                file.get().seek(0);
                int length = file.get().read(bytes);
                String text = new String(bytes, 0, Math.max(0, length), StandardCharsets.US_ASCII);
                return (long) (Double.parseDouble(text.substring(0, text.indexOf(' '))) * 1e9);
            } catch (IOException | RuntimeException e) {
                return System.nanoTime();
            }
        }
    }
}
