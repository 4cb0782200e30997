package dev.tenure.agent;

import dev.tenure.subnet.IpFamily;
import dev.tenure.subnet.SubnetPool;
import dev.tenure.tenancy.RegistryView;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * {@code tenure.pool.subnets}, for the families that the network config in force enables and no others: 0 free subnets of a
 * family that is off would look like an exhausted pool. Thread-safe.
 */
final class PoolGauges {
    private final MeterRegistry registry;

    /** The meters of each family that is on; guarded by this. */
    private final Map<IpFamily, List<Meter>> bound = new EnumMap<>(IpFamily.class);

    private volatile PoolNumbers ipv4 = new PoolNumbers(RegistryView.EMPTY, null);
    private volatile PoolNumbers ipv6 = new PoolNumbers(RegistryView.EMPTY, null);

    PoolGauges(MeterRegistry registry) {
        this.registry = registry;
    }

    /** The registry is as {@code view} shows it now. Counts nothing yet. */
    synchronized void see(RegistryView view) {
        ipv4 = new PoolNumbers(view, pool(view, IpFamily.IPV4));
        ipv6 = new PoolNumbers(view, pool(view, IpFamily.IPV6));
        for (IpFamily family : IpFamily.values()) {
            if (pool(view, family) == null) {
                unbind(family);
            } else {
                bound.computeIfAbsent(family, this::bind);
            }
        }
    }

    synchronized void unbindAll() {
        List.of(IpFamily.values()).forEach(this::unbind);
    }

    private static @Nullable SubnetPool pool(RegistryView view, IpFamily family) {
        return view.network() == null ? null : view.network().pool(family);
    }

    private void unbind(IpFamily family) {
        List<Meter> meters = bound.remove(family);
        if (meters != null) {
            meters.forEach(registry::remove);
        }
    }

    private List<Meter> bind(IpFamily family) {
        List<Meter> meters = new ArrayList<>();
        meters.add(bind(family, "leased", PoolNumbers::leased));
        meters.add(bind(family, "reserved", PoolNumbers::reserved));
        meters.add(bind(family, "free", PoolNumbers::free));
        return meters;
    }

    private Meter bind(IpFamily family, String state, ToDoubleFunction<PoolNumbers> count) {
        return Gauge.builder("tenure.pool.subnets", this, gauges -> count.applyAsDouble(gauges.numbers(family)))
                .description("Subnets of the pool, by what became of them")
                .tag("family", family.toString().toLowerCase(Locale.ROOT))
                .tag("state", state)
                .strongReference(true)
                .register(registry);
    }

    private PoolNumbers numbers(IpFamily family) {
        return family == IpFamily.IPV4 ? ipv4 : ipv6;
    }
}
