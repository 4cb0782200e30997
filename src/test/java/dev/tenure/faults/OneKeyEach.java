package dev.tenure.faults;

import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.SubnetLease;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * I5 at rest: each host has one key, and no two hosts' keys share an address in either family.
 *
 * <p>Allowances: reservations beside each other or beside a lease are an operator's to make and nobody's to remove, so a host
 * with a reservation may have more of them, and no lease; a value that no host can have written stands for nobody; and a lease
 * that an operator or flanneld put does not yield, so it is only held against the agents that overlap each other.
 */
final class OneKeyEach implements Rest.Rule {
    @Override
    public List<Violation> violations(Rest rest) {
        List<SubnetLease> leases = List.copyOf(rest.evidence().history().end().leases());
        List<Violation> found = new ArrayList<>();
        for (Rest.Resting host : rest.hosts()) {
            List<SubnetLease> own = leases.stream()
                    .filter(lease -> lease.isHeldBy(host.log().identity()))
                    .toList();
            long granted = own.stream().filter(lease -> !lease.isReservation()).count();
            boolean isReserved = granted < own.size();
            if (granted > 1 || own.isEmpty() || granted == 1 && isReserved && !isOperators(rest, own)) {
                found.add(new Violation(
                        "I5",
                        host.log().name() + " has " + own.size() + " keys: "
                                + own.stream().map(Happened::shown).toList()));
            }
        }
        Set<Long> byOperator = rest.evidence().byOperator();
        List<SubnetLease> agents = leases.stream()
                .filter(lease -> lease.value() instanceof HostAttributes)
                .filter(lease -> !lease.isReservation() && !byOperator.contains(lease.createRevision()))
                .toList();
        Overlaps.among(agents)
                .forEach(pair -> found.add(new Violation(
                        "I5",
                        "two leases overlap at rest: " + Happened.shown(pair.one()) + " and "
                                + Happened.shown(pair.two()))));
        return found;
    }

    private static boolean isOperators(Rest rest, List<SubnetLease> own) {
        return own.stream()
                .filter(lease -> !lease.isReservation())
                .allMatch(lease -> rest.evidence().byOperator().contains(lease.modRevision()));
    }
}
