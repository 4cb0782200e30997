package dev.tenure.tenancy;

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
    private final ValueRules values;

    HoldRules(Turn turn, ClaimRules claim) {
        this.turn = turn;
        this.claim = claim;
        this.settle = new SettleRules(turn);
        this.rivals = new RivalRules(turn);
        this.values = new ValueRules(turn);
    }

    /** Takes {@code view} for what the registry is now and applies every rule, unless it is older than what we know. */
    void see(RegistryView view, List<LeaseChange> changes) {
        if (turn.view != null && view.isBefore(turn.view)) {
            return;
        }
        boolean isNetworkNew = turn.isNetworkNew(view);
        turn.view = view;
        turn.registryTrouble = "";
        settle.forgetWhatLeft(view);
        claim.viewIs(view);
        turn.state
                .heldNow()
                .filter(held -> view.revision() >= held.lease().modRevision())
                .ifPresent(held -> {
                    Optional<SubnetLease> current =
                            view.leases().find(held.lease().key());
                    boolean isAsKnown = current.filter(
                                    now -> now.modRevision() <= held.lease().modRevision())
                            .isPresent();
                    if (!isAsKnown) {
                        ownKeyIs(held, current, losses(changes), false);
                    }
                });
        turn.state.heldNow().ifPresent(held -> othersChanged(held, changes));
        checkFit();
        if (isNetworkNew) {
            turn.state.heldNow().ifPresent(values::updateIfNeeded);
        }
    }

    private static int losses(List<LeaseChange> changes) {
        return (int)
                changes.stream().filter(LeaseChange.Removed.class::isInstance).count();
    }

    /** The store was wiped or restored, so only what our key says counts, not how its revision compares. */
    void storeIs(RegistryView view) {
        turn.view = view;
        turn.registryTrouble = "";
        turn.leaving.clear();
        claim.viewIs(view);
        turn.warn("etcd is another store than before (restored or emptied); looking for our subnet in it");
        turn.state.heldNow().ifPresent(held -> {
            Optional<SubnetLease> current = view.leases().find(held.lease().key());
            if (current.isPresent() && turn.isOurs(current.get())) {
                follow(held, current.get());
            } else {
                keyIsLost(held, current, MASS_LOSS, false);
            }
        });
        turn.state.heldNow().ifPresent(rivals::check);
        checkFit();
        turn.state.heldNow().ifPresent(values::updateIfNeeded);
    }

    /**
     * What our own key has turned into, and what we do about it.
     *
     * @param isViewOld true if our view of the registry does not show it yet, so that nothing can be chosen from it
     */
    private void ownKeyIs(Held held, Optional<SubnetLease> current, int lossesAtOnce, boolean isViewOld) {
        if (current.isPresent() && turn.isOurs(current.get())) {
            follow(held, current.get());
        } else {
            keyIsLost(held, current, lossesAtOnce, isViewOld);
        }
    }

    private void keyIsLost(Held held, Optional<SubnetLease> current, int lossesAtOnce, boolean isViewOld) {
        SubnetLease known = held.lease();
        if (current.isEmpty()) {
            turn.warn("the key " + known.key() + " was deleted or its grant has ended; "
                    + turn.after("claiming the same subnet again"));
            turn.lose(held, LossReason.KEY_DELETED, turn.settings.reclaimMax(lossesAtOnce), isViewOld);
            return;
        }
        turn.warn("the key " + known.key() + " was taken by " + current.get().holder() + "; "
                + turn.after("choosing another subnet"));
        // our grant may still carry a key, since the other may have kept it; revoking looks before it leaps
        known.term().granted().ifPresent(grant -> turn.command(new TenancyCommand.Revoke(grant)));
        boolean isGarbage = current.get().value() instanceof LeaseValue.Unreadable;
        turn.lose(held, isGarbage ? LossReason.OVERWRITTEN : LossReason.TAKEN_BY_OTHER, Duration.ZERO, true);
    }

    /** Somebody re-put our key for this host: we go along with its term, and never fight over its value. */
    private void follow(Held held, SubnetLease now) {
        if (turn.settings.isReservedOnly() && !now.isReservation()) {
            turn.warn(now.key() + " is a lease now; " + turn.after("keeping it"));
            turn.lose(held, LossReason.UNRESERVED, Duration.ZERO, true);
            return;
        }
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
            if (SettleRules.isGhost(held.lease(), other)) {
                settle.releaseGhost(other);
            } else if (!turn.isOurs(other)) {
                isContested |= other.subnet().overlaps(held.lease().subnet());
            } else if (isBetter(held, other)) {
                claim.adoptInstead(other);
            }
        }
        if (isContested) {
            rivals.check(held);
        }
    }

    /** A reservation that an operator made for this host while it holds a lease. */
    private boolean isBetter(Held held, SubnetLease other) {
        NetworkConfig network = turn.network();
        return other.isReservation()
                && !held.lease().isReservation()
                && network != null
                && ClaimPlan.fits(network, other);
    }

    void hostChanged() {
        checkFit();
        turn.state.heldNow().ifPresent(values::updateIfNeeded);
    }

    /** Does the lease fit the network config, and was it written for the addresses that this host has? */
    void checkFit() {
        turn.state.heldNow().filter(turn::isStrangers).ifPresent(this::giveUpStrangers);
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
    }

    private void giveUpStrangers(Held held) {
        turn.warn(held.lease().key() + " is reserved for " + held.lease().holder()
                + ", which is not this host's address any more; " + turn.after("moving"));
        turn.lose(held, LossReason.UNRESERVED, Duration.ZERO, false);
    }

    /**
     * Another look at our key than the watch's: the renewal's, or that of a write which was refused. It was read after
     * {@code asked}, so what it shows counts whatever its revision is: in a restored store that is a lower one.
     */
    void ownKeyWasSeen(SubnetLease asked, Optional<SubnetLease> current) {
        turn.registryTrouble = "";
        turn.state
                .heldNow()
                .filter(held -> held.lease().equals(asked) && !current.equals(Optional.of(asked)))
                .ifPresent(held -> ownKeyIs(held, current, 1, true));
    }

    /** What the watch of our key alone tells; what we know already, since we wrote it or a look has shown it, is no news. */
    void ownKeyWasSeen(TenancyFact.OwnKeySeen seen) {
        turn.registryTrouble = "";
        turn.state
                .heldNow()
                .filter(held -> held.lease().key().text().equals(seen.key().text())
                        && held.lease().modRevision() < seen.revision())
                .ifPresent(held -> ownKeyIs(held, seen.current(), 1, true));
    }

    void updated(SubnetLease lease) {
        turn.state.heldNow().filter(held -> held.isKey(lease)).ifPresent(held -> {
            turn.state = turn.state.withHeld(held.withUpdateDue(false));
            if (lease.modRevision() > held.lease().modRevision()) {
                follow(held.withUpdateDue(false), lease);
            }
        });
    }

    /** It is written again on what is there now, if it is still due once that was followed. */
    void updateRefused(TenancyFact.UpdateRefused refused) {
        values.refused(refused.seen());
        ownKeyWasSeen(refused.seen(), refused.current());
    }
}
