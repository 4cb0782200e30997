package dev.tenure.agent;

import dev.tenure.operator.PoolUse;
import dev.tenure.subnet.SubnetPool;
import dev.tenure.tenancy.RegistryView;
import org.jspecify.annotations.Nullable;

/**
 * How the subnets of one family's pool are used in one view of the registry: leased + reserved + free is the pool's size. It
 * is counted when first asked for, O(leases), and never again; so a view that nobody scrapes costs nothing. Thread-safe.
 */
final class PoolNumbers {
    private final RegistryView view;
    private final @Nullable SubnetPool pool;

    /** Guarded by this. */
    private @Nullable PoolUse counted;

    PoolNumbers(RegistryView view, @Nullable SubnetPool pool) {
        this.view = view;
        this.pool = pool;
    }

    private synchronized @Nullable PoolUse use() {
        PoolUse use = counted;
        if (use == null && pool != null) {
            use = PoolUse.of(pool, view.leases());
            counted = use;
        }
        return use;
    }

    /** Subnets that share an address with a lease, and with no reservation. */
    long leased() {
        PoolUse use = use();
        return use == null ? 0 : use.leased();
    }

    /** Subnets that share an address with a reservation. */
    long reserved() {
        PoolUse use = use();
        return use == null ? 0 : use.reserved();
    }

    long free() {
        PoolUse use = use();
        return use == null ? 0 : use.free();
    }
}
