package dev.tenure.faults;

import dev.tenure.lease.SubnetLease;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;

/** What more than one invariant has to let pass, and why. */
final class Allowances {
    /**
     * An agent orders a write and says that it has changed its mind in one turn of its loop, in this order; so the write can be
     * seen before the word. On a busy machine the two are as far apart as a thread can be kept waiting. A belief that its own
     * deadline ends needs no word, and gets no allowance.
     */
    static final long TURN_NANOS = Duration.ofSeconds(2).toNanos();

    /** An agent that gives its lease back when it is stopped does so before it ends, and says nothing any more. */
    private static final long STOP_NANOS = Duration.ofSeconds(10).toNanos();

    /**
     * Who can hear hears within this time: a watch that died in silence is found out by a heartbeat every minute, which waits ten
     * seconds for its answer.
     */
    private static final long HEARING_NANOS = Duration.ofSeconds(90).toNanos();

    private Allowances() {}

    /** How long this belief may seem to go on behind its true end. */
    static long lateness(Belief belief) {
        return belief.sure().until() >= belief.deadlineNanos() ? 0 : TURN_NANOS;
    }

    /**
     * The event by which an operator or flanneld took this lease from its host, so that the host goes on until its deadline if it
     * cannot hear of it: the key was deleted, given to another host or hung on another grant, or a reservation was made of a part
     * of it. Empty if there was none, or if the host has renewed the lease since: it has read its key then.
     */
    static Optional<Happened> takenByOperator(Evidence evidence, Belief belief) {
        return evidence.operatorsWritesAround(belief.path())
                .filter(event -> belief.renewedNanos() <= event.seenNanos())
                .filter(event -> takes(event, belief))
                .min(Comparator.comparingLong(Happened::revision));
    }

    private static boolean takes(Happened event, Belief belief) {
        SubnetLease before = event.before();
        SubnetLease after = event.after();
        if (event.path().equals(belief.path())) {
            return before != null
                    && before.createRevision() == belief.createRevision()
                    && event.revision() > belief.modRevision()
                    && (event.endsHold() || after != null && !after.term().equals(before.term()));
        }
        return after != null
                && after.isReservation()
                && event.revision() > belief.createRevision()
                && after.subnet().overlaps(belief.subnet());
    }

    /** True if this lease was given back by an agent that was being stopped. */
    static boolean isGivenBack(HostLog host, Belief belief, Happened end) {
        return end.after() == null
                && host.lives().stream()
                        .filter(life -> life.beliefs().contains(belief))
                        .anyMatch(life -> life.endedNanos() != Long.MAX_VALUE
                                && life.endedNanos() >= end.seenNanos()
                                && life.endedNanos() - end.seenNanos() <= STOP_NANOS);
    }

    /** True if this host must have heard of the event and believed on all the same. */
    static boolean hasHeard(HostLog host, Belief belief, Happened event) {
        long heard = event.seenNanos() + HEARING_NANOS;
        return belief.sure().until() > heard
                && host.lives().stream()
                        .filter(life -> life.beliefs().contains(belief))
                        .flatMap(life -> life.said().stream())
                        .filter(said -> said.lastAsked() > heard
                                && said.firstAsked() < belief.sure().until())
                        .anyMatch(said -> said.isInTouch() && said.firstAsked() < heard);
    }
}
