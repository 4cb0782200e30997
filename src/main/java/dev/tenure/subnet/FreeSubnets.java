package dev.tenure.subnet;

import java.util.Arrays;
import java.util.BitSet;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Which subnets of a pool nobody has: bits where the pool is small, sorted intervals where it is not, so the cost is that
 * of the leases and never leases × pool.
 */
public final class FreeSubnets {
    private static final long BITS_MAX = 1 << 20;

    private final SubnetPool pool;
    private final BitSet takenBits;
    /** First and last number of each taken stretch, merged and sorted; empty where the bits are used. */
    private final long[][] takenStretches;

    private FreeSubnets(SubnetPool pool, BitSet takenBits, long[][] takenStretches) {
        this.pool = pool;
        this.takenBits = takenBits;
        this.takenStretches = takenStretches;
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
        return new FreeSubnets(pool, new BitSet(), merged(stretches.toArray(long[][]::new)));
    }

    private static long[] stretch(SubnetPool pool, Cidr cidr) {
        long first = Math.max(0, pool.number(cidr.address()));
        long last = Math.min(pool.size() - 1, pool.number(cidr.last()));
        return new long[] {first, last};
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
        if (takenStretches.length == 0) {
            return pool.size() - takenBits.cardinality();
        }
        return pool.size()
                - Arrays.stream(takenStretches)
                        .mapToLong(taken -> taken[1] - taken[0] + 1)
                        .sum();
    }

    private long freeAtOrAfter(long number) {
        if (takenStretches.length == 0) {
            return takenBits.isEmpty() ? number : takenBits.nextClearBit((int) number);
        }
        int low = 0;
        int high = takenStretches.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long[] taken = takenStretches[middle];
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
