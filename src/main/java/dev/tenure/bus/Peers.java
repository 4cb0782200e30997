package dev.tenure.bus;

import dev.tenure.lease.SubnetLease;
import java.util.List;

/**
 * Every other host's lease.
 *
 * @param leases in the order of their keys
 * @param revision the store's revision that this shows; {@link PeersChanged} with a higher one comes on top
 */
public record Peers(List<SubnetLease> leases, long revision) {
    public Peers {
        leases = List.copyOf(leases);
    }
}
