package dev.tenure.operator;

import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.SubnetLease;
import dev.tenure.registry.RegistrySnapshot;
import java.util.List;

/** Decides what giving a lease back comes to; a reservation that names a host is never released. */
public final class Releasing {
    private Releasing() {}

    /** What {@code request} comes to in the registry as it was read. */
    public static ReleaseOutcome plan(RegistrySnapshot snapshot, ReleaseRequest request) {
        Named named = Named.of(snapshot.leases(), request.host(), request.subnet());
        if (named.refusal().isPresent()) {
            return new ReleaseOutcome.Refused(named.refusal().get());
        }
        if (named.leases().isEmpty()) {
            return new ReleaseOutcome.Nothing("there is no lease of " + named.what() + named.near());
        }
        List<SubnetLease> leases =
                named.leases().stream().filter(lease -> !isKept(lease)).toList();
        if (leases.isEmpty()) {
            SubnetLease reservation = named.leases().getFirst();
            return refused(
                    Refusal.Code.IS_RESERVATION,
                    Wording.the(reservation) + " is never released; end it first (tenure unreserve "
                            + reservation.subnet() + ", or with --delete for a host that is gone)");
        }
        boolean isOwn = request.self()
                .map(self -> leases.stream().allMatch(lease -> lease.isHeldBy(self)))
                .orElse(false);
        if (!isOwn && !request.force()) {
            return refused(
                    Refusal.Code.NEEDS_FORCE,
                    Wording.the(leases.getFirst()) + " is another host's, and whatever runs there loses its network;"
                            + " say --force if that host is gone or shall move");
        }
        return new ReleaseOutcome.Delete(leases);
    }

    private static boolean isKept(SubnetLease lease) {
        return lease.isReservation() && lease.value() instanceof HostAttributes;
    }

    private static ReleaseOutcome refused(Refusal.Code code, String sentence) {
        return new ReleaseOutcome.Refused(new Refusal(code, sentence));
    }
}
