package dev.tenure.faults;

import dev.tenure.lease.SubnetLease;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * I6: at rest etcd has no grant without a key.
 *
 * <p>Allowances: grants that were there before; those under which an operator or flanneld ever put a key, and those of keys that
 * they took from a host without a living agent, which are theirs to revoke; one for each agent that was ended while it held nothing, since it may have been just about to use it; and as many as
 * the test says it has kept the answers of. All of them go with their TTL, so whoever waits for that long needs none of these.
 */
final class NoGrantIsLeft implements Rest.Rule {
    @Override
    public List<Violation> violations(Rest rest) {
        History history = rest.evidence().history();
        Set<String> left = new HashSet<>(rest.grants());
        history.end().leases().stream().flatMap(NoGrantIsLeft::grant).forEach(left::remove);
        history.events().stream()
                .filter(rest.evidence()::isByOperator)
                .flatMap(event -> ofOperator(rest.evidence(), event))
                .forEach(left::remove);
        long excused = rest.grantsExcused()
                + rest.evidence().hosts().stream()
                        .flatMap(host -> host.lives().stream())
                        .filter(NoGrantIsLeft::endedWithNothing)
                        .count();
        return left.size() <= excused
                ? List.of()
                : List.of(new Violation(
                        "I6", left.size() + " grants have no key, " + excused + " may have none: " + left));
    }

    private static Stream<String> ofOperator(Evidence evidence, Happened event) {
        SubnetLease before = event.before();
        Stream<String> orphaned =
                before == null || isAlive(evidence, before, event.seenNanos()) ? Stream.empty() : grant(before);
        SubnetLease after = event.after();
        return Stream.concat(orphaned, after == null ? Stream.empty() : grant(after));
    }

    private static boolean isAlive(Evidence evidence, SubnetLease lease, long nanos) {
        return Holders.logsOf(evidence.hosts(), lease).stream()
                .flatMap(host -> host.lives().stream())
                .anyMatch(life -> life.begunNanos() <= nanos && nanos <= life.endedNanos());
    }

    private static Stream<String> grant(SubnetLease lease) {
        return lease.term().granted().map(grant -> String.format(Locale.ROOT, "%016x", grant.id())).stream();
    }

    private static boolean endedWithNothing(Life life) {
        return life.endedNanos() != Long.MAX_VALUE
                && life.beliefs().stream()
                        .noneMatch(belief -> belief.possible().until() >= life.endedNanos() - Allowances.TURN_NANOS);
    }
}
