package dev.tenure.subnet;

/**
 * The subnets of one family that a network config offers: SubnetMin…SubnetMax, numbered from 0.
 *
 * <p>An IPv6 network can offer more subnets than a long counts; those beyond {@value #SIZE_MAX} are not numbered.
 *
 * @param network the whole network
 * @param subnetLength the length of each subnet in bits
 * @param min the first subnet that is given out
 * @param max the last one
 */
public record SubnetPool(Cidr network, int subnetLength, IpAddress min, IpAddress max) {
    /** The most subnets that a pool numbers. */
    public static final long SIZE_MAX = 1L << 62;

    public IpFamily family() {
        return network.family();
    }

    /** How many subnets there are, at least 1. */
    public long size() {
        return Math.min(steps(max) + 1, SIZE_MAX);
    }

    /** The subnet with this number. */
    public Cidr subnet(long number) {
        int hostBits = family().bits() - subnetLength;
        IpAddress first = hostBits >= 64
                ? new IpAddress(family(), min.high() + (number << hostBits - 64), min.low())
                : addShifted(number, hostBits);
        return new Cidr(first, subnetLength);
    }

    private IpAddress addShifted(long number, int hostBits) {
        IpAddress lowPart = min.plus(number << hostBits);
        long carriedHigh = hostBits == 0 ? 0 : number >>> 64 - hostBits;
        return new IpAddress(family(), lowPart.high() + carriedHigh, lowPart.low());
    }

    /** The number of the subnet that holds {@code address}; -1 before the pool, {@link #size()} behind it. */
    public long number(IpAddress address) {
        if (address.compareTo(min) < 0) {
            return -1;
        }
        return address.compareTo(new Cidr(max, subnetLength).last()) > 0 ? size() : Math.min(steps(address), size());
    }

    /** Whole subnets between the first and the one that holds {@code address}, at most {@link #SIZE_MAX}. */
    private long steps(IpAddress address) {
        int hostBits = family().bits() - subnetLength;
        long low = address.low() - min.low();
        long high = address.high() - min.high() - (Long.compareUnsigned(address.low(), min.low()) < 0 ? 1 : 0);
        if (hostBits >= 64) {
            return capped(hostBits == 128 ? 0 : high >>> hostBits - 64);
        }
        return high >>> hostBits != 0
                ? SIZE_MAX
                : capped(hostBits == 0 ? low : high << 64 - hostBits | low >>> hostBits);
    }

    private static long capped(long unsigned) {
        return Long.compareUnsigned(unsigned, SIZE_MAX) > 0 ? SIZE_MAX : unsigned;
    }

    /** True if {@code subnet} is one of the pool's own: network, length and range. */
    public boolean offers(Cidr subnet) {
        return allows(subnet)
                && subnet.address().compareTo(min) >= 0
                && subnet.address().compareTo(max) <= 0;
    }

    /** True if {@code subnet} lies in the network and has its length; a reservation may lie outside SubnetMin…SubnetMax. */
    public boolean allows(Cidr subnet) {
        return subnet.length() == subnetLength && network.contains(subnet);
    }
}
