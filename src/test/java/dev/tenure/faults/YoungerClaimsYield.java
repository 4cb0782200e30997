package dev.tenure.faults;

import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.SubnetLease;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * I5, whatever happens: a host settles on no claim that overlapped an older one of another host when it was made. In etcd two
 * claims may overlap for a moment, as two hosts that create different keys at once cannot see each other; the answer to a claim
 * shows the older one, and the younger is given up before its host believes in it.
 *
 * <p>Allowances: a claim that an operator or flanneld put, and an older value that no host can have written; what came later
 * than the claim (a reservation of a part of it) is not the claim's fault; and once the older one is gone, a restarted agent may
 * adopt the younger that its killed predecessor could not give up any more.
 */
final class YoungerClaimsYield implements Invariant {
    @Override
    public List<Violation> violations(Evidence evidence) {
        Map<String, SubnetLease> overlapped = overlaps(evidence);
        List<Violation> found = new ArrayList<>();
        for (HostLog host : evidence.hosts()) {
            host.beliefs().forEach(belief -> {
                SubnetLease older = overlapped.get(belief.key() + "@" + belief.createRevision());
                if (older != null
                        && standsAt(evidence.history(), older, belief.sure().from())) {
                    found.add(new Violation(
                            "I5",
                            host.name() + " settled on " + belief + " although the older claim " + Happened.shown(older)
                                    + " was there when it was made"));
                }
            });
        }
        return found;
    }

    private static boolean standsAt(History history, SubnetLease older, long nanos) {
        return history.of(History.path(older)).stream()
                .filter(event -> event.revision() > older.modRevision())
                .filter(event -> event.after() == null
                        || event.after().createRevision() != older.createRevision()
                        || !Holders.isSameHolder(event.after(), older))
                .findFirst()
                .map(end -> end.seenNanos() > nanos + Allowances.TURN_NANOS)
                .orElse(true);
    }

    /** The claims of agents that overlapped an older one when they were made, and which one. */
    private static Map<String, SubnetLease> overlaps(Evidence evidence) {
        Map<String, SubnetLease> found = new HashMap<>();
        evidence.history().walk((leases, event) -> {
            SubnetLease claim = event.after();
            if (claim == null || event.before() != null || evidence.isByOperator(event)) {
                return;
            }
            leases.values().stream()
                    .filter(other -> other.value() instanceof HostAttributes)
                    .filter(other -> other.subnet().overlaps(claim.subnet()) && !Holders.isSameHolder(claim, other))
                    .findFirst()
                    .ifPresent(other -> found.put(claim.key().text() + "@" + claim.createRevision(), other));
        });
        return found;
    }
}
