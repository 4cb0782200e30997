package dev.tenure.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * I7 in what hosts believe: a host is certain of a lease only if etcd has it as the host says, and the lease does not end before
 * the host's deadline.
 *
 * <p>Allowances: an operator or flanneld (O) may take a lease from a host that cannot hear of it; then the host may go on until
 * the deadline that it had won before, but not renew what is gone. And {@link Holders#TURN_NANOS}.
 */
final class CertaintyIsEarned implements Invariant {
    @Override
    public List<Violation> violations(Evidence evidence) {
        List<Violation> found = new ArrayList<>();
        for (HostLog host : evidence.hosts()) {
            host.beliefs().forEach(belief -> check(evidence, host, belief, found));
        }
        return found;
    }

    private static void check(Evidence evidence, HostLog host, Belief belief, List<Violation> found) {
        if (Holders.written(evidence.history(), belief).isEmpty()) {
            found.add(new Violation("I7", host.name() + " was certain of " + belief + ", which etcd never had"));
            return;
        }
        Optional<Happened> end = Holders.end(evidence.history(), belief);
        if (end.isEmpty()) {
            return;
        }
        long gone = end.get().seenNanos();
        if (belief.renewedNanos() > gone) {
            found.add(new Violation(
                    "I7", host.name() + " renewed " + belief + " after it was no longer its own: " + end.get()));
        } else if (!evidence.isByOperator(end.get()) && belief.sure().until() > gone + Holders.TURN_NANOS) {
            found.add(new Violation(
                    "I7",
                    host.name() + " was still certain of " + belief + " "
                            + (belief.sure().until() - gone) / 1_000_000 + " ms after it had ended: " + end.get()));
        }
    }
}
