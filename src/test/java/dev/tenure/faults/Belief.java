package dev.tenure.faults;

import dev.tenure.subnet.Subnet;

/**
 * A stretch of time in which a host took one lease for certainly its own.
 *
 * @param key the lease's key, without {@code subnets/}
 * @param subnet what the key stands for
 * @param createRevision the claim
 * @param modRevision the key as the host knew it
 * @param isReserved true for a reservation, which has no deadline
 * @param sure the time in which it certainly believed so; never beyond the deadline
 * @param possible the time in which it may have; the same where every change of mind was heard, longer where it was only asked
 * @param deadlineNanos until when it would have gone on by itself; {@code Long.MAX_VALUE} for a reservation
 * @param renewedNanos when the last renewal that it builds on was sent, at the earliest; {@code Long.MIN_VALUE} for a reservation
 */
record Belief(
        String key,
        Subnet subnet,
        long createRevision,
        long modRevision,
        boolean isReserved,
        Span sure,
        Span possible,
        long deadlineNanos,
        long renewedNanos) {

    String path() {
        return "subnets/" + key;
    }

    boolean isSameLease(Belief other) {
        return key.equals(other.key)
                && createRevision == other.createRevision
                && modRevision == other.modRevision
                && isReserved == other.isReserved;
    }

    /** The same lease, believed in for longer. */
    Belief until(Belief later) {
        return new Belief(
                key,
                subnet,
                createRevision,
                modRevision,
                isReserved,
                new Span(sure.from(), later.sure.until()),
                new Span(possible.from(), later.possible.until()),
                later.deadlineNanos,
                Math.max(renewedNanos, later.renewedNanos));
    }

    /** The same, but over at {@code nanos} at the latest. */
    Belief endedAt(long nanos) {
        return new Belief(
                key,
                subnet,
                createRevision,
                modRevision,
                isReserved,
                new Span(sure.from(), Math.min(sure.until(), nanos)),
                new Span(possible.from(), Math.min(possible.until(), nanos)),
                deadlineNanos,
                renewedNanos);
    }

    /** The same, but last renewed then. */
    Belief renewed(long nanos) {
        return new Belief(key, subnet, createRevision, modRevision, isReserved, sure, possible, deadlineNanos, nanos);
    }

    @Override
    public String toString() {
        return key + " [" + createRevision + ".." + modRevision + (isReserved ? " reserved]" : "]");
    }
}
