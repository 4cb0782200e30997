package dev.tenure.operator;

import dev.tenure.lease.LeaseTable;
import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.subnet.Cidr;
import dev.tenure.subnet.FreeSubnets;
import dev.tenure.subnet.IpFamily;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.subnet.SubnetPool;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What putting a network config into etcd would do: to each host, to the room that is left, and to this host's routes.
 *
 * @param current the network config in etcd, if it is a good one
 * @param proposed the one that is to be put there
 * @param networkRevision mod_revision of the one in etcd, 0 if there is none; the write is bound to it
 * @param hosts what each host does, in the order of their addresses
 * @param capacity the room of each family that is on before or after
 * @param collisions routes of this host that are in the way
 * @param dangers what makes it destructive, a sentence each; empty if it is not
 * @param notes what else happens, a sentence each
 */
public record NetworkPlan(
        Optional<NetworkConfig> current,
        NetworkConfig proposed,
        long networkRevision,
        List<HostPlan> hosts,
        List<Capacity> capacity,
        List<RouteCollision> collisions,
        List<String> dangers,
        List<String> notes) {
    public NetworkPlan {
        hosts = List.copyOf(hosts);
        capacity = List.copyOf(capacity);
        collisions = List.copyOf(collisions);
        dangers = List.copyOf(dangers);
        notes = List.copyOf(notes);
    }

    /**
     * Plans {@code proposed} for the registry as it was read.
     *
     * @param routes the destinations of this host's routes
     */
    public static NetworkPlan of(RegistrySnapshot snapshot, NetworkConfig proposed, List<Cidr> routes) {
        NetworkConfig current = snapshot.network().reading() instanceof NetworkConfig good ? good : null;
        HostPlans plans = new HostPlans(proposed, snapshot.leases());
        List<HostPlan> hosts = plans.all(snapshot.leases());
        List<Capacity> capacity = Stream.of(IpFamily.values())
                .filter(family -> proposed.pool(family) != null || current != null && current.pool(family) != null)
                .map(family -> capacity(family, current, proposed, snapshot.leases(), plans, hosts))
                .toList();
        List<RouteCollision> collisions = RouteCollision.of(current, proposed, routes);
        List<HostPlan> uprooted = hosts.stream().filter(HostPlan::mustMove).toList();
        if (current != null && !uprooted.isEmpty()) {
            HostPlans now = new HostPlans(current, snapshot.leases());
            uprooted = uprooted.stream().filter(host -> now.stays(host.host())).toList();
        }
        NetworkPlanWords words = new NetworkPlanWords(current, proposed, hosts, uprooted, capacity, collisions);
        return new NetworkPlan(
                Optional.ofNullable(current),
                proposed,
                snapshot.network().modRevision(),
                hosts,
                capacity,
                collisions,
                words.dangers(),
                words.notes());
    }

    private static Capacity capacity(
            IpFamily family,
            @Nullable NetworkConfig current,
            NetworkConfig proposed,
            LeaseTable leases,
            HostPlans plans,
            List<HostPlan> hosts) {
        Optional<PoolUse> before = Optional.ofNullable(current == null ? null : current.pool(family))
                .map(pool -> PoolUse.of(pool, leases));
        SubnetPool pool = proposed.pool(family);
        if (pool == null) {
            return new Capacity(family, before, Optional.empty(), 0, 0, 0);
        }
        long wanted = 0;
        Set<String> leaving = new HashSet<>();
        List<Cidr> staying = new ArrayList<>();
        for (HostPlan host : hosts) {
            if (host.mustMove()) {
                Optional<Cidr> kept = plans.kept(host, family);
                kept.ifPresent(staying::add);
                wanted += kept.isPresent() ? 0 : 1;
                plans.leaves(host).forEach(lease -> leaving.add(lease.key().text()));
            }
        }
        leases.leases().stream()
                .filter(lease -> !leaving.contains(lease.key().text()))
                .flatMap(lease -> lease.subnet().half(family).stream())
                .forEach(staying::add);
        PoolUse after = PoolUse.of(pool, leases);
        long freeInTheEnd = FreeSubnets.of(pool, staying.stream()).count();
        return new Capacity(family, before, Optional.of(after), wanted, after.free(), freeInTheEnd);
    }

    /** True if it costs somebody his network; then it is not to be done unless that is meant. */
    public boolean isDestructive() {
        return !dangers.isEmpty();
    }

    /** Why it is not put into etcd unless that is said to be meant; empty if it costs nobody anything. */
    public Optional<Refusal> refusal() {
        return isDestructive()
                ? Optional.of(new Refusal(
                        Refusal.Code.DESTRUCTIVE, String.join("; ", dangers) + "; say --force if that is meant"))
                : Optional.empty();
    }

    /** True if nothing would be other than it is. */
    public boolean isSame() {
        return current.filter(proposed::equals).isPresent();
    }
}
