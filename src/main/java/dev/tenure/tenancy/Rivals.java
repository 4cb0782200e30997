package dev.tenure.tenancy;

import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.HostIdentity;
import dev.tenure.lease.LeaseTable;
import dev.tenure.lease.SubnetLease;
import java.util.stream.Stream;

/** Of two claims on the same addresses: who stays and who goes (P1). */
public final class Rivals {
    private Rivals() {}

    /**
     * The leases of other hosts that share an address with ours. A key whose value no host can have written keeps new
     * claims away, but is nobody to yield to: one stray write must not cost a host its subnet.
     */
    static Stream<SubnetLease> of(SubnetLease ours, LeaseTable leases, HostIdentity host) {
        return leases.foreignOverlaps(ours.subnet(), host)
                .filter(other -> other.value() instanceof HostAttributes)
                .filter(other -> !other.key().text().equals(ours.key().text()));
    }

    /** The younger claim yields, that is the one with the higher create_revision; a reservation always stands. */
    public static boolean mustYield(SubnetLease ours, SubnetLease theirs) {
        if (ours.isReservation()) {
            return false;
        }
        return theirs.isReservation() || theirs.createRevision() < ours.createRevision();
    }
}
