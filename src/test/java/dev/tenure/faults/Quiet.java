package dev.tenure.faults;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * I8: how much the agents wrote. What an operator or flanneld wrote does not count, nor does the end of a grant; a lease that
 * went while a living agent had not yet given it up by its deadline was its own release.
 */
final class Quiet {
    private Quiet() {}

    /** The events after {@code revision} that agents wrote. */
    static List<Happened> writesOfAgents(Evidence evidence, long revision) {
        return evidence.history().events().stream()
                .filter(event -> event.revision() > revision)
                .filter(event -> !evidence.isByOperator(event) && !isEndOfGrant(evidence, event))
                .toList();
    }

    /** True if nobody deleted this key, as far as can be told: its host is dead, or it went after its host's deadline. */
    static boolean isEndOfGrant(Evidence evidence, Happened event) {
        if (event.before() == null || event.after() != null) {
            return false;
        }
        List<Life> living = Holders.logsOf(evidence.hosts(), event.before()).stream()
                .flatMap(log -> log.lives().stream())
                .filter(life -> life.begunNanos() <= event.seenNanos() && event.seenNanos() <= life.endedNanos())
                .toList();
        return living.stream().noneMatch(life -> gaveUp(life, event));
    }

    /** True if the agent had stopped believing in this lease before its deadline, so that it may have released it. */
    private static boolean gaveUp(Life life, Happened event) {
        Optional<Belief> last = life.beliefs().stream()
                .filter(belief -> belief.path().equals(event.path()))
                .filter(belief -> belief.possible().from() <= event.seenNanos())
                .max(Comparator.comparingLong(belief -> belief.possible().from()));
        return last.map(belief -> belief.possible().until() < belief.deadlineNanos()
                        && belief.possible().until() <= event.seenNanos() + Allowances.TURN_NANOS)
                .orElse(true);
    }
}
