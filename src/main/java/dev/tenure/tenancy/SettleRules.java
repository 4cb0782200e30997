package dev.tenure.tenancy;

import dev.tenure.lease.LeaseTable;
import dev.tenure.lease.SubnetLease;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.subnet.Subnet;
import java.util.Optional;

/** The rules for the moment at which a lease becomes ours: what its key has to say, and what is given up for it. */
final class SettleRules {
    private final Turn turn;

    SettleRules(Turn turn) {
        this.turn = turn;
    }

    /** From now on this lease is ours; what we held before is given up once subnet.env names the new one. */
    void settle(Held held, Optional<SpareGrant> spare) {
        Optional<Held> before = turn.state.heldNow();
        turn.state = turn.state.settled(held);
        turn.previous = held.lease().subnet();
        turn.forgetOrder();
        turn.revoke(spare);
        turn.command(TenancyCommand.KeepAlive.of(held));
        turn.tell((held.lease().isReservation() ? "holding the reservation " : "holding ")
                + held.lease().subnet()
                + before.map(old -> ", which replaces " + old.lease().subnet()).orElse(""));
        before.filter(old -> !old.isKey(held.lease())).ifPresent(old -> leave(old.lease()));
        leaveOthers(held.lease());
        new RivalRules(turn).check(held);
        turn.state.heldNow().ifPresent(new ValueRules(turn)::updateIfNeeded);
    }

    private void leave(SubnetLease lease) {
        Knowledge.Leaving known = turn.leaving.get(lease.key().text());
        if (!lease.isReservation() && (known == null || !known.lease().equals(lease))) {
            turn.leaving.put(lease.key().text(), new Knowledge.Leaving(lease, false));
        }
    }

    /** Leases of ours on which this host cannot stay; a reservation is never touched, only reported. */
    private void leaveOthers(SubnetLease kept) {
        NetworkConfig network = turn.network();
        if (network == null || turn.host == null || turn.view == null) {
            return;
        }
        LeaseTable leases = turn.view.leases();
        leases.leases().stream().filter(other -> isGhost(kept, other)).forEach(this::releaseGhost);
        for (SubnetLease own : leases.heldBy(turn.host.addresses())) {
            boolean isOther = !own.key().text().equals(kept.key().text()) && !isGhost(kept, own);
            if (isOther && ClaimPlan.mustGo(own, network, leases, turn.host.addresses())) {
                report(own);
                leave(own);
            }
        }
    }

    private void report(SubnetLease own) {
        if (own.isReservation()) {
            turn.warn("the reservation " + own.key() + " of this host does not fit the network config and is left as "
                    + "it is; remove it or change the network config");
        }
    }

    /**
     * Only a request of ours can hang a second key on our grant: one whose answer was lost and that came late. It may name
     * an address that this host had when it was sent.
     */
    static boolean isGhost(SubnetLease kept, SubnetLease other) {
        return !other.isReservation()
                && other.term().equals(kept.term())
                && !other.key().text().equals(kept.key().text());
    }

    void releaseGhost(SubnetLease ghost) {
        turn.warn("a late write of ours has created " + ghost.key() + "; removing it");
        turn.release(ghost);
    }

    /** The new subnet stands in subnet.env, so the old one can go. */
    void subnetEnvNames(Subnet subnet) {
        if (turn.state
                .heldNow()
                .map(held -> held.lease().subnet().equals(subnet))
                .orElse(false)) {
            releaseAllLeaving();
        }
    }

    /** Nothing has to wait for subnet.env any more. */
    void releaseAllLeaving() {
        turn.leaving.replaceAll((text, left) -> new Knowledge.Leaving(left.lease(), true));
        releaseLeaving();
    }

    /** Once more, since a release can fail: whoever is told that the registry answers can call this. */
    void releaseLeaving() {
        turn.leaving.values().stream()
                .filter(Knowledge.Leaving::isDue)
                .forEach(left -> turn.command(new TenancyCommand.Release(left.lease())));
    }

    /** What we were giving up and what is gone, or was changed by somebody, is none of our business any more. */
    void forgetWhatLeft(RegistryView view) {
        turn.leaving
                .values()
                .removeIf(left -> view.leases()
                        .find(left.lease().key())
                        .map(now -> now.modRevision() != left.lease().modRevision())
                        .orElse(view.revision() >= left.lease().modRevision()));
    }
}
