package dev.tenure.tenancy;

import dev.tenure.lease.SubnetLease;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The rules for two hosts that claim the same addresses (P1). */
final class RivalRules {
    private static final Duration YIELD_PAUSE_MAX = Duration.ofMillis(200);

    private final Turn turn;

    RivalRules(Turn turn) {
        this.turn = turn;
    }

    /**
     * Looks at every claim that overlaps ours: an older one or a reservation makes us yield at once. What was there before
     * our claim and is not there now can still be in a view from before it; our claim has looked for that itself.
     */
    void check(Held held) {
        if (turn.view == null
                || turn.host == null
                || turn.view.revision() < held.lease().createRevision()) {
            return;
        }
        List<SubnetLease> rivals = Rivals.of(held.lease(), turn.view.leases(), turn.host.addresses())
                .filter(rival -> !turn.isOurs(rival))
                .toList();
        Optional<SubnetLease> winner = rivals.stream()
                .filter(rival -> Rivals.mustYield(held.lease(), rival))
                .findFirst();
        if (winner.isPresent()) {
            yieldTo(held, winner.get(), winner.get().isReservation() ? "the reservation" : "the older claim");
            return;
        }
        Held.Rival known = held.rival();
        Optional<SubnetLease> younger = rivals.stream().findFirst();
        boolean isKnownHere = known != null
                && rivals.stream()
                        .anyMatch(rival -> rival.key().equals(known.lease().key()));
        if (younger.isEmpty() && known != null) {
            turn.tell("the claim " + known.lease().key() + " that overlapped ours is gone");
            turn.state = turn.state.withHeld(held.withRival(null));
        } else if (younger.isPresent() && !isKnownHere) {
            turn.warn(younger.get().holder() + " has claimed " + younger.get().key() + ", which overlaps our "
                    + held.lease().key() + "; ours comes first, so waiting for the other to yield");
            turn.state = turn.state.withHeld(held.withRival(new Held.Rival(younger.get(), turn.now, false)));
        }
    }

    /** flanneld never yields, so after a while the older claim has to make up its mind. */
    void timePassed() {
        Optional<Held> current = turn.state.heldNow();
        Held.Rival rival = current.map(Held::rival).orElse(null);
        if (current.isEmpty() || rival == null || rival.isSettled()) {
            return;
        }
        if (!turn.isPast(rival.since().plus(TenancySettings.YIELD_TIME))) {
            return;
        }
        Held held = current.get();
        if (gives(held)) {
            yieldTo(held, rival.lease(), "the younger claim, which does not yield,");
        } else {
            turn.warn(rival.lease().holder() + " does not yield "
                    + rival.lease().key() + ", which overlaps our "
                    + held.lease().key() + "; holding on to it, and one of the two hosts must be given another subnet");
            turn.state = turn.state.withHeld(held.withRival(new Held.Rival(rival.lease(), rival.since(), true)));
        }
    }

    private boolean gives(Held held) {
        Moment claimedAt = held.claimedAt();
        boolean isYoung = claimedAt != null && claimedAt.until(turn.now).compareTo(TenancySettings.YOUNG) < 0;
        return !held.lease().isReservation()
                && switch (turn.settings.conflict()) {
                    case AGE -> isYoung;
                    case HOLD -> false;
                    case MOVE -> true;
                };
    }

    private void yieldTo(Held held, SubnetLease other, String what) {
        turn.warn("yielding " + held.lease().key() + " to " + what + " " + other.key() + " of " + other.holder()
                + "; choosing another subnet");
        turn.release(held.lease());
        turn.lose(held, LossReason.YIELDED, YIELD_PAUSE_MAX, true);
    }
}
