package dev.tenure.http;

import dev.tenure.bus.NetworkChanged;
import dev.tenure.bus.Peers;
import dev.tenure.bus.RegistrySeen;
import dev.tenure.bus.Topics;
import dev.tenure.health.HealthReport;
import dev.tenure.tenancy.Moment;
import dev.tenure.tenancy.TenancyFact;
import dev.tenure.tenancy.TenancyStatus;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import java.util.function.Supplier;

/** An agent as it is heard and asked on the bus. */
record BusView(
        EventBus bus,
        Topics topics,
        boolean followsPeers,
        Supplier<HealthReport> healthNow,
        Supplier<TenancyStatus> tenancyNow,
        Supplier<Moment> clock)
        implements AgentView {
    @Override
    public HealthReport health() {
        return healthNow.get();
    }

    @Override
    public TenancyStatus tenancy() {
        return tenancyNow.get();
    }

    @Override
    public Future<NetworkChanged> network() {
        return topics.networkQuery().request(bus, new Topics.Ask());
    }

    @Override
    public Future<Peers> peers() {
        return topics.peersQuery().request(bus, new Topics.Ask());
    }

    @Override
    public Future<RegistrySeen> registry() {
        return topics.registryQuery().request(bus, new Topics.Ask());
    }

    @Override
    public void follow(AgentListener listener) {
        if (followsPeers) {
            topics.facts().consumer(bus, fact -> {
                if (fact instanceof TenancyFact.OfRegistry happened) {
                    listener.registryIs(happened);
                }
            });
        }
        topics.tenancyChanged().consumer(bus, listener::tenancyIs);
        topics.healthChanged().consumer(bus, listener::healthIs);
    }

    @Override
    public Moment now() {
        return clock.get();
    }
}
