package dev.tenure.faults;

import java.util.List;
import java.util.stream.Collectors;

/** Tells a person what went wrong and what led to it. */
final class Story {
    private static final int VIOLATIONS_MAX = 20;
    private static final int EVENTS_MAX = 60;
    private static final int HOSTS_MAX = 10;

    private Story() {}

    static String of(Evidence evidence, List<Violation> found) {
        StringBuilder text = new StringBuilder();
        found.stream()
                .limit(VIOLATIONS_MAX)
                .forEach(violation -> text.append(violation).append('\n'));
        if (found.size() > VIOLATIONS_MAX) {
            text.append("… and ").append(found.size() - VIOLATIONS_MAX).append(" more\n");
        }
        List<Happened> events = evidence.history().events();
        long start = events.isEmpty() ? System.nanoTime() : events.getFirst().seenNanos();
        text.append("history (ms since the first event; * is the test's own):\n");
        events.stream()
                .skip(Math.max(0, events.size() - EVENTS_MAX))
                .forEach(event -> text.append(millis(event.seenNanos() - start))
                        .append(evidence.isByOperator(event) ? " * " : "   ")
                        .append(event)
                        .append('\n'));
        evidence.hosts().stream().limit(HOSTS_MAX).forEach(host -> tell(host, start, text));
        return text.toString();
    }

    private static void tell(HostLog host, long start, StringBuilder text) {
        text.append(host.name()).append(" believed:");
        host.beliefs()
                .forEach(belief -> text.append("\n  ")
                        .append(belief)
                        .append(" from ")
                        .append(millis(belief.sure().from() - start))
                        .append(" to ")
                        .append(millis(belief.sure().until() - start)));
        text.append("\n  and wrote: ")
                .append(host.files().stream()
                        .map(version -> version.text()
                                        .lines()
                                        .filter(line -> line.contains("SUBNET="))
                                        .collect(Collectors.joining(" "))
                                + " at " + millis(version.seenNanos() - start))
                        .collect(Collectors.joining("; ")))
                .append('\n');
    }

    private static String millis(long nanos) {
        return String.valueOf(nanos / 1_000_000);
    }
}
