package dev.tenure.admin;

import dev.tenure.lease.GrantId;
import dev.tenure.operator.BulkReport;
import dev.tenure.operator.CheckReport;
import dev.tenure.operator.NetworkPlan;
import dev.tenure.operator.RegistryCheck;
import dev.tenure.operator.ReleaseRequest;
import dev.tenure.operator.ReserveRequest;
import dev.tenure.operator.UnreserveRequest;
import dev.tenure.registry.OperatorRegistry;
import dev.tenure.subnet.Cidr;
import dev.tenure.subnet.NetworkConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * What an operator can do to a registry. Every write is one conditional transaction: who loses a race plans again from what
 * is there now, at most {@value Tries#MOST} times; where etcd gave no answer to a write, what is there is looked at, and nothing
 * is written blindly.
 *
 * <p>A future fails, with a {@link dev.tenure.registry.RegistryException}, only where it is certain that nothing was written.
 * All others end with a value that says what was written and what was not. Answers and progress arrive on the registry's
 * context; methods may be called from any thread and any number at a time.
 */
public final class Operations {
    /** How long a lease that was a reservation lives unless its agent keeps it alive: as long as flannel's. */
    public static final Duration USUAL_TTL = Duration.ofHours(24);

    private final OperatorRegistry registry;
    private final Tries tries;

    /** For the registry as whoever it is logged in as. */
    public Operations(Vertx vertx, OperatorRegistry registry) {
        this.registry = registry;
        this.tries = new Tries(vertx, registry);
    }

    /** Reserves a subnet for a host: the one that it has, without a gap, or another. */
    public Future<Done> reserve(ReserveRequest request, boolean dryRun) {
        return new ReserveTask(new Writing(registry), request, dryRun).run(tries);
    }

    /** Makes a reservation a lease on a fresh grant of this length, or deletes it. */
    public Future<Done> unreserve(UnreserveRequest request, Duration ttl, boolean dryRun) {
        return new UnreserveTask(registry, request, ttl, dryRun).run(tries);
    }

    /** Deletes the lease that is meant, and its grant if nothing else hangs on it. */
    public Future<Done> release(ReleaseRequest request, boolean dryRun) {
        return new ReleaseTask(new Writing(registry), request, dryRun).run(tries);
    }

    /**
     * Reserves a subnet for each host of a file. If one may not be reserved, nothing is written unless it was said to keep
     * going. The report says what was written also where etcd goes away in the middle, and can be given back as a file.
     *
     * @param progress hears of the report before the first write, and after each
     */
    public Future<BulkReport> reserveAll(BulkRequest request, Consumer<BulkReport> progress) {
        return new BulkTask(tries, registry, request, progress).run();
    }

    /** What putting this network config would do. */
    public Future<NetworkPlan> planNetwork(NetworkConfig proposed, List<Cidr> routes) {
        return registry.snapshot().map(now -> NetworkPlan.of(now, proposed, routes));
    }

    /**
     * Puts a network config over the one that was planned with. Refused if it has a mistake in it, if it costs somebody his
     * network and {@code force} does not say that this is meant, and if the one in etcd is not of {@code seenRevision}.
     *
     * @param text the JSON, stored as it is
     * @param seenRevision mod_revision of the one that the caller has seen, 0 for none; empty for whichever is there
     * @param routes the destinations of this host's routes
     */
    public Future<NetworkDone> setNetwork(
            String text, OptionalLong seenRevision, boolean force, List<Cidr> routes, boolean dryRun) {
        return new NetworkTask(registry, text, seenRevision, force, routes, dryRun).run(tries);
    }

    /**
     * Looks for everything that can be wrong.
     *
     * @param progress hears of each grant that was asked for
     */
    public Future<CheckReport> check(CheckScope scope, Progress progress) {
        return registry.snapshot()
                .compose(now ->
                        new CheckTask(registry, scope, progress).facts(now).map(facts -> RegistryCheck.of(now, facts)));
    }

    /**
     * Removes what {@code report} says may go and is still exactly so, in the same store, each by one conditional write.
     *
     * @param progress hears of each removal
     */
    public Future<RepairReport> repair(CheckReport report, boolean dryRun, Progress progress) {
        return new RepairTask(registry, report, dryRun).run(progress);
    }

    /** How long each grant lives unless it is kept alive; without those that are gone, or that may not be looked at. */
    public Future<Map<GrantId, Duration>> timesLeft(Collection<GrantId> grants, int parallel, Progress progress) {
        return new GrantReading(registry, progress)
                .states(grants, parallel)
                .map(states -> states.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, state -> state.getValue().left())));
    }
}
