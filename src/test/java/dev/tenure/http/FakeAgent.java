package dev.tenure.http;

import dev.tenure.bus.NetworkChanged;
import dev.tenure.bus.Peers;
import dev.tenure.bus.RegistrySeen;
import dev.tenure.health.HealthReport;
import dev.tenure.health.Tenancies;
import dev.tenure.subnet.NetworkEntry;
import dev.tenure.tenancy.Moment;
import dev.tenure.tenancy.TenancyState;
import dev.tenure.tenancy.TenancyStatus;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

/** An agent that is as the test says: ready with a lease, until told otherwise. */
final class FakeAgent implements AgentView {
    volatile HealthReport health = new HealthReport(true, true, List.of(), Optional.of(Duration.ofMinutes(1_439)));
    volatile TenancyStatus tenancy =
            Tenancies.status(Tenancies.holding(Tenancies.held(Tenancies.lease(), Duration.ofMinutes(1_439))));
    volatile Future<NetworkChanged> network =
            Future.succeededFuture(new NetworkChanged(new NetworkEntry(Tenancies.NETWORK, 3), Tenancies.NETWORK));
    volatile Future<Peers> peers = peers(3);

    volatile Future<RegistrySeen> registry = Future.succeededFuture(Registries.seen(3));
    final List<AgentListener> listeners = new CopyOnWriteArrayList<>();

    static Future<Peers> peers(int count) {
        return Future.succeededFuture(
                new Peers(IntStream.range(0, count).mapToObj(Tenancies::peer).toList(), 4711));
    }

    /** Holds nothing, for this reason; live. */
    void isNotReady(TenancyState state, String code, String sentence) {
        tenancy = Tenancies.status(state);
        health =
                new HealthReport(true, false, List.of(new HealthReport.Reason(code, sentence, true)), Optional.empty());
    }

    @Override
    public HealthReport health() {
        return health;
    }

    @Override
    public TenancyStatus tenancy() {
        return tenancy;
    }

    @Override
    public Future<NetworkChanged> network() {
        return network;
    }

    @Override
    public Future<Peers> peers() {
        return peers;
    }

    @Override
    public Future<RegistrySeen> registry() {
        return registry;
    }

    @Override
    public void follow(AgentListener listener) {
        listeners.add(listener);
    }

    @Override
    public Moment now() {
        return Tenancies.NOW;
    }
}
