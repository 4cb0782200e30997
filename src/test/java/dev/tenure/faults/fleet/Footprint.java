package dev.tenure.faults.fleet;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What this JVM, with all agents in it, keeps at one moment.
 *
 * @param heapBytes what is alive after a full collection
 * @param threads platform threads
 * @param files open file descriptors
 * @param timers timers of every Vert.x
 * @param grants grants in etcd
 */
record Footprint(long heapBytes, long threads, long files, long timers, long grants) {
    private static final Pattern TIMERS = Pattern.compile(
            "(?m)^\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+io\\.vertx\\.core\\.impl\\.VertxImpl\\$InternalTimerHandler");
    private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");

    private static final double MIB = 1024 * 1024;

    /**
     * By how much the end may exceed the beginning.
     *
     * @param heapShare of the beginning's heap
     * @param heapBytes on top of that, for what is recorded for the audit
     * @param threads also pools grow to their size only when they are needed
     * @param files connections that a client has not made again yet are missing now and then
     * @param timers likewise pauses that have just begun
     * @param grants one for each lease, and those of a thief
     */
    record Slack(double heapShare, long heapBytes, long threads, long files, long timers, long grants) {}

    /** Collects all garbage, so it takes a while. */
    static Footprint now(long grants) {
        String histogram = liveObjects();
        long files = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0;
        return new Footprint(
                number(TOTAL, histogram),
                ManagementFactory.getThreadMXBean().getThreadCount(),
                files,
                number(TIMERS, histogram),
                grants);
    }

    private static String liveObjects() {
        try {
            return (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
        } catch (JMException e) {
            throw new IllegalStateException("this JVM does not count its objects", e);
        }
    }

    private static long number(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }

    /** The median of each number: a single sample can fall into the middle of something. */
    static Footprint median(List<Footprint> samples) {
        return new Footprint(
                median(samples, Footprint::heapBytes),
                median(samples, Footprint::threads),
                median(samples, Footprint::files),
                median(samples, Footprint::timers),
                median(samples, Footprint::grants));
    }

    private static long median(List<Footprint> samples, ToLongFunction<Footprint> number) {
        return samples.stream().mapToLong(number).sorted().toArray()[samples.size() / 2];
    }

    /** What has grown by more than the slack since {@code before}, in words; nothing if all is well. */
    List<String> grownSince(Footprint before, Slack slack) {
        List<String> grown = new ArrayList<>();
        long heapSlack = (long) (before.heapBytes * slack.heapShare) + slack.heapBytes;
        addIfGrown(grown, "bytes of heap", before.heapBytes, heapBytes, heapSlack);
        addIfGrown(grown, "threads", before.threads, threads, slack.threads);
        addIfGrown(grown, "open files", before.files, files, slack.files);
        addIfGrown(grown, "timers", before.timers, timers, slack.timers);
        addIfGrown(grown, "grants", before.grants, grants, slack.grants);
        return grown;
    }

    private static void addIfGrown(List<String> grown, String what, long before, long now, long slack) {
        if (now > before + slack) {
            grown.add(what + " grew from " + before + " to " + now + "; " + slack + " more are allowed");
        }
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "heap %6.1f MiB  threads %3d  files %4d  timers %4d  grants %3d",
                heapBytes / MIB,
                threads,
                files,
                timers,
                grants);
    }
}
