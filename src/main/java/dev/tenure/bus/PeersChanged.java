package dev.tenure.bus;

import dev.tenure.lease.SubnetLease;
import java.util.List;

/**
 * Other hosts' leases after one or more revisions.
 *
 * @param added new ones
 * @param changed ones whose value or grant is another
 * @param removed ones that are gone, as they were
 * @param revision the store's revision that this brings the listener to
 */
public record PeersChanged(
        List<SubnetLease> added, List<SubnetLease> changed, List<SubnetLease> removed, long revision) {
    public PeersChanged {
        added = List.copyOf(added);
        changed = List.copyOf(changed);
        removed = List.copyOf(removed);
    }
}
