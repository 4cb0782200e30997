package dev.tenure.http;

import dev.tenure.bus.NetworkChanged;
import dev.tenure.bus.Peers;
import dev.tenure.bus.RegistrySeen;
import dev.tenure.bus.Topics;
import dev.tenure.health.HealthReport;
import dev.tenure.tenancy.Moment;
import dev.tenure.tenancy.TenancyStatus;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import java.util.function.Supplier;

/**
 * What the HTTP surface shows of an agent, and all that it knows of one. Called on the server's event loop; no method blocks
 * or asks etcd.
 */
public interface AgentView {
    /** Health, judged now from what is known already. */
    HealthReport health();

    /** What this host holds, as last heard. */
    TenancyStatus tenancy();

    /** The network config; fails with a sentence where the agent does not answer in time. */
    Future<NetworkChanged> network();

    /** Every other host's lease; fails with a sentence where the agent does not answer in time. */
    Future<Peers> peers();

    /** The registry as the agent sees it; fails with a sentence where the agent does not answer in time. */
    Future<RegistrySeen> registry();

    /**
     * Tells {@code listener} of everything from now on, on the caller's context; where peers are not followed, of the registry
     * nothing.
     */
    void follow(AgentListener listener);

    /** The moment from which seconds are counted. */
    Moment now();

    /**
     * Asks the bus for what is big and is told the rest.
     *
     * @param followsPeers false if the registry as the agent sees it is nothing to show
     * @param health judges now; must not block
     * @param tenancy what was last heard; must not block
     */
    static AgentView of(
            EventBus bus,
            Topics topics,
            boolean followsPeers,
            Supplier<HealthReport> health,
            Supplier<TenancyStatus> tenancy,
            Supplier<Moment> now) {
        return new BusView(bus, topics, followsPeers, health, tenancy, now);
    }
}
