package dev.tenure.subnet;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A block of addresses of one family, such as {@code 10.5.52.0/24}; host bits are always zero.
 *
 * @param address the first address of the block
 * @param length how many leading bits are fixed, 0…32 or 0…128
 */
public record Cidr(IpAddress address, int length) implements Comparable<Cidr> {
    public Cidr {
        if (length < 0 || length > address.family().bits()) {
            throw new IllegalArgumentException(
                    "the length of a block is 0 to " + address.family().bits() + ", not " + length);
        }
        address = address.masked(length);
    }

    /** {@code address/length}; host bits are masked off, as flannel does. Empty for anything else. */
    public static Optional<Cidr> parse(String text) {
        int slash = text.indexOf('/');
        return slash < 0 ? Optional.empty() : parse(text.substring(0, slash), text.substring(slash + 1));
    }

    /** The two halves of a CIDR, wherever they were found. Empty unless the length is plain decimal and in range. */
    public static Optional<Cidr> parse(String address, String length) {
        boolean decimal =
                !length.isEmpty() && length.length() <= 3 && length.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!decimal) {
            return Optional.empty();
        }
        int bits = Integer.parseInt(length);
        // an IPv4 address in IPv6 clothes (::ffff:10.0.0.0) has a length of 0 to 128, which is not an IPv4 block's
        IpFamily written = address.indexOf(':') < 0 ? IpFamily.IPV4 : IpFamily.IPV6;
        return IpAddress.parse(address)
                .filter(parsed -> parsed.family() == written && bits <= written.bits())
                .map(parsed -> new Cidr(parsed, bits));
    }

    public IpFamily family() {
        return address.family();
    }

    /** The last address of the block. */
    public IpAddress last() {
        int hostBits = family().bits() - length;
        long low = hostBits >= 64 ? -1L : address.low() | (1L << hostBits) - 1;
        long high =
                hostBits <= 64 ? address.high() : hostBits == 128 ? -1L : address.high() | (1L << hostBits - 64) - 1;
        return new IpAddress(family(), high, family() == IpFamily.IPV4 ? low & 0xffffffffL : low);
    }

    public boolean contains(IpAddress other) {
        return other.family() == family() && address.commonBits(other) >= length;
    }

    /** True if every address of {@code other} is one of ours. */
    public boolean contains(Cidr other) {
        return other.length >= length && contains(other.address);
    }

    /** True if the two share an address; blocks either nest or are apart. */
    public boolean overlaps(Cidr other) {
        return contains(other) || other.contains(this);
    }

    /** The smallest block that holds both, which are of one family. */
    public Cidr around(Cidr other) {
        int common = Math.min(address.commonBits(other.address), Math.min(length, other.length));
        return common == length ? this : new Cidr(address, common);
    }

    /** True if {@code inside}, an address of this block, lies in its upper half. */
    boolean isInUpperHalf(IpAddress inside) {
        return inside.isSet(length);
    }

    /** The lower or the upper half of a block of more than one address. */
    Cidr half(boolean upper) {
        return new Cidr(upper ? address.with(length) : address, length + 1);
    }

    @Override
    public int compareTo(Cidr other) {
        int byAddress = address.compareTo(other.address);
        return byAddress != 0 ? byAddress : Integer.compare(length, other.length);
    }

    // the small compiler that Tenure runs with makes a record's own equals ten times slower than this
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Cidr that && length == that.length && address.equals(that.address);
    }

    @Override
    public int hashCode() {
        return 31 * address.hashCode() + length;
    }

    @Override
    public String toString() {
        return address + "/" + length;
    }
}
