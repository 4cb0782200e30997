package dev.tenure.faults;

import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.SubnetLease;
import dev.tenure.subnet.NetworkConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * I5 at rest: each host has one key, and no two hosts' keys share an address in either family.
 *
 * <p>Allowances: what an operator or flanneld put (O) is theirs to remove, so it counts for its host but not against it, and does
 * not yield; the same goes for reservations, which are always an operator's, though a host with one that the network allows has
 * no lease besides; and a value that no host can have written stands for nobody.
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
            long most = own.stream().anyMatch(lease -> isAllowedReservation(rest, lease)) ? 0 : 1;
            long leased = own.stream()
                    .filter(lease -> !lease.isReservation() && !rest.evidence().isByOperator(lease))
                    .count();
            if (own.isEmpty() || leased > most) {
                found.add(new Violation(
                        "I5",
                        host.log().name() + " has " + own.size() + " keys: "
                                + own.stream().map(Happened::shown).toList()));
            }
        }
        List<SubnetLease> yielding = leases.stream()
                .filter(lease -> lease.value() instanceof HostAttributes)
                .filter(lease -> !lease.isReservation() && !rest.evidence().isByOperator(lease))
                .toList();
        Overlaps.among(yielding)
                .forEach(pair -> found.add(new Violation(
                        "I5",
                        "two leases overlap at rest: " + Happened.shown(pair.one()) + " and "
                                + Happened.shown(pair.two()))));
        return found;
    }

    private static boolean isAllowedReservation(Rest rest, SubnetLease lease) {
        return lease.isReservation()
                && rest.evidence().history().networkAt(Long.MAX_VALUE).reading() instanceof NetworkConfig network
                && network.allows(lease.subnet());
    }
}
