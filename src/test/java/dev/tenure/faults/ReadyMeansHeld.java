package dev.tenure.faults;

import dev.tenure.envfile.SubnetEnvReading;
import dev.tenure.subnet.Subnet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * I7 in what hosts answer: who says "ready" is certain of a lease at that time, and its subnet.env names it.
 *
 * <p>Allowances:
 *
 * <ul>
 *   <li>{@link #BUS_NANOS} for an agent in this JVM: who answers hears from who decides on a bus, in order but not at once. An
 *       answer over HTTP tells both at once. The deadline is judged by who answers, so nothing is allowed behind it.
 *   <li>{@link #LOOK_NANOS}: somebody else may spoil the file, which the agent finds out when it next looks.
 * </ul>
 */
final class ReadyMeansHeld implements Invariant {
    /**
     * From word to ear; a question that is asked later stands behind the word in the same queue, unless the thread that says it
     * is kept waiting before it is there.
     */
    static final long BUS_NANOS = Duration.ofSeconds(1).toNanos();

    /** The agent looks at its file every 5 s; two more for the look itself on a busy machine. */
    static final long LOOK_NANOS = Duration.ofSeconds(7).toNanos();

    @Override
    public List<Violation> violations(Evidence evidence) {
        List<Violation> found = new ArrayList<>();
        for (HostLog host : evidence.hosts()) {
            for (Life life : host.lives()) {
                life.said().stream().filter(Said::isReady).forEach(said -> {
                    check(host, life, new Span(said.firstAsked(), said.firstAnswered()), found);
                    check(host, life, new Span(said.lastAsked(), said.lastAnswered()), found);
                });
            }
        }
        return found;
    }

    private static void check(HostLog host, Life life, Span answer, List<Violation> found) {
        long late = life.isHeard() ? BUS_NANOS : 0;
        List<Belief> beliefs = life.beliefs().stream()
                .filter(belief -> answer.from() <= belief.deadlineNanos()
                        && belief.possible().widened(late, late).meets(answer))
                .toList();
        if (beliefs.isEmpty()) {
            found.add(new Violation(
                    "I7", host.name() + " said that it is ready and was certain of no lease" + lately(life, answer)));
        } else if (beliefs.stream().noneMatch(belief -> isNamed(host.files(), belief.subnet(), answer))) {
            found.add(new Violation(
                    "I7",
                    host.name() + " said that it is ready with " + beliefs.getLast()
                            + ", which its subnet.env did not name"));
        }
    }

    private static String lately(Life life, Span answer) {
        return life.beliefs().stream()
                .filter(belief -> belief.possible().from() <= answer.until())
                .reduce((one, two) -> two)
                .map(belief -> "; the last was " + belief + ", for "
                        + (answer.from() - belief.possible().until()) / 1_000_000 + " ms no longer")
                .orElse("");
    }

    private static boolean isNamed(List<FileVersion> files, Subnet subnet, Span answer) {
        Span lately = answer.widened(LOOK_NANOS, BUS_NANOS);
        for (int i = 0; i < files.size(); i++) {
            FileVersion version = files.get(i);
            long until = i + 1 < files.size() ? files.get(i + 1).seenNanos() : Long.MAX_VALUE;
            boolean names = version.reading() instanceof SubnetEnvReading.Found named
                    && named.previous().equals(subnet);
            if (names && new Span(version.notYetNanos(), until).meets(lately)) {
                return true;
            }
        }
        return false;
    }
}
