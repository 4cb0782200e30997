package dev.tenure.subnet;

import java.util.OptionalLong;
import java.util.stream.Stream;

/** Which subnets of a pool nobody has. */
public final class FreeSubnets {
    private final SubnetPool pool;
    private TakenBlocks taken;

    /**
     * The pool without every subnet that shares an address with a block that is taken.
     *
     * @param taken of the pool's family
     */
    public FreeSubnets(SubnetPool pool, TakenBlocks taken) {
        this.pool = pool;
        this.taken = taken;
    }

    /** The pool without every subnet that shares an address with one of {@code taken}. */
    public static FreeSubnets of(SubnetPool pool, Stream<Cidr> taken) {
        return new FreeSubnets(
                pool, TakenBlocks.of(pool.family(), taken.map(FreeSubnets::key).toList()));
    }

    /** From now on {@code cidr} is taken too: for whoever plans several claims, one after the other. */
    public void take(Cidr cidr) {
        taken = taken.plus(key(cidr));
    }

    private static SubnetKey key(Cidr cidr) {
        return SubnetKey.of(Subnet.of(cidr));
    }

    /** The number of the first free subnet at or behind {@code from}, going round the end of the pool once. */
    public OptionalLong nextFrom(long from) {
        OptionalLong behind = freeAtOrAfter(from);
        return behind.isPresent() ? behind : freeAtOrAfter(0);
    }

    /** True if the subnet with this number is free. */
    public boolean isFree(long number) {
        return number >= 0
                && number < pool.size()
                && taken.overlapping(pool.subnet(number)).isEmpty();
    }

    private OptionalLong freeAtOrAfter(long number) {
        IpAddress first =
                taken.firstFree(pool.subnetLength(), pool.subnet(number).address());
        long found = first == null ? pool.size() : pool.number(first);
        return found < pool.size() ? OptionalLong.of(found) : OptionalLong.empty();
    }

    /** How many are free. */
    public long count() {
        long[] count = {0};
        taken.forEachFree(pool.subnetLength(), (first, last) -> count[0] += numbersIn(first, last));
        return count[0];
    }

    private long numbersIn(IpAddress first, IpAddress last) {
        long from = Math.max(0, pool.number(first));
        long to = Math.min(pool.size() - 1, pool.number(last));
        return Math.max(0, to - from + 1);
    }

    public SubnetPool pool() {
        return pool;
    }
}
