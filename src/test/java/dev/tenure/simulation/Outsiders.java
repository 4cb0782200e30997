package dev.tenure.simulation;

import dev.tenure.lease.GrantId;
import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.HostIdentity;
import dev.tenure.lease.LeaseTable;
import dev.tenure.lease.LeaseValue;
import dev.tenure.lease.SubnetLease;
import dev.tenure.lease.Term;
import dev.tenure.subnet.Cidr;
import dev.tenure.subnet.FreeSubnets;
import dev.tenure.subnet.IpAddress;
import dev.tenure.subnet.IpFamily;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.subnet.Subnet;
import dev.tenure.subnet.SubnetKey;
import dev.tenure.subnet.SubnetPool;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Those who write without asking: operators, and hosts that run flanneld. */
final class Outsiders {
    private static final HostIdentity STRANGER =
            new HostIdentity(IpAddress.parse("192.168.90.1").orElseThrow(), null);

    private final World world;
    private final EtcdModel etcd;
    private final Duration ttl;
    /** What an outsider deleted or wrote over; a host that cannot hear of it is excused until its deadline. */
    private final Set<String> taken = new HashSet<>();
    /** Keys that an operator has made a reservation of, at the revision at which they did. */
    private final Map<SubnetKey, Long> reserved = new HashMap<>();

    private final Map<String, SubnetKey> flannelKeys = new HashMap<>();
    private boolean isFlannelOver;

    Outsiders(World world, EtcdModel etcd, Duration ttl) {
        this.world = world;
        this.etcd = etcd;
        this.ttl = ttl;
    }

    private static String name(SubnetLease lease) {
        return lease.key().text() + "@" + lease.createRevision();
    }

    boolean hasTaken(SubnetLease lease) {
        return taken.contains(name(lease));
    }

    Map<SubnetKey, Long> reserved() {
        return reserved;
    }

    /** Any lease or reservation; empty where there is none. */
    private Optional<SubnetLease> any() {
        List<SubnetLease> all = etcd.table().leases().stream()
                .sorted((a, b) -> a.key().text().compareTo(b.key().text()))
                .toList();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(world.below(all.size())));
    }

    void deletesSomething() {
        any().ifPresent(lease -> {
            taken.add(name(lease));
            reserved.remove(lease.key());
            etcd.delete(lease.key());
        });
    }

    void revokesSomething() {
        any().flatMap(lease -> lease.term().granted()).ifPresent(grant -> {
            etcd.table().leases().stream()
                    .filter(lease -> lease.term().granted().equals(Optional.of(grant)))
                    .forEach(lease -> taken.add(name(lease)));
            etcd.end(grant);
        });
    }

    /** Turns a lease into a reservation, or back. */
    void turnsSomething() {
        any().ifPresent(this::turns);
    }

    void turns(SubnetLease lease) {
        if (lease.isReservation()) {
            // a host that cannot hear of it goes on as if nothing could end
            taken.add(name(lease));
            reserved.remove(lease.key());
            etcd.put(lease.key(), lease.value(), new Term.Granted(etcd.grant(ttl)));
        } else {
            reserves(lease.key(), lease.value());
        }
    }

    /** Whoever has an address of it has to yield, and can only do so once they hear of it. */
    private void reserves(SubnetKey key, LeaseValue value) {
        etcd.table().leases().stream()
                .filter(lease ->
                        lease.subnet().overlaps(key.subnet()) && !lease.key().equals(key))
                .forEach(lease -> taken.add(name(lease)));
        reserved.put(key, etcd.put(key, value, new Term.Reserved()).modRevision());
    }

    /** A reservation of a free subnet for this host. */
    void reservesFor(HostIdentity host) {
        freeKey(etcd.table()).ifPresent(key -> {
            reserves(key, HostAttributes.of(host, "vxlan"));
        });
    }

    /** A reservation for nobody here, of a part of what somebody holds: that host has to yield. */
    void reservesPartOf(SubnetLease lease) {
        Cidr ipv4 = lease.subnet().ipv4();
        if (ipv4 != null && !lease.isReservation()) {
            SubnetKey part = SubnetKey.of(Subnet.of(new Cidr(ipv4.address(), ipv4.length() + 1)));
            reserves(part, HostAttributes.of(STRANGER, "vxlan"));
        }
    }

    void writesGarbage() {
        any().filter(lease -> !lease.isReservation()).ifPresent(lease -> {
            taken.add(name(lease));
            etcd.put(lease.key(), new LeaseValue.Unreadable("it is not JSON"), new Term.Granted(etcd.grant(ttl)));
        });
    }

    private Optional<SubnetKey> freeKey(LeaseTable table) {
        if (!(etcd.network().reading() instanceof NetworkConfig network)) {
            return Optional.empty();
        }
        @Nullable Cidr ipv4 = free(network.ipv4(), IpFamily.IPV4, table);
        @Nullable Cidr ipv6 = free(network.ipv6(), IpFamily.IPV6, table);
        boolean isFound = (ipv4 != null || network.ipv4() == null) && (ipv6 != null || network.ipv6() == null);
        return isFound ? Optional.of(SubnetKey.of(new Subnet(ipv4, ipv6))) : Optional.empty();
    }

    private @Nullable Cidr free(@Nullable SubnetPool pool, IpFamily family, LeaseTable table) {
        if (pool == null) {
            return null;
        }
        OptionalLong number = FreeSubnets.of(
                        pool, table.leases().stream().flatMap(lease -> lease.subnet().half(family).stream()))
                .nextFrom(world.below((int) Math.min(pool.size(), 1 << 20)));
        return number.isPresent() ? pool.subnet(number.getAsLong()) : null;
    }

    /** A host with flanneld: looks, thinks, and writes without asking whether it is still so. */
    void flanneldStarts(String ipv4) {
        LeaseTable seen = etcd.table();
        world.after(
                world.between(0, 300),
                () -> freeKey(seen).ifPresent(key -> {
                    flannelKeys.put(ipv4, key);
                    flanneldPuts(ipv4);
                }));
    }

    private void flanneldPuts(String ipv4) {
        SubnetKey key = flannelKeys.get(ipv4);
        if (key == null || isFlannelOver) {
            return;
        }
        HostIdentity own = new HostIdentity(
                IpAddress.parse(ipv4).orElseThrow(),
                IpAddress.parse("fd00:f::1").orElseThrow());
        Optional<SubnetLease> before = etcd.find(key);
        before.filter(lease -> !lease.isHeldBy(own)).ifPresent(lease -> taken.add(name(lease)));
        reserved.remove(key);
        GrantId grant = etcd.grant(ttl);
        SubnetLease put = etcd.put(key, HostAttributes.of(own, "vxlan"), new Term.Granted(grant));
        // flanneld writes over what it never saw: this is no claim that anybody could have lost to
        taken.add(name(put));
        world.after(ttl.dividedBy(2), () -> flanneldPuts(ipv4));
    }

    void flanneldStops() {
        isFlannelOver = true;
    }
}
