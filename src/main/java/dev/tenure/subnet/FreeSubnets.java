package dev.tenure.subnet;

import com.google.common.collect.Range;
import com.google.common.collect.RangeSet;
import com.google.common.collect.TreeRangeSet;
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
    /** The stretches of numbers that are taken, each open at its end so that neighbours melt; empty beside bits. */
    private final RangeSet<Long> stretches = TreeRangeSet.create();

    private FreeSubnets(SubnetPool pool) {
        this.pool = pool;
        this.bits = pool.size() <= BITS_MAX ? new BitSet((int) pool.size()) : null;
    }

    /** The pool without every subnet that shares an address with one of {@code taken}. */
    public static FreeSubnets of(SubnetPool pool, Stream<Cidr> taken) {
        FreeSubnets free = new FreeSubnets(pool);
        taken.forEach(free::take);
        return free;
    }

    /** From now on {@code cidr} is taken too: for whoever plans several claims, one after the other. */
    public void take(Cidr cidr) {
        if (cidr.family() != pool.family()) {
            return;
        }
        long first = Math.max(0, pool.number(cidr.address()));
        long end = Math.min(pool.size() - 1, pool.number(cidr.last())) + 1;
        if (first >= end) {
            return;
        }
        if (bits != null) {
            bits.set((int) first, (int) end);
        } else {
            stretches.add(Range.closedOpen(first, end));
        }
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
        long taken = bits != null
                ? bits.cardinality()
                : stretches.asRanges().stream()
                        .mapToLong(stretch -> stretch.upperEndpoint() - stretch.lowerEndpoint())
                        .sum();
        return pool.size() - taken;
    }

    private long freeAtOrAfter(long number) {
        if (bits != null) {
            return bits.nextClearBit((int) number);
        }
        Range<Long> taken = stretches.rangeContaining(number);
        return taken == null ? number : taken.upperEndpoint();
    }

    public SubnetPool pool() {
        return pool;
    }
}
