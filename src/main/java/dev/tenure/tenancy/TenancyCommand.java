package dev.tenure.tenancy;

import dev.tenure.lease.GrantId;
import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.SubnetLease;
import dev.tenure.lease.Term;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.subnet.Subnet;
import dev.tenure.subnet.SubnetKey;
import java.util.Optional;

/** Something to do. */
public sealed interface TenancyCommand {
    /** Read the registry as a whole. */
    record ReadSnapshot() implements TenancyCommand {}

    /**
     * Create this key, on {@code spare} or else on a new grant, if the key is free and the network config's mod_revision
     * is still {@code networkRevision}.
     */
    record Claim(SubnetKey key, HostAttributes attributes, Optional<SpareGrant> spare, long networkRevision)
            implements TenancyCommand {}

    /** Rewrite our own key, if it is still as seen. */
    record Update(SubnetLease seen, HostAttributes attributes, Term term) implements TenancyCommand {}

    /** Delete a key of ours if it is still as seen, then its grant if nothing hangs on it any more. */
    record Release(SubnetLease lease) implements TenancyCommand {}

    /** Revoke a grant that no key hangs on. */
    record Revoke(GrantId grant) implements TenancyCommand {}

    /**
     * Keep looking at this key and keep its grant alive.
     *
     * @param kept its grant as it was made or last kept alive, so that the first look can wait; without it the first look is
     *     now
     */
    record KeepAlive(SubnetLease lease, Optional<SpareGrant> kept) implements TenancyCommand {
        KeepAlive(SubnetLease lease) {
            this(lease, Optional.empty());
        }

        /** Goes on with a lease that is ours. */
        public static KeepAlive of(Held held) {
            return new KeepAlive(held.lease(), Optional.ofNullable(held.kept()));
        }
    }

    /** There is nothing to keep alive. */
    record StopKeepAlive() implements TenancyCommand {}

    /** Make subnet.env say this. */
    record WriteSubnetEnv(Subnet subnet, NetworkConfig network, int mtuBytes, boolean mtuIsFinal)
            implements TenancyCommand {}

    /** Tell a person; {@code isWarning} where something is not as it should be. */
    record Tell(boolean isWarning, String sentence) implements TenancyCommand {}
}
