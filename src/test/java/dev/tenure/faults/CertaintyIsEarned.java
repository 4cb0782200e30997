package dev.tenure.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * I7 in what hosts believe: a host is certain of a lease only if etcd has it as the host says, and the lease does not end before
 * the host's deadline.
 *
 * <p>Allowances:
 *
 * <ul>
 *   <li>What the host knew from before the recording.
 *   <li>An operator or flanneld (O) may take a lease from a host that cannot hear of it, or hang it on a grant that ends sooner;
 *       then the host may go on until the deadline that it had won before, but not renew what is gone, and not for longer than
 *       anybody needs to hear of it who says that etcd answers it. A reservation has no deadline, so only that last part holds for
 *       one.
 *   <li>{@link Allowances#TURN_NANOS} for a belief that was given up before its deadline, and a lease that an agent gives back
 *       while it is being stopped.
 * </ul>
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
        boolean isOlder = belief.modRevision() <= evidence.history().baseRevision();
        if (!isOlder && Holders.written(evidence.history(), belief).isEmpty()) {
            found.add(new Violation("I7", host.name() + " was certain of " + belief + ", which etcd never had"));
            return;
        }
        Optional<Happened> taken = Allowances.takenByOperator(evidence, belief);
        taken.filter(event -> Allowances.hasHeard(host, belief, event))
                .ifPresent(event -> found.add(new Violation(
                        "I7",
                        host.name() + " is in touch with etcd and still certain of " + belief + " long after "
                                + event)));
        Holders.end(evidence.history(), belief).ifPresent(end -> {
            long gone = end.seenNanos();
            long late = belief.sure().until() - gone;
            if (belief.renewedNanos() > gone) {
                found.add(new Violation(
                        "I7", host.name() + " renewed " + belief + " after it was no longer its own: " + end));
            } else if (taken.isEmpty()
                    && late > Allowances.lateness(belief)
                    && !Allowances.isGivenBack(host, belief, end)) {
                found.add(new Violation(
                        "I7",
                        host.name() + " was still certain of " + belief + " " + late / 1_000_000
                                + " ms after it had ended: " + end));
            }
        });
    }
}
