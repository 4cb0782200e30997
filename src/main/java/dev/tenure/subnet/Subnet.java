package dev.tenure.subnet;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one host holds: an IPv4 block, an IPv6 block, or both as one value.
 *
 * @param ipv4 the IPv4 half, if the network is IPv4 or dual stack
 * @param ipv6 the IPv6 half, if the network is IPv6 or dual stack
 */
public record Subnet(@Nullable Cidr ipv4, @Nullable Cidr ipv6) {
    public Subnet {
        if (ipv4 == null && ipv6 == null) {
            throw new IllegalArgumentException("a subnet has an IPv4 half, an IPv6 half or both");
        }
        if (ipv4 != null && ipv4.family() != IpFamily.IPV4 || ipv6 != null && ipv6.family() != IpFamily.IPV6) {
            throw new IllegalArgumentException("the halves of a subnet are an IPv4 and an IPv6 block, in this order");
        }
    }

    /** A subnet of one family. */
    public static Subnet of(Cidr half) {
        return half.family() == IpFamily.IPV4 ? new Subnet(half, null) : new Subnet(null, half);
    }

    /** The half of this family. */
    public Optional<Cidr> half(IpFamily family) {
        return Optional.ofNullable(family == IpFamily.IPV4 ? ipv4 : ipv6);
    }

    /** True if the two share an address in either family; an IPv6-only subnet overlaps no IPv4. */
    public boolean overlaps(Subnet other) {
        return ipv4 != null && other.ipv4 != null && ipv4.overlaps(other.ipv4)
                || ipv6 != null && other.ipv6 != null && ipv6.overlaps(other.ipv6);
    }

    /** {@code 10.5.52.0/24}, {@code fd01:0:0:37::/64}, or both with a comma between. */
    @Override
    public String toString() {
        return ipv4 == null ? String.valueOf(ipv6) : ipv6 == null ? ipv4.toString() : ipv4 + "," + ipv6;
    }
}
