package dev.tenure.operator;

import dev.tenure.lease.HostIdentity;
import dev.tenure.lease.SubnetLease;
import dev.tenure.subnet.Cidr;
import dev.tenure.subnet.IpAddress;
import dev.tenure.subnet.IpFamily;
import dev.tenure.subnet.Subnet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Who has what, for many questions in a row: each costs what it finds and never the whole table. Answers are those of
 * {@link dev.tenure.lease.LeaseTable}, in the order of age.
 */
final class Holdings {
    /** A reservation before a lease, then the older claim: the order in which claims win (P1). */
    static final Comparator<SubnetLease> STRONGER_FIRST = Comparator.comparing(
                    (SubnetLease lease) -> !lease.isReservation())
            .thenComparingLong(SubnetLease::createRevision)
            .thenComparing(lease -> lease.key().text());

    private final BlockIndex<SubnetLease> byBlock = new BlockIndex<>();
    private final Map<IpAddress, List<SubnetLease>> byHost = new HashMap<>();

    static Holdings of(Collection<SubnetLease> leases) {
        Holdings holdings = new Holdings();
        leases.forEach(holdings::add);
        return holdings;
    }

    void add(SubnetLease lease) {
        halves(lease.subnet()).forEach(half -> byBlock.add(half, lease));
        lease.hostAddress()
                .ifPresent(host ->
                        byHost.computeIfAbsent(host, none -> new ArrayList<>(1)).add(lease));
    }

    void replace(SubnetLease old, SubnetLease now) {
        halves(old.subnet()).forEach(half -> byBlock.remove(half, old));
        old.hostAddress().map(byHost::get).ifPresent(own -> own.remove(old));
        add(now);
    }

    static Stream<Cidr> halves(Subnet subnet) {
        return Stream.of(IpFamily.values()).flatMap(family -> subnet.half(family).stream());
    }

    /** The leases written for {@code host}, the oldest claim first. */
    List<SubnetLease> heldBy(HostIdentity host) {
        List<SubnetLease> found = new ArrayList<>();
        if (host.publicIp() != null) {
            found.addAll(byHost.getOrDefault(host.publicIp(), List.of()));
        }
        if (host.publicIpv6() != null) {
            found.addAll(byHost.getOrDefault(host.publicIpv6(), List.of()));
        }
        found.sort(Comparator.comparingLong(SubnetLease::createRevision));
        return found;
    }

    /** The leases of other hosts that share an address with {@code subnet}, the strongest claim first. */
    List<SubnetLease> foreignOverlaps(Subnet subnet, HostIdentity host) {
        List<SubnetLease> found = new ArrayList<>();
        for (IpFamily family : IpFamily.values()) {
            subnet.half(family).ifPresent(half -> found.addAll(byBlock.overlapping(half)));
        }
        found.removeIf(lease -> lease.isHeldBy(host));
        return found.size() < 2
                ? found
                : found.stream().distinct().sorted(STRONGER_FIRST).toList();
    }

    /** Every block of addresses that somebody has. */
    Stream<Cidr> blocks() {
        return byBlock.blocks();
    }
}
