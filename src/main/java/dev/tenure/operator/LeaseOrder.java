package dev.tenure.operator;

import dev.tenure.lease.SubnetLease;
import dev.tenure.subnet.Cidr;
import dev.tenure.subnet.IpAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** In which order leases are listed; where two are equal in it, by their subnets. */
public enum LeaseOrder implements Comparator<LeaseRow> {
    /** IPv4 halves as numbers, then IPv6 halves; what has no such half last. */
    SUBNET,
    /** PublicIP as a number, then PublicIPv6; nobody's last. */
    HOST,
    /** Leases, then reservations. */
    KIND,
    /** By the backend's name. */
    BACKEND,
    /** The oldest claim first. */
    AGE,
    /** The one that ends first, first; what does not end, or is not known to, last. */
    LEFT;

    @Override
    public int compare(LeaseRow one, LeaseRow other) {
        int byThis = switch (this) {
            case SUBNET -> 0;
            case HOST -> emptyLast(host(one), host(other));
            case KIND -> one.kind().compareTo(other.kind());
            case BACKEND -> one.backend().compareTo(other.backend());
            case AGE -> Long.compare(other.ageRevisions(), one.ageRevisions());
            case LEFT -> LeaseOrder.<Duration>emptyLast(one.left(), other.left());
        };
        return byThis != 0 ? byThis : bySubnet(one.lease(), other.lease());
    }

    private static Optional<IpAddress> host(LeaseRow row) {
        return row.lease().hostAddress();
    }

    private static int bySubnet(SubnetLease one, SubnetLease other) {
        int byIpv4 = LeaseOrder.<Cidr>emptyLast(
                Optional.ofNullable(one.subnet().ipv4()),
                Optional.ofNullable(other.subnet().ipv4()));
        int byIpv6 = byIpv4 != 0
                ? byIpv4
                : LeaseOrder.<Cidr>emptyLast(
                        Optional.ofNullable(one.subnet().ipv6()),
                        Optional.ofNullable(other.subnet().ipv6()));
        return byIpv6 != 0 ? byIpv6 : one.key().text().compareTo(other.key().text());
    }

    private static <T extends Comparable<? super T>> int emptyLast(Optional<T> one, Optional<T> other) {
        return one.isPresent() && other.isPresent()
                ? one.get().compareTo(other.get())
                : Boolean.compare(one.isEmpty(), other.isEmpty());
    }

    /** As an operator types it: {@code subnet}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
