package dev.tenure.registry;

import dev.tenure.lease.SubnetLease;
import dev.tenure.subnet.SubnetKey;
import java.util.List;
import java.util.Optional;

/** What became of a write that etcd answered. */
public sealed interface WriteOutcome {
    /**
     * It happened.
     *
     * @param lease the key as it is now; empty after a delete
     * @param overlaps after a create: the older keys that share an address with ours, with their create_revision
     * @param revision the revision of the write
     */
    record Applied(Optional<SubnetLease> lease, List<Claimed> overlaps, long revision) implements WriteOutcome {
        public Applied {
            overlaps = List.copyOf(overlaps);
        }
    }

    /**
     * It did not happen, since something was not as we had seen it.
     *
     * @param current the key as it is, if it is there; a reservation is refused for keys made elsewhere, too
     * @param networkRevision the network config's mod_revision as it is
     */
    record Refused(Optional<SubnetLease> current, long networkRevision) implements WriteOutcome {}

    /** A key that somebody claimed, as a read of keys only shows it. */
    record Claimed(SubnetKey key, long createRevision) {}
}
