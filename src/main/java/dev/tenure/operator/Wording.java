package dev.tenure.operator;

import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.HostIdentity;
import dev.tenure.lease.LeaseValue;
import dev.tenure.lease.SubnetLease;
import dev.tenure.subnet.Subnet;
import java.util.List;

/** How keys, hosts and next steps are named in sentences: in one place, so that all commands speak alike. */
final class Wording {
    private static final int NAMED_MAX = 3;

    private Wording() {}

    /** {@code the reservation 10.5.52.0-24 of 192.168.64.9}. */
    static String the(SubnetLease lease) {
        return switch (lease.value()) {
            case HostAttributes attributes -> "the " + kind(lease) + " " + lease.key() + " of " + holder(lease);
            case LeaseValue.Unreadable unreadable ->
                "the key " + lease.key() + " of nobody (" + unreadable.reason() + ")";
        };
    }

    static String kind(SubnetLease lease) {
        return lease.isReservation() ? "reservation" : "lease";
    }

    /** The host's addresses, or that there are none. */
    static String holder(SubnetLease lease) {
        boolean isNobody = lease.value() instanceof HostAttributes attributes
                && !attributes.identity().isKnown();
        return isNobody ? "nobody (it names no address)" : lease.holder();
    }

    /** How to get a key of another host out of the way. */
    static String remove(SubnetLease lease) {
        boolean isReadable = lease.value() instanceof HostAttributes;
        return lease.isReservation() && isReadable
                ? "remove it (tenure unreserve " + lease.subnet() + " --delete)"
                : "release it (tenure release " + lease.subnet() + " --force)";
    }

    static String reserveWhereItIs(HostIdentity host) {
        return "reserve what it has (tenure reserve " + flags(host) + ")";
    }

    static String flags(HostIdentity host) {
        String ipv4 = host.publicIp() == null ? "" : "--public-ip " + host.publicIp();
        String ipv6 = host.publicIpv6() == null ? "" : "--public-ipv6 " + host.publicIpv6();
        return ipv4.isEmpty() || ipv6.isEmpty() ? ipv4 + ipv6 : ipv4 + " " + ipv6;
    }

    /** {@code 10.5.8.0/24, 10.5.9.0/24 and 3 more}. */
    static String list(List<Subnet> subnets) {
        String named = String.join(
                ", ", subnets.stream().limit(NAMED_MAX).map(Subnet::toString).toList());
        return subnets.size() <= NAMED_MAX ? named : named + " and " + (subnets.size() - NAMED_MAX) + " more";
    }

    /** {@code 1 host}, {@code 2 hosts}. */
    static String count(long number, String one) {
        return number + " " + one + (number == 1 ? "" : "s");
    }
}
