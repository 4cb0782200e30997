package dev.tenure.operator;

import dev.tenure.lease.LeaseTable;
import dev.tenure.lease.SubnetLease;
import dev.tenure.subnet.FreeSubnets;
import dev.tenure.subnet.IpFamily;
import dev.tenure.subnet.SubnetPool;
import dev.tenure.subnet.TakenBlocks;

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
    /** Counts the pool's subnets. Reservations are few where leases are many, so only they are put into a tree of their own. */
    public static PoolUse of(SubnetPool pool, LeaseTable leases) {
        TakenBlocks taken = leases.taken(pool.family());
        long free = new FreeSubnets(pool, taken).count();
        TakenBlocks kept = leases.reservations() == leases.size() ? taken : reserved(pool.family(), leases);
        long reserved = pool.size() - new FreeSubnets(pool, kept).count();
        return new PoolUse(pool, pool.size() - free - reserved, reserved, free);
    }

    private static TakenBlocks reserved(IpFamily family, LeaseTable leases) {
        return TakenBlocks.of(
                family,
                leases.leases().stream()
                        .filter(SubnetLease::isReservation)
                        .map(SubnetLease::key)
                        .toList());
    }

    public IpFamily family() {
        return pool.family();
    }

    public long size() {
        return pool.size();
    }
}
