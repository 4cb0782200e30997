package dev.tenure.tenancy;

import dev.tenure.lease.SubnetLease;
import org.jspecify.annotations.Nullable;

/**
 * A lease that is ours.
 *
 * @param lease the key as etcd last confirmed it
 * @param kept its grant as it was last kept alive; null for a reservation
 * @param deadline until when it is certainly ours; null for a reservation, which does not end
 * @param claimedAt when we claimed it; null if we found it, so that it is as old as it may be
 * @param rival a younger claim that overlaps ours and has not yielded yet
 * @param updateDue true if our attributes have to be written to the key
 */
public record Held(
        SubnetLease lease,
        @Nullable SpareGrant kept,
        @Nullable Moment deadline,
        @Nullable Moment claimedAt,
        @Nullable Rival rival,
        boolean updateDue) {

    /**
     * A younger claim on our addresses.
     *
     * @param lease theirs
     * @param since when we first saw it
     * @param isSettled true once we have decided to hold on
     */
    public record Rival(SubnetLease lease, Moment since, boolean isSettled) {}

    public Held {
        kept = lease.isReservation() ? null : kept;
        deadline = lease.isReservation() ? null : deadline;
    }

    /** A lease whose grant was made or kept alive just now. */
    static Held granted(SubnetLease lease, SpareGrant kept, Moment deadline, @Nullable Moment claimedAt) {
        return new Held(lease, kept, deadline, claimedAt, null, false);
    }

    Held withLease(SubnetLease confirmed) {
        return new Held(confirmed, kept, deadline, claimedAt, rival, updateDue);
    }

    Held withRenewal(@Nullable SpareGrant renewed, @Nullable Moment later) {
        return new Held(lease, renewed, later, claimedAt, rival, updateDue);
    }

    Held withRival(@Nullable Rival other) {
        return new Held(lease, kept, deadline, claimedAt, other, updateDue);
    }

    Held withUpdateDue(boolean due) {
        return new Held(lease, kept, deadline, claimedAt, rival, due);
    }

    /** True if the lease is certainly ours at {@code now}. */
    public boolean isCertain(Moment now) {
        return deadline == null || now.isBefore(deadline);
    }

    boolean isKey(SubnetLease other) {
        return lease.key().text().equals(other.key().text());
    }
}
