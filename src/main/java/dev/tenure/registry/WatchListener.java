package dev.tenure.registry;

import dev.tenure.lease.LeaseChange;
import dev.tenure.subnet.NetworkEntry;
import java.util.List;
import java.util.Optional;

/** Hears what a watch says, always on the registry's own context. */
public interface WatchListener {
    /** etcd has accepted the watch; its store stands at {@code storeRevision}, which may be behind what we know (R8). */
    void opened(long storeRevision);

    /** Changes in the order of their revisions; whole revisions, never a part of one. */
    void changed(Batch batch);

    /** Everything up to {@code revision} has been delivered. */
    void progressed(long revision);

    /** The watch is over; the last call. A compacted start shows as {@link RegistryFailure.Compacted}. */
    void ended(RegistryFailure reason);

    /**
     * Some revisions' worth of changes.
     *
     * @param changes to leases
     * @param network the network config after these revisions, if it changed
     * @param strangeKeys keys written below {@code subnets/} that are not the key of a lease
     * @param revision the mod_revision of the last event
     */
    record Batch(List<LeaseChange> changes, Optional<NetworkEntry> network, List<String> strangeKeys, long revision) {
        public Batch {
            changes = List.copyOf(changes);
            strangeKeys = List.copyOf(strangeKeys);
        }
    }
}
