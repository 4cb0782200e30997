package dev.tenure.registry;

import dev.tenure.lease.LeaseChange;
import dev.tenure.subnet.NetworkEntry;
import java.util.List;
import java.util.Optional;

/** Hears what a watch says, always on the registry's own context. */
public interface WatchListener {
    /**
     * etcd has accepted the watch.
     *
     * @param storeRevision where the store stands, or the member that was asked; that may be behind what we know (R8)
     * @param storeId the cluster that answered
     */
    void opened(long storeRevision, long storeId);

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
     * @param strangeKeys what happened to keys below {@code subnets/} that are not the key of a lease
     * @param revision the mod_revision of the last event
     */
    record Batch(
            List<LeaseChange> changes, Optional<NetworkEntry> network, List<StrangeKey> strangeKeys, long revision) {
        public Batch {
            changes = List.copyOf(changes);
            strangeKeys = List.copyOf(strangeKeys);
        }
    }

    /**
     * What happened to a key that is not the key of a lease.
     *
     * @param name its last part, cut and made printable
     * @param revision when
     * @param added 1 if it is new, 0 if it was there before, -1 if it is gone
     */
    record StrangeKey(String name, long revision, int added) {
        /** True if it was written, and so is there now. */
        public boolean isThere() {
            return added >= 0;
        }
    }
}
