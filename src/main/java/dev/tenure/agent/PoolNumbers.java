package dev.tenure.agent;

import dev.tenure.lease.SubnetLease;
import dev.tenure.subnet.FreeSubnets;
import dev.tenure.subnet.SubnetPool;
import dev.tenure.tenancy.RegistryView;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How the subnets of one family's pool are used in one view of the registry: leased + reserved + free is the pool's size. It
 * is counted when first asked for, O(leases), and never again; so a view that nobody scrapes costs nothing. Thread-safe.
 */
final class PoolNumbers {
    private record Counts(long leased, long reserved, long free) {}

    private final RegistryView view;
    private final @Nullable SubnetPool pool;

    /** Guarded by this. */
    private @Nullable Counts counted;

    PoolNumbers(RegistryView view, @Nullable SubnetPool pool) {
        this.view = view;
        this.pool = pool;
    }

    private synchronized Counts counts() {
        Counts counts = counted;
        if (counts == null) {
            counts = pool == null ? new Counts(0, 0, 0) : count(view, pool);
            counted = counts;
        }
        return counts;
    }

    private static Counts count(RegistryView view, SubnetPool pool) {
        long free = free(view, pool, lease -> true);
        long reserved = pool.size() - free(view, pool, SubnetLease::isReservation);
        return new Counts(pool.size() - free - reserved, reserved, free);
    }

    private static long free(RegistryView view, SubnetPool pool, Predicate<SubnetLease> taken) {
        return FreeSubnets.of(
                        pool,
                        view.leases().leases().stream()
                                .filter(taken)
                                .flatMap(lease -> lease.subnet().half(pool.family()).stream()))
                .count();
    }

    /** Subnets that share an address with a lease, and with no reservation. */
    long leased() {
        return counts().leased();
    }

    /** Subnets that share an address with a reservation. */
    long reserved() {
        return counts().reserved();
    }

    long free() {
        return counts().free();
    }
}
