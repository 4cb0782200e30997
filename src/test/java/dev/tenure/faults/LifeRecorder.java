package dev.tenure.faults;

import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.HostIdentity;
import dev.tenure.lease.SubnetLease;
import dev.tenure.subnet.Subnet;
import dev.tenure.tenancy.Held;
import dev.tenure.tenancy.Moment;
import dev.tenure.tenancy.SpareGrant;
import dev.tenure.tenancy.TenancyStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The log of one agent as it grows; it keeps changes and never samples, so that it stays small for ever. Thread-safe. */
final class LifeRecorder {
    /** What the codes of reasons begin with that mean "etcd does not answer". */
    static final String OUT_OF_TOUCH = "etcd-";

    private static final long SECOND = 1_000_000_000L;

    /** Who is only asked has renewed a little before the answer that shows it. */
    private static final long ASKED_LATE_SECONDS = 5;

    private final long begunNanos;
    private final List<Belief> beliefs = new ArrayList<>();
    private final List<Said> said = new ArrayList<>();
    private @Nullable Belief current;
    private @Nullable HostIdentity identity;
    /** The most time that a lease was said to have left, which is what a renewal wins. */
    private long secondsMost;

    private boolean isChanged = true;
    private boolean isHeard;
    private long endedNanos = Long.MAX_VALUE;
    /** Since when there is nobody there; {@code Long.MAX_VALUE} while there is. */
    private long goneNanos = Long.MAX_VALUE;

    LifeRecorder(long begunNanos) {
        this.begunNanos = begunNanos;
    }

    // ---- an agent that tells every change

    /** The agent says at this very moment that this is its tenancy. */
    synchronized void tenancyIs(TenancyStatus status, long nanos) {
        isHeard = true;
        hears(status.state().heldNow().map(held -> belief(held, nanos)).orElse(null), nanos);
        status.lease().ifPresent(this::isKnownBy);
    }

    /** True once anything is known of its tenancy. */
    synchronized boolean isHeard() {
        return isHeard;
    }

    /** What it was when the following began; what it said itself meanwhile is younger. */
    synchronized void tenancyWas(TenancyStatus status, long nanos) {
        if (!isHeard) {
            tenancyIs(status, nanos);
        }
    }

    private static Belief belief(Held held, long nanos) {
        SubnetLease lease = held.lease();
        Moment deadline = held.deadline();
        SpareGrant kept = held.kept();
        long until = deadline == null ? Long.MAX_VALUE : deadline.nanos();
        return new Belief(
                lease.key().text(),
                lease.subnet(),
                lease.createRevision(),
                lease.modRevision(),
                lease.isReservation(),
                new Span(nanos, until),
                new Span(nanos, until),
                until,
                kept == null ? Long.MIN_VALUE : kept.sent().nanos());
    }

    private void isKnownBy(SubnetLease lease) {
        if (lease.value() instanceof HostAttributes attributes) {
            identity = attributes.identity();
        }
    }

    private void hears(@Nullable Belief next, long nanos) {
        boolean isNothingNew = current == null && next == null;
        if (nanos > endedNanos || isNothingNew) {
            return;
        }
        Belief known = current;
        if (known != null && next != null && known.isSameLease(next) && nanos <= known.deadlineNanos()) {
            current = known.until(next);
            return;
        }
        close(nanos);
        current = next;
        isChanged = true;
    }

    private void close(long nanos) {
        if (current != null) {
            beliefs.add(current.endedAt(nanos));
        }
        current = null;
    }

    // ---- an agent that is only asked

    /** It answered that this lease is its own, for so many seconds more; a negative number: for ever. */
    synchronized void answeredLease(SubnetLease lease, long seconds, long asked, long answered) {
        Subnet subnet = lease.subnet();
        boolean isEndless = seconds < 0;
        secondsMost = Math.max(secondsMost, seconds);
        Belief next = new Belief(
                lease.key().text(),
                subnet,
                lease.createRevision(),
                lease.modRevision(),
                lease.isReservation(),
                new Span(answered, asked),
                new Span(asked, answered),
                isEndless ? Long.MAX_VALUE : answered + (seconds + 1) * SECOND,
                isEndless ? Long.MIN_VALUE : asked + seconds * SECOND);
        hears(next, asked);
        isKnownBy(lease);
    }

    /** It answered that nothing is certainly its own. */
    synchronized void answeredNothing(long asked) {
        hears(null, asked);
    }

    /** It did not answer, which says nothing; what it said before is not to be drawn out over the silence. */
    synchronized void didNotAnswer(long asked) {
        hears(null, asked);
        isChanged = true;
    }

    // ---- both

    /** There was nobody who could have answered. Whoever answers later was there all the time. */
    synchronized void isGone(long asked) {
        goneNanos = Math.min(goneNanos, asked);
    }

    synchronized void saysReady(boolean isReady, boolean isInTouch, long asked, long answered) {
        if (asked > endedNanos) {
            return;
        }
        goneNanos = Long.MAX_VALUE;
        Said last = said.isEmpty() ? null : said.getLast();
        if (last != null && !isChanged && last.isReady() == isReady && last.isInTouch() == isInTouch) {
            said.set(said.size() - 1, last.again(asked, answered));
        } else {
            said.add(new Said(isReady, isInTouch, asked, answered, asked, answered));
            isChanged = false;
        }
    }

    synchronized void ends(long nanos) {
        if (endedNanos == Long.MAX_VALUE) {
            endedNanos = Math.min(nanos, goneNanos);
            close(endedNanos);
        }
    }

    /** The addresses under which it holds, as far as its lease tells. */
    synchronized Optional<HostIdentity> identity() {
        return Optional.ofNullable(identity);
    }

    /** Who is gone without a word believes in nothing. */
    synchronized Life life(long nanos) {
        long end = Math.min(endedNanos, goneNanos);
        List<Belief> all = new ArrayList<>(beliefs);
        if (current != null) {
            all.add(current.endedAt(Math.min(end, nanos)));
        }
        return new Life(
                begunNanos,
                end,
                isHeard,
                isHeard ? all : all.stream().map(this::withRenewal).toList(),
                said);
    }

    /** Who is only asked tells its deadline; the request that won it was sent no earlier than a whole term before. */
    private Belief withRenewal(Belief told) {
        return told.isReserved()
                ? told
                : told.renewed(told.renewedNanos() - (secondsMost + ASKED_LATE_SECONDS) * SECOND);
    }
}
