package dev.tenure.faults;

import dev.tenure.lease.SubnetLease;
import dev.tenure.subnet.NetworkEntry;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One event of etcd's history below the prefix.
 *
 * @param revision when, as etcd counts
 * @param path the key, without the prefix
 * @param before the lease that stood there; null where there was none, and for what is not the key of a lease
 * @param after the lease that stands there now; null likewise
 * @param network the network config, if that is what was written
 * @param seenNanos when the recorder saw it: never before it happened, and later where the recorder was cut off
 */
record Happened(
        long revision,
        String path,
        @Nullable SubnetLease before,
        @Nullable SubnetLease after,
        @Nullable NetworkEntry network,
        long seenNanos) {

    /** True if a lease that was there has gone. */
    boolean isRemoval() {
        return before != null && after == null;
    }

    /** True if a lease has been written where there was none. */
    boolean isClaim() {
        return before == null && after != null;
    }

    /** True if a lease has been written over that of another host; a value that no host can have written is nobody's. */
    boolean isTakeover() {
        return before != null && after != null && !Holders.isSameHolder(before, after);
    }

    /** True if whoever held the lease holds it no longer. */
    boolean endsHold() {
        return isRemoval() || isTakeover();
    }

    /** True if this is the other event, whenever each was seen. */
    boolean isSame(Happened other) {
        return revision == other.revision
                && path.equals(other.path)
                && Objects.equals(after, other.after)
                && Objects.equals(network, other.network);
    }

    @Override
    public String toString() {
        return "revision " + revision + ": " + (after == null ? "delete " + path : "put " + shown(after))
                + (before == null ? "" : " (was " + shown(before) + ")");
    }

    static String shown(SubnetLease lease) {
        return lease.key() + " of " + lease.holder()
                + lease.term().granted().map(grant -> " on " + grant).orElse(" reserved") + " ["
                + lease.createRevision() + ".." + lease.modRevision() + "]";
    }
}
