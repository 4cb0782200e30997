package dev.tenure.tenancy;

import dev.tenure.lease.LeaseTable;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.subnet.NetworkEntry;
import dev.tenure.subnet.NetworkReading;
import org.jspecify.annotations.Nullable;

/**
 * The registry as we last saw it, at one revision.
 *
 * @param reading which reading of the store this goes on from; it grows when the store turns out to be another one, and with
 *     each new reader. Revisions of two readings need not compare
 * @param network the last good network config, kept when a later one is broken or deleted; null if there never was one
 * @param entry what stands at {@code <prefix>/config} now; claims are bound to its revision. Where peers are not followed it
 *     can be newer than the leases, and the view's revision is theirs
 * @param leases every lease
 */
public record RegistryView(long reading, @Nullable NetworkConfig network, NetworkEntry entry, LeaseTable leases) {
    /** Nothing has been read yet. */
    public static final RegistryView EMPTY = new RegistryView(0, null, NetworkEntry.NONE, LeaseTable.EMPTY);

    /** The same as a view of this reading. */
    public RegistryView ofReading(long other) {
        return new RegistryView(other, network, entry, leases);
    }

    public long revision() {
        return leases.revision();
    }

    /** The view after the network config was written; a broken or deleted one leaves the last good one in force. */
    public RegistryView withNetwork(NetworkEntry later) {
        return new RegistryView(reading, later.reading() instanceof NetworkConfig good ? good : network, later, leases);
    }

    /** True if this is from before {@code known}, so that it says nothing new. */
    boolean isBefore(RegistryView known) {
        return reading < known.reading || reading == known.reading && revision() < known.revision();
    }

    /** True if this is of another store than {@code known}: a later reading of the same store never shows less. */
    boolean isOfOtherStoreThan(RegistryView known) {
        return reading > known.reading && revision() < known.revision();
    }

    public RegistryView withLeases(LeaseTable later) {
        return new RegistryView(reading, network, entry, later);
    }

    /** True if the network config in etcd is one that works. */
    public boolean isNetworkValid() {
        return entry.reading() instanceof NetworkConfig;
    }

    /** What is wrong with the network config in etcd, for a person; empty where nothing is. */
    public String networkTrouble() {
        return switch (entry.reading()) {
            case NetworkConfig good -> "";
            case NetworkReading.Absent absent -> "there is no network config in etcd";
            case NetworkReading.Broken broken -> "the network config in etcd is broken: " + broken.reason();
        };
    }
}
