package dev.tenure.subnet;

import com.google.common.collect.Range;
import com.google.common.collect.RangeSet;
import com.google.common.collect.TreeRangeSet;
import java.util.Arrays;
import java.util.BitSet;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which subnets of a pool nobody has: bits where the pool is small, sorted intervals where it is not, so the cost is that
 * of the leases and never leases × pool.
 */
public final class FreeSubnets {
    private static final long BITS_MAX = 1 << 20;

    private final SubnetPool pool;
    /** The numbers that are taken; null where there are too many for bits. */
    private final @Nullable BitSet bits;
    /** First and last number of each taken stretch, merged and sorted; empty where the bits are used. */
    private final long[][] stretches;
    /** The same, each open at its end so that neighbours melt; only from the first {@link #take} on, since it costs more. */
    private @Nullable RangeSet<Long> growing;

    private FreeSubnets(SubnetPool pool, @Nullable BitSet bits, long[][] stretches) {
        this.pool = pool;
        this.bits = bits;
        this.stretches = stretches;
    }

    /** The pool without every subnet that shares an address with one of {@code taken}. */
    public static FreeSubnets of(SubnetPool pool, Stream<Cidr> taken) {
        Stream<long[]> stretches = taken.filter(cidr -> cidr.family() == pool.family())
                .map(cidr -> stretch(pool, cidr))
                .filter(stretch -> stretch[0] <= stretch[1]);
        if (pool.size() <= BITS_MAX) {
            BitSet bits = new BitSet((int) pool.size());
            stretches.forEach(stretch -> bits.set((int) stretch[0], (int) stretch[1] + 1));
            return new FreeSubnets(pool, bits, new long[0][]);
        }
        return new FreeSubnets(pool, null, merged(stretches.toArray(long[][]::new)));
    }

    private static long[] stretch(SubnetPool pool, Cidr cidr) {
        long first = pool.number(cidr.address());
        long last = cidr.length() >= pool.subnetLength() ? first : pool.number(cidr.last());
        return new long[] {Math.max(0, first), Math.min(pool.size() - 1, last)};
    }

    private static long[][] merged(long[][] stretches) {
        Arrays.sort(stretches, (a, b) -> Long.compare(a[0], b[0]));
        int kept = 0;
        for (long[] stretch : stretches) {
            if (kept > 0 && stretch[0] <= stretches[kept - 1][1] + 1) {
                stretches[kept - 1][1] = Math.max(stretches[kept - 1][1], stretch[1]);
            } else {
                stretches[kept++] = stretch;
            }
        }
        return Arrays.copyOf(stretches, kept);
    }

    /** From now on {@code cidr} is taken too: for whoever plans several claims, one after the other. */
    public void take(Cidr cidr) {
        long[] stretch = cidr.family() == pool.family() ? stretch(pool, cidr) : new long[] {0, -1};
        if (stretch[0] > stretch[1]) {
            return;
        }
        if (bits != null) {
            bits.set((int) stretch[0], (int) stretch[1] + 1);
            return;
        }
        if (growing == null) {
            growing = TreeRangeSet.create(
                    Arrays.stream(stretches).map(FreeSubnets::range).toList());
        }
        growing.add(range(stretch));
    }

    private static Range<Long> range(long[] stretch) {
        return Range.closedOpen(stretch[0], stretch[1] + 1);
    }

    /** The number of the first free subnet at or behind {@code from}, going round the end of the pool once. */
    public OptionalLong nextFrom(long from) {
        long behind = freeAtOrAfter(from);
        long found = behind < pool.size() ? behind : freeAtOrAfter(0);
        return found < pool.size() ? OptionalLong.of(found) : OptionalLong.empty();
    }

    /** True if the subnet with this number is free. */
    public boolean isFree(long number) {
        return number >= 0 && number < pool.size() && freeAtOrAfter(number) == number;
    }

    /** How many are free. */
    public long count() {
        if (bits != null) {
            return pool.size() - bits.cardinality();
        }
        Stream<Range<Long>> taken =
                growing == null ? Arrays.stream(stretches).map(FreeSubnets::range) : growing.asRanges().stream();
        return pool.size()
                - taken.mapToLong(range -> range.upperEndpoint() - range.lowerEndpoint())
                        .sum();
    }

    private long freeAtOrAfter(long number) {
        if (bits != null) {
            return bits.nextClearBit((int) number);
        }
        if (growing != null) {
            Range<Long> taken = growing.rangeContaining(number);
            return taken == null ? number : taken.upperEndpoint();
        }
        int low = 0;
        int high = stretches.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long[] taken = stretches[middle];
            if (number < taken[0]) {
                high = middle - 1;
            } else if (number > taken[1]) {
                low = middle + 1;
            } else {
                return taken[1] + 1;
            }
        }
        return number;
    }

    public SubnetPool pool() {
        return pool;
    }
}
