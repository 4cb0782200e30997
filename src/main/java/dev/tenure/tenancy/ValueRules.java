package dev.tenure.tenancy;

import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.SubnetLease;
import dev.tenure.lease.Term;
import dev.tenure.subnet.NetworkConfig;
import java.util.Optional;

/** The rules for what our own key says: ours to write where it differs, never to write back over somebody else's. */
final class ValueRules {
    private final Turn turn;

    ValueRules(Turn turn) {
        this.turn = turn;
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
        boolean isDue = isToStay && !wanted.equals(current);
        if (isDue) {
            turn.command(
                    new TenancyCommand.Update(held.lease(), wanted, held.lease().term()));
        }
        turn.state = turn.state.withHeld(held.withUpdateDue(isDue));
    }

    /** What we were given before and are writing already is not written twice. */
    void dataPlaneGives(TenancyFact.BackendDataGiven given) {
        boolean isSame = given.equals(turn.given);
        turn.given = given;
        turn.state.heldNow().filter(held -> !(isSame && held.updateDue())).ifPresent(this::updateIfNeeded);
    }

    /** An earlier update of ours can be why a later one was refused; then what the later one said is still to be written. */
    void refused(SubnetLease seen) {
        turn.state
                .heldNow()
                .filter(held -> held.isKey(seen) && held.lease().modRevision() > seen.modRevision())
                .ifPresent(this::updateIfNeeded);
    }

    void reserve() {
        Optional<Held> leased =
                turn.state.heldNow().filter(held -> !held.lease().isReservation());
        leased.ifPresent(held -> {
            if (held.lease().value() instanceof HostAttributes current) {
                turn.command(new TenancyCommand.Update(held.lease(), current, new Term.Reserved()));
            }
        });
    }
}
