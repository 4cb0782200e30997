package dev.tenure.lease;

import dev.tenure.subnet.IpAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who a host is in the registry: its public addresses.
 *
 * @param publicIp the IPv4 address under which other hosts reach it, if it takes part in IPv4
 * @param publicIpv6 the IPv6 address, if it takes part in IPv6
 */
public record HostIdentity(
        @Nullable IpAddress publicIp, @Nullable IpAddress publicIpv6) {
    /** What is written as PublicIP: flannel writes {@code 0.0.0.0} for a host without IPv4. */
    public IpAddress publicIpOrNone() {
        return publicIp == null ? IpAddress.ANY_IPV4 : publicIp;
    }

    /**
     * True if {@code value} was written for this host: PublicIP tells hosts apart, and PublicIPv6 where a lease has no
     * PublicIP (IPv6-only).
     */
    public boolean holds(LeaseValue value) {
        return switch (value) {
            case LeaseValue.Unreadable unreadable -> false;
            case HostAttributes attributes ->
                attributes.publicIp().isUnspecified()
                        ? publicIpv6 != null && Objects.equals(publicIpv6, attributes.publicIpv6())
                        : attributes.publicIp().equals(publicIp);
        };
    }

    /** True if the host has an address at all. */
    public boolean isKnown() {
        return publicIp != null || publicIpv6 != null;
    }

    @Override
    public String toString() {
        return publicIp == null
                ? String.valueOf(publicIpv6)
                : publicIpv6 == null ? publicIp.toString() : publicIp + "," + publicIpv6;
    }
}
