package dev.tenure.tenancy;

import dev.tenure.lease.HostIdentity;
import dev.tenure.lease.LeaseTable;
import dev.tenure.lease.SubnetLease;
import dev.tenure.subnet.IpAddress;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.subnet.Subnet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which reservation this host should have where nothing but a reservation will do, and why it has none; chosen from one
 * consistent view of the registry. A lease of its own is left as it is: it ends with its grant, and until then an operator can
 * turn it into a reservation of the same subnet.
 *
 * @param host this host's addresses
 * @param network the network config
 * @param leases every lease
 * @param previous the subnet that we had last
 */
record ReservationPlan(
        HostIdentity host,
        NetworkConfig network,
        LeaseTable leases,
        @Nullable Subnet previous) {

    /** The reservation to take: the previous subnet before others, then the oldest. */
    Optional<SubnetLease> choose() {
        return leases.heldBy(host).stream()
                .filter(SubnetLease::isReservation)
                .filter(own -> ClaimPlan.fits(network, own))
                .min(Comparator.comparing((SubnetLease own) -> !own.subnet().equals(previous))
                        .thenComparingLong(SubnetLease::createRevision));
    }

    /** Why there is none to take, and what an operator does about it. */
    WaitReason whyNone() {
        List<SubnetLease> own = leases.heldBy(host);
        Optional<WaitReason> unfit = own.stream()
                .filter(SubnetLease::isReservation)
                .findFirst()
                .map(reservation -> new WaitReason(
                        WaitReason.Code.RESERVATION_UNFIT,
                        "the reservation " + reservation.key()
                                + " of this host does not fit the network config; change the"
                                + " network config, or remove it and make another: " + reserve()));
        return unfit.or(() -> own.stream()
                        .findFirst()
                        .map(lease -> new WaitReason(
                                WaitReason.Code.LEASE_NOT_RESERVED,
                                lease.key() + " of this host is a lease, and with --mode=reserved-only it takes a"
                                        + " reservation only; the lease ends with its grant, and until then this keeps"
                                        + " the subnet: tenure reserve --self")))
                .orElseGet(() -> new WaitReason(
                        WaitReason.Code.NO_RESERVATION,
                        "with --mode=reserved-only this host waits for a reservation for its public IP " + publicIp()
                                + "; make one, and it takes it at once: " + reserve()));
    }

    private String reserve() {
        return "tenure reserve SUBNET --public-ip " + publicIp();
    }

    /** What the key of a reservation for this host has to name in this network. */
    private IpAddress publicIp() {
        HostIdentity named = Turn.inNetwork(host, network);
        IpAddress publicIpv6 = named.publicIpv6();
        return named.publicIp() == null && publicIpv6 != null ? publicIpv6 : named.publicIpOrNone();
    }
}
