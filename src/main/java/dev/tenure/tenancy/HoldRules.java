package dev.tenure.tenancy;

import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.LeaseChange;
import dev.tenure.lease.LeaseValue;
import dev.tenure.lease.SubnetLease;
import dev.tenure.lease.Term;
import dev.tenure.subnet.NetworkConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The rules for a host that holds a lease: the table of what can happen to its key, its grant and its network. */
final class HoldRules {
    /** A grant that we have just met is trusted for no longer than it takes to keep it alive once. */
    private static final Duration UNRENEWED_TRUST = Duration.ofSeconds(2);

    /** When a store was emptied every host is without its key at once. */
    private static final int MASS_LOSS = 1_000;

    private final Turn turn;
    private final ClaimRules claim;
    private final SettleRules settle;
    private final RivalRules rivals;

    HoldRules(Turn turn, ClaimRules claim) {
        this.turn = turn;
        this.claim = claim;
        this.settle = new SettleRules(turn);
        this.rivals = new RivalRules(turn);
    }

    /** Takes {@code view} for what the registry is now and applies every rule; false if it is older than what we know. */
    boolean see(RegistryView view, List<LeaseChange> changes) {
        if (turn.view != null && view.revision() < turn.view.revision()) {
            return false;
        }
        boolean isNetworkNew = turn.isNetworkNew(view);
        turn.view = view;
        turn.registryTrouble = "";
        settle.forgetWhatLeft(view);
        turn.state
                .heldNow()
                .filter(held -> view.revision() >= held.lease().modRevision())
                .ifPresent(held -> {
                    int losses = (int) changes.stream()
                            .filter(LeaseChange.Removed.class::isInstance)
                            .count();
                    ownKeyIs(held, view.leases().find(held.lease().key()), losses);
                });
        turn.state.heldNow().ifPresent(held -> othersChanged(held, changes));
        checkFit(isNetworkNew);
        return true;
    }

    /** The store was wiped or restored, so only what our key says counts, not how its revision compares. */
    void storeIs(RegistryView view) {
        turn.view = view;
        turn.registryTrouble = "";
        turn.leaving.clear();
        turn.warn("etcd is another store than before (restored or emptied); looking for our subnet in it");
        turn.state.heldNow().ifPresent(held -> {
            Optional<SubnetLease> current = view.leases().find(held.lease().key());
            if (current.isPresent() && turn.isOurs(current.get())) {
                follow(held, current.get());
            } else {
                keyIsLost(held, current, MASS_LOSS);
            }
        });
        turn.state.heldNow().ifPresent(rivals::check);
        checkFit(true);
    }

    /** What our own key has turned into, and what we do about it. */
    private void ownKeyIs(Held held, Optional<SubnetLease> current, int lossesAtOnce) {
        SubnetLease known = held.lease();
        boolean isOld = current.isPresent() && current.get().modRevision() <= known.modRevision();
        if (isOld) {
            return;
        }
        if (current.isPresent() && turn.isOurs(current.get())) {
            follow(held, current.get());
        } else {
            keyIsLost(held, current, lossesAtOnce);
        }
    }

    private void keyIsLost(Held held, Optional<SubnetLease> current, int lossesAtOnce) {
        SubnetLease known = held.lease();
        if (current.isEmpty()) {
            turn.warn("the key " + known.key() + " was deleted or its grant has ended; claiming the same subnet again");
            turn.lose(held, LossReason.KEY_DELETED, turn.settings.reclaimMax(lossesAtOnce), false);
            return;
        }
        turn.warn("the key " + known.key() + " was taken by " + current.get().holder() + "; choosing another subnet");
        // our grant may still carry a key, since the other may have kept it; revoking looks before it leaps
        known.term().granted().ifPresent(grant -> turn.command(new TenancyCommand.Revoke(grant)));
        boolean isGarbage = current.get().value() instanceof LeaseValue.Unreadable;
        turn.lose(held, isGarbage ? LossReason.OVERWRITTEN : LossReason.TAKEN_BY_OTHER, Duration.ZERO, true);
    }

    /** Somebody re-put our key for this host: we go along with its term, and never fight over its value. */
    private void follow(Held held, SubnetLease now) {
        Held next = held.withLease(now);
        if (!now.term().equals(held.lease().term())) {
            turn.tell(
                    now.term() instanceof Term.Granted granted
                            ? now.key() + " hangs on the grant " + granted.grant() + " now; keeping that one alive"
                            : now.key() + " is a reservation now; nothing is renewed any more");
            held.lease().term().granted().ifPresent(old -> turn.command(new TenancyCommand.Revoke(old)));
            Moment soon = turn.now.plus(UNRENEWED_TRUST);
            Moment deadline = held.deadline();
            next = next.withRenewal(null, deadline == null ? soon : deadline.orEarlier(soon));
        }
        turn.state = turn.state.withHeld(next);
        turn.command(new TenancyCommand.KeepAlive(now));
    }

    private void othersChanged(Held held, List<LeaseChange> changes) {
        boolean isContested = held.rival() != null;
        for (LeaseChange change : changes) {
            if (!(change instanceof LeaseChange.Put put) || held.isKey(put.lease())) {
                continue;
            }
            SubnetLease other = put.lease();
            if (!turn.isOurs(other)) {
                isContested |= other.subnet().overlaps(held.lease().subnet());
            } else if (isGhost(held, other)) {
                turn.warn("a late write of ours has created " + other.key() + "; removing it");
                turn.command(new TenancyCommand.Release(other));
            } else if (isBetter(held, other)) {
                settle.settle(Held.reserved(other), turn.state.attemptNow().flatMap(Attempt::spare));
                return;
            }
        }
        if (isContested) {
            rivals.check(held);
        }
    }

    /** Only a request of ours can hang a second key on our grant: one whose answer was lost and that came late. */
    private static boolean isGhost(Held held, SubnetLease other) {
        return !other.isReservation() && other.term().equals(held.lease().term());
    }

    /** A reservation that an operator made for this host while it holds a lease. */
    private boolean isBetter(Held held, SubnetLease other) {
        NetworkConfig network = turn.network();
        return other.isReservation()
                && !held.lease().isReservation()
                && network != null
                && ClaimPlan.fits(network, other);
    }

    /** Does the lease fit the network config, and was it written for the addresses that this host has? */
    void checkFit(boolean isNews) {
        Optional<Held> held = turn.state.heldNow();
        if (held.isEmpty() || turn.network() == null) {
            return;
        }
        Optional<Attempt> move = turn.state.attemptNow();
        if (turn.mustMove()) {
            if (move.isEmpty()) {
                turn.warn(held.get().lease().key() + " no longer fits the network config or this host's addresses; "
                        + "holding it until another subnet is ours");
                claim.startMove();
            }
            return;
        }
        move.filter(attempt -> !attempt.isActing()).ifPresent(claim::giveUp);
        if (isNews) {
            turn.state.heldNow().ifPresent(settle::updateIfNeeded);
        }
    }

    void renewed(TenancyFact.Renewed renewed) {
        turn.registryTrouble = "";
        Optional<SpareGrant> kept = renewed.lease()
                .term()
                .granted()
                .flatMap(grant ->
                        Optional.ofNullable(renewed.ttl()).map(ttl -> new SpareGrant(grant, ttl, renewed.sent())));
        Moment deadline =
                kept.map(grant -> turn.plan(grant.ttl()).deadline(grant.sent())).orElse(null);
        Optional<Attempt> adoption = turn.state.attemptNow().filter(attempt -> attempt.isAdopting(renewed.lease()));
        if (adoption.isPresent() && kept.isPresent() && deadline != null) {
            settle.settle(
                    Held.granted(renewed.lease(), kept.get(), deadline, null),
                    adoption.get().spare());
            return;
        }
        turn.state
                .heldNow()
                .filter(held -> held.lease().equals(renewed.lease()))
                .ifPresent(held -> {
                    Held next = held.withRenewal(kept.orElse(null), deadline);
                    if (turn.state instanceof TenancyState.Doubtful doubtful) {
                        turn.tell("renewals of " + held.lease().key() + " succeed again");
                        turn.state = doubtful.trust(next);
                    } else {
                        turn.state = turn.state.withHeld(next);
                    }
                    if (held.updateDue()) {
                        settle.updateIfNeeded(next);
                    }
                    settle.releaseLeaving();
                });
    }

    void renewalFailed(TenancyFact.RenewalFailed failed) {
        turn.registryTrouble = failed.sentence();
        if (turn.state instanceof TenancyState.Holding holding && holding.held().isKey(failed.lease())) {
            turn.warn("renewals of " + failed.lease().key() + " fail: " + failed.sentence());
            turn.state = holding.doubt(turn.now, failed.sentence());
        } else if (turn.state instanceof TenancyState.Doubtful doubtful) {
            turn.state = doubtful.still(failed.sentence());
        }
    }

    /** Another look at our key than the watch's: the renewal's, or that of a write which was refused. */
    void ownKeyWasSeen(SubnetLease asked, Optional<SubnetLease> current) {
        turn.registryTrouble = "";
        claim.adoptionFailed(asked);
        turn.state.heldNow().filter(held -> held.lease().equals(asked)).ifPresent(held -> {
            Held next = held.withUpdateDue(false);
            turn.state = turn.state.withHeld(next);
            ownKeyIs(next, current, 1);
        });
    }

    void grantExpired(SubnetLease asked) {
        claim.adoptionFailed(asked);
        turn.state.heldNow().filter(held -> held.lease().equals(asked)).ifPresent(held -> {
            turn.warn("the grant of " + asked.key() + " has ended; claiming the same subnet again");
            turn.lose(held, LossReason.GRANT_GONE, turn.settings.reclaimMax(1), true);
        });
    }

    void updated(SubnetLease lease) {
        turn.state.heldNow().filter(held -> held.isKey(lease)).ifPresent(held -> {
            turn.state = turn.state.withHeld(held.withUpdateDue(false));
            if (lease.modRevision() > held.lease().modRevision()) {
                follow(held.withUpdateDue(false), lease);
            }
        });
    }

    void dataPlaneGives(TenancyFact.BackendDataGiven given) {
        turn.given = given;
        turn.state.heldNow().ifPresent(settle::updateIfNeeded);
    }

    void reserve() {
        turn.state.heldNow().filter(held -> !held.lease().isReservation()).ifPresent(held -> {
            if (held.lease().value() instanceof HostAttributes current) {
                turn.command(new TenancyCommand.Update(held.lease(), current, new Term.Reserved()));
            }
        });
    }

    void release() {
        turn.state.heldNow().filter(held -> !held.lease().isReservation()).ifPresent(held -> {
            turn.command(new TenancyCommand.StopKeepAlive());
            turn.command(new TenancyCommand.Release(held.lease()));
            turn.tell("giving " + held.lease().key()
                    + " back, as asked; this agent claims nothing until it starts again");
            turn.state = new TenancyState.Stopped("the lease was given back as asked");
        });
    }

    void checkDeadline() {
        turn.state.heldNow().filter(held -> !held.isCertain(turn.now)).ifPresent(held -> {
            turn.warn(held.lease().key() + " could not be renewed until its deadline and may be another host's by now");
            turn.lose(held, LossReason.DEADLINE_PASSED, Duration.ZERO, true);
        });
    }
}
