package dev.tenure.subnet;

import com.google.common.net.InetAddresses;
import com.google.common.primitives.Longs;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;

/**
 * One IP address as a number, so that parsed values are compared and never text.
 *
 * @param family IPv4 or IPv6
 * @param high the upper 64 bits; 0 for IPv4
 * @param low the lower 64 bits, unsigned; the 32 bits of an IPv4 address
 */
public record IpAddress(IpFamily family, long high, long low) implements Comparable<IpAddress> {
    private static final int TEXT_LENGTH_MAX = 45;

    /** {@code 0.0.0.0}: what flannel writes as PublicIP where there is none. */
    public static final IpAddress ANY_IPV4 = new IpAddress(IpFamily.IPV4, 0, 0);

    /** Dotted decimal or RFC 4291 text; empty for anything else, zone ids and leading zeros included (as in Go). */
    public static Optional<IpAddress> parse(String text) {
        if (text.isEmpty()
                || text.length() > TEXT_LENGTH_MAX
                || !text.chars().allMatch(IpAddress::isAddressCharacter)) {
            return Optional.empty();
        }
        return InetAddresses.isInetAddress(text) ? Optional.of(of(InetAddresses.forString(text))) : Optional.empty();
    }

    private static boolean isAddressCharacter(int c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F' || c == ':' || c == '.';
    }

    /** The same address as the JDK knows it, without its zone. */
    public static IpAddress of(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 4) {
            long bits =
                    (bytes[0] & 0xffL) << 24 | (bytes[1] & 0xffL) << 16 | (bytes[2] & 0xffL) << 8 | bytes[3] & 0xffL;
            return new IpAddress(IpFamily.IPV4, 0, bits);
        }
        return new IpAddress(IpFamily.IPV6, bits(bytes, 0), bits(bytes, 8));
    }

    private static long bits(byte[] bytes, int from) {
        return Longs.fromBytes(
                bytes[from],
                bytes[from + 1],
                bytes[from + 2],
                bytes[from + 3],
                bytes[from + 4],
                bytes[from + 5],
                bytes[from + 6],
                bytes[from + 7]);
    }

    /** True for {@code 0.0.0.0} and {@code ::}, which flannel takes for "none". */
    public boolean isUnspecified() {
        return high == 0 && low == 0;
    }

    /** The address {@code steps} (unsigned) further, wrapping at the end of the family. */
    public IpAddress plus(long steps) {
        long sum = low + steps;
        if (family == IpFamily.IPV4) {
            return new IpAddress(family, 0, sum & 0xffffffffL);
        }
        return new IpAddress(family, Long.compareUnsigned(sum, low) < 0 ? high + 1 : high, sum);
    }

    /** The first address of the block of {@code length} leading bits that holds this one. */
    public IpAddress masked(int length) {
        int hostBits = family.bits() - length;
        if (hostBits >= 64) {
            return new IpAddress(family, hostBits == 128 ? 0 : high & -1L << hostBits - 64, 0);
        }
        return new IpAddress(family, high, low & -1L << hostBits);
    }

    @Override
    public int compareTo(IpAddress other) {
        int byFamily = family.compareTo(other.family);
        int byHigh = byFamily != 0 ? byFamily : Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    /** Go's canonical text, which is RFC 5952's. */
    @Override
    public String toString() {
        return InetAddresses.toAddrString(toInetAddress());
    }

    private InetAddress toInetAddress() {
        if (family == IpFamily.IPV4) {
            Inet4Address address = InetAddresses.fromInteger((int) low);
            return address;
        }
        byte[] bytes = new byte[16];
        System.arraycopy(Longs.toByteArray(high), 0, bytes, 0, 8);
        System.arraycopy(Longs.toByteArray(low), 0, bytes, 8, 8);
        return Inet6.ofBytes(bytes);
    }
}
