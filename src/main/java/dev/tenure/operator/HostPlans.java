package dev.tenure.operator;

import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.HostIdentity;
import dev.tenure.lease.LeaseTable;
import dev.tenure.lease.SubnetLease;
import dev.tenure.subnet.Cidr;
import dev.tenure.subnet.IpAddress;
import dev.tenure.subnet.IpFamily;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.subnet.Subnet;
import dev.tenure.subnet.SubnetPool;
import dev.tenure.tenancy.Rivals;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What every host does when a network config is put into etcd: what each host's own plan says, for all of them at once. */
final class HostPlans {
    private final NetworkConfig network;
    private final Holdings holdings;

    HostPlans(NetworkConfig network, LeaseTable leases) {
        this.network = network;
        this.holdings = Holdings.of(leases.leases());
    }

    /** One for each host that has a key, in the order of their addresses. */
    List<HostPlan> all(LeaseTable leases) {
        Map<IpAddress, HostIdentity> hosts = new TreeMap<>();
        leases.leases().stream()
                .sorted(Comparator.comparingLong(SubnetLease::createRevision))
                .forEach(lease -> {
                    if (lease.value() instanceof HostAttributes attributes) {
                        lease.hostAddress().ifPresent(address -> hosts.put(address, attributes.identity()));
                    }
                });
        Set<String> seen = new HashSet<>();
        List<HostPlan> plans = new ArrayList<>();
        // IPv4 comes first, so a key without PublicIP is counted for the host that has that PublicIPv6 beside a
        // PublicIP
        hosts.values().forEach(host -> {
            List<SubnetLease> own = holdings.heldBy(host).stream()
                    .filter(lease -> seen.add(lease.key().text()))
                    .toList();
            if (!own.isEmpty()) {
                plans.add(plan(host, own));
            }
        });
        return plans;
    }

    private HostPlan plan(HostIdentity host, List<SubnetLease> own) {
        Optional<SubnetLease> kept =
                own.stream().filter(lease -> whyNot(lease, host).isEmpty()).min(Holdings.STRONGER_FIRST);
        if (kept.isPresent()) {
            return new HostPlan(host, kept.get(), HostPlan.Step.KEEP, "");
        }
        SubnetLease has = own.stream().min(Holdings.STRONGER_FIRST).orElseThrow();
        return new HostPlan(
                host,
                has,
                has.isReservation() ? HostPlan.Step.LEAVE_RESERVATION : HostPlan.Step.MOVE,
                whyNot(has, host).orElse(""));
    }

    /** True if the host need not move. */
    boolean stays(HostIdentity host) {
        return holdings.heldBy(host).stream()
                .anyMatch(lease -> whyNot(lease, host).isEmpty());
    }

    /** Why the host cannot stay on {@code lease}; empty if it can. */
    private Optional<String> whyNot(SubnetLease lease, HostIdentity host) {
        return Misfit.of(network, lease)
                .map(Misfit::reason)
                .or(() -> holdings.foreignOverlaps(lease.subnet(), host).stream()
                        .filter(rival -> rival.value() instanceof HostAttributes)
                        .filter(rival -> Rivals.mustYield(lease, rival))
                        .findFirst()
                        .map(rival -> lease.subnet() + " overlaps " + Wording.the(rival) + ", which comes first"));
    }

    /** The half of this family with which a host that moves goes on, if it has one that fits and that nobody else has. */
    Optional<Cidr> kept(HostPlan plan, IpFamily family) {
        SubnetPool pool = network.pool(family);
        return pool == null
                ? Optional.empty()
                : holdings.heldBy(plan.host()).stream()
                        .sorted(Holdings.STRONGER_FIRST)
                        .flatMap(lease -> lease.subnet().half(family).stream())
                        .filter(pool::offers)
                        .filter(half -> holdings.foreignOverlaps(Subnet.of(half), plan.host())
                                .isEmpty())
                        .findFirst();
    }

    /** The leases that a host gives up once it has moved. */
    List<SubnetLease> leaves(HostPlan plan) {
        return holdings.heldBy(plan.host()).stream()
                .filter(lease -> plan.mustMove() && !lease.isReservation())
                .toList();
    }
}
