package dev.tenure.bus;

import dev.tenure.health.HealthReport;
import dev.tenure.tenancy.TenancyCommand;
import dev.tenure.tenancy.TenancyFact;
import dev.tenure.tenancy.TenancyStatus;

/**
 * Every address on the bus. The prefix ({@code tenure} unless an option says otherwise) keeps two agents on one Vertx apart.
 *
 * <p>Public: {@code *.changed}, {@code *.query}, {@code backend.attributes}, {@code reserve}, {@code release}; each has a
 * JSON mirror on {@code <address>.json}. What is below {@code internal} may change with every release.
 *
 * @param prefix the first part of every address
 */
public record Topics(String prefix) {
    /** What {@code *.query} is asked with. */
    public record Ask() {}

    /** What a part that has just started wants to hear. */
    public enum SayAgain {
        /** The latest facts: host, subnet.env, registry. */
        FACTS,
        /** The commands that are in force: which key to keep alive, what subnet.env has to say. */
        COMMANDS,
        /** Every part's status. */
        STATUS
    }

    /** This host's tenancy has changed in any way. */
    public Topic<TenancyStatus> tenancyChanged() {
        return topic("tenancy.changed", TenancyStatus.class);
    }

    /** The network config was written, broken or deleted. */
    public Topic<NetworkChanged> networkChanged() {
        return topic("network.changed", NetworkChanged.class);
    }

    /** Other hosts' leases came, changed or went. */
    public Topic<PeersChanged> peersChanged() {
        return topic("peers.changed", PeersChanged.class);
    }

    /** Readiness, liveness or their reasons have changed. */
    public Topic<HealthReport> healthChanged() {
        return topic("health.changed", HealthReport.class);
    }

    /** What this host holds now. */
    public Query<Ask, TenancyStatus> tenancyQuery() {
        return query("tenancy.query", Ask.class, TenancyStatus.class);
    }

    /** Every other host's lease. */
    public Query<Ask, Peers> peersQuery() {
        return query("peers.query", Ask.class, Peers.class);
    }

    /** The network config. */
    public Query<Ask, NetworkChanged> networkQuery() {
        return query("network.query", Ask.class, NetworkChanged.class);
    }

    /** Readiness, liveness and their reasons. */
    public Query<Ask, HealthReport> healthQuery() {
        return query("health.query", Ask.class, HealthReport.class);
    }

    /** A data plane on this host says what others have to know about it; answered once it is noted. */
    public Query<BackendAttributes, TenancyStatus> backendAttributes() {
        return query("backend.attributes", BackendAttributes.class, TenancyStatus.class);
    }

    /** Turn this host's lease into a reservation of the same subnet. */
    public Query<Reserve, TenancyStatus> reserve() {
        return query("reserve", Reserve.class, TenancyStatus.class);
    }

    /** Give this host's lease back; the agent claims nothing until it starts again. */
    public Query<Release, TenancyStatus> release() {
        return query("release", Release.class, TenancyStatus.class);
    }

    /** The registry as the agent sees it, without a call to etcd. */
    public Query<Ask, RegistrySeen> registryQuery() {
        return query("internal.registry.query", Ask.class, RegistrySeen.class);
    }

    /** What has happened, for the one who decides. */
    public Topic<TenancyFact> facts() {
        return topic("internal.facts", TenancyFact.class);
    }

    /** What to do, for the one who does it. */
    public Topic<TenancyCommand> commands() {
        return topic("internal.commands", TenancyCommand.class);
    }

    /** Whether subnet.env says what it should. */
    public Topic<SubnetEnvStatus> subnetEnvStatus() {
        return topic("internal.subnet-env", SubnetEnvStatus.class);
    }

    /** Whether the registry answers. */
    public Topic<RegistryStatus> registryStatus() {
        return topic("internal.registry", RegistryStatus.class);
    }

    /** A part has started and asks everybody to say again what it missed. */
    public Topic<SayAgain> sayAgain() {
        return topic("internal.say-again", SayAgain.class);
    }

    /** A part's event loop has turned. */
    public Topic<PartBeat> beats() {
        return topic("internal.beats", PartBeat.class);
    }

    private <T> Topic<T> topic(String name, Class<T> type) {
        return new Topic<>(prefix + "." + name, type);
    }

    private <Q, R> Query<Q, R> query(String name, Class<Q> question, Class<R> answer) {
        return new Query<>(prefix + "." + name, question, answer);
    }
}
