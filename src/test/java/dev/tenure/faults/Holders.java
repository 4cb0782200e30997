package dev.tenure.faults;

import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.SubnetLease;
import java.util.List;
import java.util.Optional;

/** Who holds what, and until when. */
final class Holders {
    private Holders() {}

    /** True if both leases are of one host; a value that no host can have written is nobody's. */
    static boolean isSameHolder(SubnetLease one, SubnetLease two) {
        return one.value() instanceof HostAttributes attributes
                && attributes.identity().holds(two.value());
    }

    /** The lease of this belief as etcd wrote it. */
    static Optional<SubnetLease> written(History history, Belief belief) {
        return history.written(belief.path(), belief.createRevision(), belief.modRevision());
    }

    /** The event that took the lease of this belief away from its host, if there was one. */
    static Optional<Happened> end(History history, Belief belief) {
        return history.of(belief.path()).stream()
                .filter(event -> event.revision() > belief.modRevision())
                .filter(Happened::endsHold)
                .findFirst();
    }

    /** The logs whose host holds this lease; mostly one or none. */
    static List<HostLog> logsOf(List<HostLog> hosts, SubnetLease lease) {
        return hosts.stream().filter(log -> lease.isHeldBy(log.identity())).toList();
    }
}
