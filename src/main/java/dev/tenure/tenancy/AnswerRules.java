package dev.tenure.tenancy;

import dev.tenure.lease.SubnetLease;
import dev.tenure.subnet.SubnetKey;
import java.util.Optional;

/** The rules for what a claim or an adoption was answered; an answer that nobody waits for any more is undone. */
final class AnswerRules {
    private final Turn turn;
    private final ClaimRules claim;

    AnswerRules(Turn turn, ClaimRules claim) {
        this.turn = turn;
        this.claim = claim;
    }

    private Optional<Attempt> awaiting() {
        return turn.state.attemptNow().filter(Attempt::isWriting);
    }

    /** etcd has our claim. It stands unless an older key that was put meanwhile overlaps it. */
    void won(TenancyFact.ClaimWon won) {
        turn.registryTrouble = "";
        if (isKnownAlready(won.lease())) {
            return;
        }
        Optional<Attempt> awaiting = awaiting();
        boolean isNeeded =
                !turn.settings.isReservedOnly() && (turn.state.heldNow().isEmpty() || turn.mustMove());
        if (!isNeeded || awaiting.isEmpty() && !isWelcomeLate(won.lease())) {
            turn.release(won.lease());
            awaiting.map(Attempt::withoutSpare).ifPresent(claim::giveUp);
            return;
        }
        Optional<SubnetKey> older =
                won.overlaps().stream().filter(key -> !isOwnKey(key)).findFirst();
        if (older.isPresent()) {
            turn.warn("lost the race for " + won.lease().key() + " to the older claim " + older.get()
                    + "; choosing another subnet");
            turn.release(won.lease());
            awaiting.ifPresent(attempt -> claim.pauseAfterLostRace(attempt, Optional.empty()));
            return;
        }
        SpareGrant grant = won.grant();
        Moment deadline = turn.plan(grant.ttl()).deadline(grant.sent());
        Optional<SpareGrant> spare = awaiting.isPresent()
                ? Optional.empty()
                : turn.state.attemptNow().flatMap(Attempt::spare);
        new SettleRules(turn).settle(Held.granted(won.lease(), grant, deadline, turn.now), spare);
    }

    /**
     * True if what was given up for lost is better than to begin again: where everything is slow, hundreds of hosts that each
     * throw away what they have won would make it slower still.
     */
    private boolean isWelcomeLate(SubnetLease lease) {
        boolean isChoosing =
                turn.state.attemptNow().filter(attempt -> !attempt.isActing()).isPresent();
        RegistryView view = turn.view;
        boolean isThere = view != null
                && (view.revision() < lease.modRevision()
                        || view.leases().find(lease.key()).equals(Optional.of(lease)));
        return isChoosing && isThere;
    }

    /** True if we live on this very key already, so that to give it back would be to lose it. */
    private boolean isKnownAlready(SubnetLease lease) {
        boolean isHeld = turn.state
                .heldNow()
                .filter(held -> held.isKey(lease) && held.lease().createRevision() == lease.createRevision())
                .isPresent();
        boolean isAdopted = turn.state
                .attemptNow()
                .filter(attempt -> attempt.step() instanceof Attempt.Step.Adopting adopting
                        && adopting.found().key().equals(lease.key())
                        && adopting.found().createRevision() == lease.createRevision())
                .isPresent();
        return isHeld || isAdopted;
    }

    private boolean isOwnKey(SubnetKey key) {
        boolean isLeft = turn.leaving.containsKey(key.text());
        boolean isHeld = turn.state
                .heldNow()
                .map(held -> held.lease().key().text().equals(key.text()))
                .orElse(false);
        boolean isSeen = turn.view != null
                && turn.view.leases().find(key).map(turn::isOurs).orElse(false);
        return isLeft || isHeld || isSeen;
    }

    void refused(SpareGrant grant) {
        turn.registryTrouble = "";
        awaiting()
                .ifPresentOrElse(
                        attempt -> claim.pauseAfterLostRace(attempt, Optional.of(grant)),
                        () -> turn.revoke(Optional.of(grant)));
    }

    /** The claim may have happened: only a new snapshot tells, and if it shows our key, that key is found and kept. */
    void failed(TenancyFact.ClaimFailed failed) {
        turn.registryTrouble = failed.sentence();
        awaiting()
                .ifPresentOrElse(
                        attempt -> {
                            // a first one may be an outage, of which the watch tells; who can read and not claim is
                            // told here
                            if (attempt.failures() == 1) {
                                turn.warn("claims fail, though reading works: " + failed.sentence());
                            }
                            claim.pauseAfterFailure(attempt, failed.grant().or(attempt::spare));
                        },
                        () -> turn.revoke(failed.grant()));
    }

    /** A claim on a new grant follows; after a pause, since that one may be gone as fast. */
    void grantGone() {
        turn.registryTrouble = "";
        awaiting().ifPresent(attempt -> claim.pauseAfterFailure(attempt, Optional.empty()));
    }

    /** The key that we were adopting is not what we took it for. */
    void adoptionFailed(SubnetLease asked) {
        turn.state.attemptNow().filter(attempt -> attempt.isAdopting(asked)).ifPresent(claim::pauseAfterAdoption);
    }
}
