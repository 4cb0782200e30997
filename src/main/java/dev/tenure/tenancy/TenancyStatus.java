package dev.tenure.tenancy;

import dev.tenure.lease.SubnetLease;
import java.util.Optional;

/**
 * A tenancy as everybody else may see it.
 *
 * @param state where it stands
 * @param blocked why nothing can be claimed yet, or why a move cannot go on
 * @param trouble what the last failed call to the registry said; empty after a success
 * @param unfit why the held lease is not what the network config asks for; empty where it is
 * @param subnetEnv what subnet.env has to say; empty where nothing is held that the network config allows
 */
public record TenancyStatus(
        TenancyState state,
        Optional<WaitReason> blocked,
        String trouble,
        String unfit,
        Optional<TenancyCommand.WriteSubnetEnv> subnetEnv) {

    /** True while it hangs on other hosts' leases when this one goes on: it waits for one to come or go, or is in conflict. */
    public boolean needsPeers() {
        boolean isContested =
                state.heldNow().filter(held -> held.rival() != null).isPresent();
        return isContested
                || blocked.filter(reason -> reason.code().isEndedByLeases()).isPresent();
    }

    /** The lease that is ours. */
    public Optional<SubnetLease> lease() {
        return state.heldNow().map(Held::lease);
    }
}
