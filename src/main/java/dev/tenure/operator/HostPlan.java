package dev.tenure.operator;

import dev.tenure.lease.HostIdentity;
import dev.tenure.lease.SubnetLease;
import java.util.Locale;

/**
 * What a host does when a network config is put into etcd.
 *
 * @param host the host
 * @param lease what it has now; where it stays, what it stays on
 * @param step what it does
 * @param reason why it does not stay; empty where it does
 */
public record HostPlan(HostIdentity host, SubnetLease lease, Step step, String reason) {
    /** The things that a host can do. */
    public enum Step {
        /** It stays on what it has. */
        KEEP,
        /** It claims another subnet, then releases what it has. */
        MOVE,
        /** It claims another subnet; its reservation is left as it is, and is of no use. */
        LEAVE_RESERVATION;

        /** As programs see it: {@code leave-reservation}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** True if the host needs another subnet. */
    public boolean mustMove() {
        return step != Step.KEEP;
    }
}
