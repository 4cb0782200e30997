package dev.tenure.lease;

import dev.tenure.subnet.IpAddress;
import dev.tenure.subnet.IpFamily;
import dev.tenure.subnet.SubnetKey;
import dev.tenure.subnet.TakenBlocks;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.pcollections.ConsPStack;
import org.pcollections.PMap;
import org.pcollections.PStack;
import org.pcollections.TreePMap;

/**
 * By what else than their keys leases are found: the blocks that they take and the hosts that hold them. A value. It names
 * keys and not leases, so that what a host writes anew for itself changes nothing here.
 *
 * @param ipv4 the IPv4 halves
 * @param ipv6 the IPv6 halves
 * @param byHost the keys of each host, by the address that tells it from others
 * @param reservations how many leases are reservations
 */
record LeaseIndex(TakenBlocks ipv4, TakenBlocks ipv6, PMap<IpAddress, PStack<SubnetKey>> byHost, int reservations) {
    static final LeaseIndex EMPTY =
            new LeaseIndex(TakenBlocks.none(IpFamily.IPV4), TakenBlocks.none(IpFamily.IPV6), TreePMap.empty(), 0);

    static LeaseIndex of(Collection<SubnetLease> leases) {
        List<SubnetKey> keys = leases.stream().map(SubnetLease::key).toList();
        SortedMap<IpAddress, PStack<SubnetKey>> byHost = new TreeMap<>();
        int reservations = 0;
        for (SubnetLease lease : leases) {
            reservations += lease.isReservation() ? 1 : 0;
            lease.hostAddress()
                    .ifPresent(host -> byHost.put(
                            host, byHost.getOrDefault(host, ConsPStack.empty()).plus(lease.key())));
        }
        return new LeaseIndex(
                TakenBlocks.of(IpFamily.IPV4, keys),
                TakenBlocks.of(IpFamily.IPV6, keys),
                TreePMap.fromSortedMap(byHost),
                reservations);
    }

    TakenBlocks taken(IpFamily family) {
        return family == IpFamily.IPV4 ? ipv4 : ipv6;
    }

    PStack<SubnetKey> keysOf(IpAddress host) {
        return byHost.getOrDefault(host, ConsPStack.empty());
    }

    /** After the lease under one key was {@code before} and is {@code now}; null where there is none. */
    LeaseIndex after(@Nullable SubnetLease before, @Nullable SubnetLease now) {
        boolean isSame = before != null
                && now != null
                && before.hostAddress().equals(now.hostAddress())
                && before.isReservation() == now.isReservation();
        if (isSame) {
            return this;
        }
        LeaseIndex without = before == null ? this : minus(before);
        return now == null ? without : without.plus(now);
    }

    private LeaseIndex plus(SubnetLease lease) {
        SubnetKey key = lease.key();
        PMap<IpAddress, PStack<SubnetKey>> hosts = lease.hostAddress()
                .<PMap<IpAddress, PStack<SubnetKey>>>map(
                        host -> byHost.plus(host, keysOf(host).plus(key)))
                .orElse(byHost);
        return new LeaseIndex(ipv4.plus(key), ipv6.plus(key), hosts, reservations + (lease.isReservation() ? 1 : 0));
    }

    private LeaseIndex minus(SubnetLease lease) {
        SubnetKey key = lease.key();
        return new LeaseIndex(
                ipv4.minus(key),
                ipv6.minus(key),
                lease.hostAddress().map(host -> withoutKey(host, key)).orElse(byHost),
                reservations - (lease.isReservation() ? 1 : 0));
    }

    private PMap<IpAddress, PStack<SubnetKey>> withoutKey(IpAddress host, SubnetKey key) {
        PStack<SubnetKey> left = keysOf(host).minus(key);
        return left.isEmpty() ? byHost.minus(host) : byHost.plus(host, left);
    }
}
