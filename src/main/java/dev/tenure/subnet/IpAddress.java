package dev.tenure.subnet;

import com.google.common.net.InetAddresses;
import com.google.common.primitives.Longs;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
        if (text.isEmpty() || text.length() > TEXT_LENGTH_MAX) {
            return Optional.empty();
        }
        for (int i = 0; i < text.length(); i++) {
            if (!isAddressCharacter(text.charAt(i))) {
                return Optional.empty();
            }
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
        long maskedHigh = hostBits < 64 ? high : hostBits == 128 ? 0 : high & -1L << hostBits - 64;
        long maskedLow = hostBits < 64 ? low & -1L << hostBits : 0;
        // most are masked already, and ten thousand leases have many addresses
        return maskedHigh == high && maskedLow == low ? this : new IpAddress(family, maskedHigh, maskedLow);
    }

    /** How many leading bits this and {@code other}, of the same family, have in common. */
    int commonBits(IpAddress other) {
        if (family == IpFamily.IPV4) {
            return Long.numberOfLeadingZeros(low ^ other.low) - 32;
        }
        return high != other.high
                ? Long.numberOfLeadingZeros(high ^ other.high)
                : 64 + Long.numberOfLeadingZeros(low ^ other.low);
    }

    /** True if the bit with this number is 1; 0 is the leading one. */
    boolean isSet(int bit) {
        int behind = family.bits() - 1 - bit;
        return ((behind >= 64 ? high >>> behind - 64 : low >>> behind) & 1) == 1;
    }

    /** The same with this bit 1. */
    IpAddress with(int bit) {
        int behind = family.bits() - 1 - bit;
        return behind >= 64
                ? new IpAddress(family, high | 1L << behind - 64, low)
                : new IpAddress(family, high, low | 1L << behind);
    }

    @Override
    public int compareTo(IpAddress other) {
        int byFamily = family.compareTo(other.family);
        int byHigh = byFamily != 0 ? byFamily : Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    // the small compiler that Tenure runs with makes a record's own equals ten times slower than this
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof IpAddress that && family == that.family && high == that.high && low == that.low;
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(high) + Long.hashCode(low);
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
