package dev.tenure.tenancy;

import dev.tenure.lease.SubnetLease;
import java.time.Duration;
import java.util.Optional;

/** The rules for the time that a lease has left: what each renewal adds to it, and what follows when none does. */
final class RenewalRules {
    private final Turn turn;
    private final SettleRules settle;

    RenewalRules(Turn turn) {
        this.turn = turn;
        this.settle = new SettleRules(turn);
    }

    void renewed(TenancyFact.Renewed renewed) {
        turn.registryTrouble = "";
        SubnetLease lease = renewed.lease();
        Optional<SpareGrant> kept = lease.term()
                .granted()
                .flatMap(grant ->
                        Optional.ofNullable(renewed.ttl()).map(ttl -> new SpareGrant(grant, ttl, renewed.sent())));
        if (kept.isEmpty() && !lease.isReservation()) {
            // a lease without the time that it has left would count as ours for ever
            return;
        }
        Moment deadline =
                kept.map(grant -> turn.plan(grant.ttl()).deadline(grant.sent())).orElse(null);
        Optional<Attempt> adoption = turn.state.attemptNow().filter(attempt -> attempt.isAdopting(lease));
        if (adoption.isPresent()) {
            settle.settle(
                    new Held(lease, kept.orElse(null), deadline, null, null, false),
                    adoption.get().spare());
            return;
        }
        turn.state.heldNow().filter(held -> held.lease().equals(lease)).ifPresent(held -> {
            // an answer that comes out of turn takes nothing away from what a later request has won
            boolean isLater = held.deadline() == null
                    || deadline == null
                    || held.deadline().isBefore(deadline);
            confirm(isLater ? held.withRenewal(kept.orElse(null), deadline) : held);
        });
    }

    private void confirm(Held held) {
        if (turn.state instanceof TenancyState.Doubtful doubtful) {
            turn.tell("renewals of " + held.lease().key() + " succeed again");
            turn.state = doubtful.trust(held);
        } else {
            turn.state = turn.state.withHeld(held);
        }
        if (held.updateDue()) {
            new ValueRules(turn).updateIfNeeded(held);
        }
        settle.releaseLeaving();
    }

    void failed(TenancyFact.RenewalFailed failed) {
        turn.registryTrouble = failed.sentence();
        if (turn.state instanceof TenancyState.Holding holding && holding.held().isKey(failed.lease())) {
            turn.warn("renewals of " + failed.lease().key() + " fail: " + failed.sentence());
            turn.state = holding.doubt(turn.now, failed.sentence());
        } else if (turn.state instanceof TenancyState.Doubtful doubtful) {
            turn.state = doubtful.still(failed.sentence());
        }
    }

    void grantExpired(SubnetLease asked) {
        turn.state.heldNow().filter(held -> held.lease().equals(asked)).ifPresent(held -> {
            turn.warn("the grant of " + asked.key() + " has ended; claiming the same subnet again");
            turn.lose(held, LossReason.GRANT_GONE, turn.settings.reclaimMax(1), true);
        });
    }

    void checkDeadline() {
        turn.state.heldNow().filter(held -> !held.isCertain(turn.now)).ifPresent(held -> {
            turn.warn(held.lease().key() + " could not be renewed until its deadline and may be another host's by now");
            turn.lose(held, LossReason.DEADLINE_PASSED, Duration.ZERO, true);
        });
    }
}
