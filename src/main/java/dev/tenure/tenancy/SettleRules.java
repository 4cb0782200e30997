package dev.tenure.tenancy;

import dev.tenure.lease.HostAttributes;
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
        spare.ifPresent(unused -> turn.command(new TenancyCommand.Revoke(unused.grant())));
        turn.command(new TenancyCommand.KeepAlive(held.lease()));
        turn.tell((held.lease().isReservation() ? "holding the reservation " : "holding ")
                + held.lease().subnet()
                + before.map(old -> ", which replaces " + old.lease().subnet()).orElse(""));
        before.filter(old -> !old.isKey(held.lease())).ifPresent(old -> leave(old.lease()));
        leaveUnfit(held.lease());
        new RivalRules(turn).check(held);
        turn.state.heldNow().ifPresent(this::updateIfNeeded);
    }

    /** A lease that is kept gets our attributes where they differ; its grant stays the same. */
    void updateIfNeeded(Held held) {
        NetworkConfig network = turn.network();
        HostFacts host = turn.host;
        if (network == null || host == null || !(held.lease().value() instanceof HostAttributes current)) {
            return;
        }
        HostAttributes wanted = turn.wanted(host.addresses(), network, current);
        boolean isToStay = held.lease().isHeldBy(host.addresses()) && ClaimPlan.fits(network, held.lease());
        if (isToStay && !wanted.equals(current)) {
            turn.command(
                    new TenancyCommand.Update(held.lease(), wanted, held.lease().term()));
            turn.state = turn.state.withHeld(held.withUpdateDue(true));
        }
    }

    private void leave(SubnetLease lease) {
        if (!lease.isReservation()) {
            turn.leaving.put(lease.key().text(), new Knowledge.Leaving(lease, false));
        }
    }

    /** Leases of ours that the network config no longer allows; a reservation is never touched, only reported. */
    private void leaveUnfit(SubnetLease kept) {
        NetworkConfig network = turn.network();
        if (network == null || turn.host == null || turn.view == null) {
            return;
        }
        for (SubnetLease own : turn.view.leases().heldBy(turn.host.addresses())) {
            boolean isOther = !own.key().text().equals(kept.key().text());
            if (!isOther || ClaimPlan.fits(network, own)) {
                continue;
            }
            if (own.isReservation()) {
                turn.warn(
                        "the reservation " + own.key() + " of this host does not fit the network config and is left as "
                                + "it is; remove it or change the network config");
            }
            leave(own);
        }
    }

    /** The new subnet stands in subnet.env, so the old one can go. */
    void subnetEnvNames(Subnet subnet) {
        if (turn.state
                .heldNow()
                .map(held -> held.lease().subnet().equals(subnet))
                .orElse(false)) {
            turn.leaving.replaceAll((text, left) -> new Knowledge.Leaving(left.lease(), true));
            releaseLeaving();
        }
    }

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
