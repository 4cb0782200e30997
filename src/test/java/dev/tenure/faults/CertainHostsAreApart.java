package dev.tenure.faults;

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
 *   <li>{@link Allowances#TURN_NANOS} for a belief that was given up before its deadline.
 *   <li>A lease that an agent gives back while it is being stopped.
 *   <li>An operator or flanneld (O) took the lease of one of the two away, or reserved a part of it, and that host has not renewed
 *       since: it cannot have heard of it yet, and goes on until its deadline. That it hears of it if it can is
 *       {@link CertaintyIsEarned}'s to see to.
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
        boolean oneEndsFirst =
                one.belief().sure().until() <= two.belief().sure().until();
        long allowed = Allowances.lateness(oneEndsFirst ? one.belief() : two.belief());
        if (both.until() - both.from() > allowed && !isExcused(evidence, one) && !isExcused(evidence, two)) {
            found.add(new Violation(
                    "I1",
                    "two hosts were certain of the same addresses for " + both.millis() + " ms: "
                            + one.host().name() + " of " + one.belief() + ", "
                            + two.host().name() + " of " + two.belief()));
        }
    }

    private static boolean isExcused(Evidence evidence, Holding holding) {
        return Allowances.takenByOperator(evidence, holding.belief()).isPresent()
                || Holders.end(evidence.history(), holding.belief())
                        .filter(end -> Allowances.isGivenBack(holding.host(), holding.belief(), end))
                        .isPresent();
    }
}
