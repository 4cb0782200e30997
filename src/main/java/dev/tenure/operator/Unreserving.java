package dev.tenure.operator;

import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.SubnetLease;
import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.subnet.Subnet;
import java.util.List;
import java.util.Optional;

/** Decides what ending a reservation comes to; it is the only way in which a reservation that names a host ends. */
public final class Unreserving {
    private final RegistrySnapshot snapshot;
    private final UnreserveRequest request;

    private Unreserving(RegistrySnapshot snapshot, UnreserveRequest request) {
        this.snapshot = snapshot;
        this.request = request;
    }

    /** What {@code request} comes to in the registry as it was read. */
    public static UnreserveOutcome plan(RegistrySnapshot snapshot, UnreserveRequest request) {
        return new Unreserving(snapshot, request).outcome();
    }

    private UnreserveOutcome outcome() {
        Named named = Named.of(snapshot.leases(), request.host(), request.subnet());
        if (named.refusal().isPresent()) {
            return new UnreserveOutcome.Refused(named.refusal().get());
        }
        List<SubnetLease> reservations =
                named.leases().stream().filter(SubnetLease::isReservation).toList();
        if (reservations.isEmpty()) {
            return withoutReservation(named);
        }
        List<Subnet> subnets =
                reservations.stream().map(SubnetLease::subnet).distinct().toList();
        if (subnets.size() > 1) {
            return refused(
                    Refusal.Code.AMBIGUOUS,
                    named.what() + " has the reservations " + Wording.list(subnets) + "; say which of them is to end");
        }
        // of two keys that mean one subnet the younger ends, and the other one when that is asked again
        return end(reservations.getLast());
    }

    private UnreserveOutcome withoutReservation(Named named) {
        Optional<SubnetLease> lease = named.leases().stream().findFirst();
        if (lease.isEmpty()) {
            return new UnreserveOutcome.Nothing("there is no reservation of " + named.what() + named.near());
        }
        return request.delete()
                ? refused(
                        Refusal.Code.IS_LEASE,
                        Wording.the(lease.get()) + " is no reservation, so it is not deleted; to end a lease, "
                                + Wording.remove(lease.get()))
                : new UnreserveOutcome.Nothing(Wording.the(lease.get()) + " is no reservation");
    }

    private UnreserveOutcome end(SubnetLease reservation) {
        if (request.delete()) {
            return new UnreserveOutcome.Delete(reservation);
        }
        if (!(reservation.value() instanceof HostAttributes attributes)
                || !attributes.identity().isKnown()) {
            return refused(
                    Refusal.Code.UNREADABLE_VALUE,
                    Wording.the(reservation) + " can be nobody's lease; say --delete to remove it");
        }
        return new UnreserveOutcome.ToLease(reservation, attributes, warning(reservation));
    }

    private String warning(SubnetLease reservation) {
        return snapshot.network().reading() instanceof NetworkConfig network
                ? Misfit.ofLease(network, reservation.subnet())
                        .map(misfit -> misfit.reason() + ", so its host will move to another subnet")
                        .orElse("")
                : "";
    }

    private static UnreserveOutcome refused(Refusal.Code code, String sentence) {
        return new UnreserveOutcome.Refused(new Refusal(code, sentence));
    }
}
