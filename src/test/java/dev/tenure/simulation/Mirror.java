package dev.tenure.simulation;

import dev.tenure.lease.LeaseChange;
import dev.tenure.lease.LeaseTable;
import dev.tenure.lease.SubnetLease;
import dev.tenure.tenancy.Held;
import dev.tenure.tenancy.RegistryView;
import dev.tenure.tenancy.Tenancy;
import dev.tenure.tenancy.TenancyFact;
import java.util.List;
import java.util.Optional;

/** The registry as it looks to a host that takes older claims for younger ones: a planted bug. */
final class Mirror {
    private Mirror() {}

    static TenancyFact of(TenancyFact fact, Tenancy tenancy) {
        Optional<SubnetLease> held = tenancy.state().heldNow().map(Held::lease);
        if (held.isEmpty()) {
            return fact;
        }
        return switch (fact) {
            case TenancyFact.SnapshotRead read -> new TenancyFact.SnapshotRead(mirrored(read.view(), held.get()));
            case TenancyFact.RegistryChanged changed ->
                new TenancyFact.RegistryChanged(
                        mirrored(changed.view(), held.get()), mirrored(changed.changes(), held.get()), changed.since());
            default -> fact;
        };
    }

    private static RegistryView mirrored(RegistryView view, SubnetLease held) {
        List<SubnetLease> leases = view.leases().leases().stream()
                .map(lease -> mirrored(lease, held))
                .toList();
        return view.withLeases(LeaseTable.of(leases, view.revision()));
    }

    private static List<LeaseChange> mirrored(List<LeaseChange> changes, SubnetLease held) {
        return changes.stream()
                .map(change -> change instanceof LeaseChange.Put put
                        ? new LeaseChange.Put(mirrored(put.lease(), held))
                        : change)
                .toList();
    }

    private static SubnetLease mirrored(SubnetLease lease, SubnetLease held) {
        boolean isRival = lease.subnet().overlaps(held.subnet()) && !lease.key().equals(held.key());
        long created = 2 * held.createRevision() - lease.createRevision();
        return isRival
                ? new SubnetLease(lease.key(), lease.value(), lease.term(), created, lease.modRevision())
                : lease;
    }
}
