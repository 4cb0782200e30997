package dev.tenure.faults;

import dev.tenure.lease.SubnetLease;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * I1 in what hosts believe: at no time are two hosts certain of subnets that overlap. A belief ends at its own deadline at the
 * latest, whether its host can hear of anything or not.
 *
 * <p>Allowances:
 *
 * <ul>
 *   <li>{@link Holders#TURN_NANOS}: what an agent does shows a little before what it says.
 *   <li>An operator or flanneld (O) took the lease of one of the two away, or reserved a part of it for somebody else, and that
 *       host has not renewed since: it cannot have heard of it yet, and goes on until its deadline. A host that has read its
 *       key since then is not excused.
 * </ul>
 */
final class CertainHostsAreApart implements Invariant {
    private record Holding(HostLog host, Belief belief) {}

    @Override
    public List<Violation> violations(Evidence evidence) {
        List<Violation> found = new ArrayList<>();
        List<Holding> open = new ArrayList<>();
        evidence.hosts().stream()
                .flatMap(host -> host.beliefs().map(belief -> new Holding(host, belief)))
                .filter(holding -> !holding.belief().sure().isEmpty())
                .sorted(Comparator.comparingLong(
                        holding -> holding.belief().sure().from()))
                .forEach(next -> {
                    open.removeIf(old ->
                            old.belief().sure().until() < next.belief().sure().from());
                    open.forEach(old -> check(evidence, old, next, found));
                    open.add(next);
                });
        return found;
    }

    private static void check(Evidence evidence, Holding one, Holding two, List<Violation> found) {
        if (one.host().equals(two.host())
                || !one.belief().subnet().overlaps(two.belief().subnet())) {
            return;
        }
        Span both = one.belief().sure().and(two.belief().sure());
        boolean isLong = both.until() - both.from() > Holders.TURN_NANOS;
        if (isLong && !isExcused(evidence, one.belief()) && !isExcused(evidence, two.belief())) {
            found.add(new Violation(
                    "I1",
                    "two hosts were certain of the same addresses for " + both.millis() + " ms: "
                            + one.host().name() + " of " + one.belief() + ", "
                            + two.host().name() + " of " + two.belief()));
        }
    }

    private static boolean isExcused(Evidence evidence, Belief belief) {
        return evidence.history().events().stream()
                .filter(evidence::isByOperator)
                .filter(event -> belief.renewedNanos() <= event.seenNanos())
                .anyMatch(event -> takes(event, belief));
    }

    private static boolean takes(Happened event, Belief belief) {
        SubnetLease before = event.before();
        if (event.path().equals(belief.path())) {
            return before != null
                    && before.createRevision() == belief.createRevision()
                    && event.revision() > belief.modRevision();
        }
        SubnetLease after = event.after();
        return after != null
                && after.isReservation()
                && event.revision() > belief.createRevision()
                && after.subnet().overlaps(belief.subnet());
    }
}
