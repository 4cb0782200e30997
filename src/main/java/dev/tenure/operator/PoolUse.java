package dev.tenure.operator;

import dev.tenure.lease.SubnetLease;
import dev.tenure.subnet.FreeSubnets;
import dev.tenure.subnet.IpFamily;
import dev.tenure.subnet.SubnetKey;
import dev.tenure.subnet.SubnetPool;
import dev.tenure.subnet.TakenBlocks;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/**
 * How the subnets of one family's pool are used; leased, reserved and free add up to the size. Counting them costs
 * O(leases), whatever the pool's size is.
 *
 * @param pool the pool
 * @param leased subnets that share an address with a lease, and with no reservation
 * @param reserved subnets that share an address with a reservation
 * @param free the others
 */
public record PoolUse(SubnetPool pool, long leased, long reserved, long free) {
    /** Counts the pool's subnets. */
    public static PoolUse of(SubnetPool pool, Collection<SubnetLease> leases) {
        long free = free(pool, leases, lease -> true);
        long reserved = pool.size() - free(pool, leases, SubnetLease::isReservation);
        return new PoolUse(pool, pool.size() - free - reserved, reserved, free);
    }

    private static long free(SubnetPool pool, Collection<SubnetLease> leases, Predicate<SubnetLease> taken) {
        List<SubnetKey> keys =
                leases.stream().filter(taken).map(SubnetLease::key).toList();
        return new FreeSubnets(pool, TakenBlocks.of(pool.family(), keys)).count();
    }

    public IpFamily family() {
        return pool.family();
    }

    public long size() {
        return pool.size();
    }
}
