package dev.tenure.lease;

import dev.tenure.subnet.SubnetKey;

/** One event of the watch on {@code <prefix>/subnets/}. */
public sealed interface LeaseChange {
    /** The key was written. */
    record Put(SubnetLease lease) implements LeaseChange {
        @Override
        public SubnetKey key() {
            return lease.key();
        }

        @Override
        public long revision() {
            return lease.modRevision();
        }
    }

    /**
     * The key is gone: deleted by somebody, or with its grant.
     *
     * @param revision the revision at which it went
     */
    record Removed(SubnetKey key, long revision) implements LeaseChange {}

    SubnetKey key();

    /** The store's revision of this change. */
    long revision();
}
