package dev.tenure.simulation;

import dev.tenure.lease.GrantId;
import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.HostIdentity;
import dev.tenure.lease.LeaseCodec;
import dev.tenure.lease.LeaseValue;
import dev.tenure.lease.SubnetLease;
import dev.tenure.subnet.Cidr;
import dev.tenure.subnet.IpAddress;
import dev.tenure.subnet.Subnet;
import dev.tenure.subnet.SubnetKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** People with etcdctl, who write without asking. */
final class Operators {
    private static final HostIdentity STRANGER =
            new HostIdentity(IpAddress.parse("192.168.9.1").orElseThrow(), null);

    private final World world;
    private final SimulatedEtcd etcd;
    private final Duration ttl;

    Operators(World world, SimulatedEtcd etcd, Duration ttl) {
        this.world = world;
        this.etcd = etcd;
        this.ttl = ttl;
    }

    /** Any lease or reservation; empty where there is none. */
    private Optional<SubnetLease> any() {
        List<SubnetLease> all = etcd.table().leases().stream()
                .sorted(Comparator.comparing(lease -> lease.key().text()))
                .toList();
        return all.isEmpty() ? Optional.empty() : Optional.of(world.oneOf(all));
    }

    private Optional<GrantId> newGrant() {
        return Optional.of(etcd.grant(Author.OPERATOR, ttl).id());
    }

    private static byte[] encoded(LeaseValue value) {
        return value instanceof HostAttributes attributes
                ? LeaseCodec.encode(attributes)
                : "it is not JSON".getBytes(StandardCharsets.UTF_8);
    }

    private void puts(SubnetKey key, LeaseValue value, Optional<GrantId> grant) {
        etcd.put(Author.OPERATOR, key, encoded(value), grant);
    }

    void deletesSomething() {
        any().ifPresent(this::deletes);
    }

    void deletes(SubnetLease lease) {
        etcd.delete(Author.OPERATOR, lease.key());
    }

    void revokesSomething() {
        any().ifPresent(this::revokes);
    }

    void revokes(SubnetLease lease) {
        lease.term().granted().ifPresent(grant -> etcd.revoke(Author.OPERATOR, grant));
    }

    /** What an etcd that stalled for too long has been seen to do. */
    void revokesEverything() {
        List.copyOf(etcd.table().leases()).stream()
                .sorted(Comparator.comparing(lease -> lease.key().text()))
                .forEach(this::revokes);
    }

    /** Turns a lease into a reservation, or back. */
    void turnsSomething() {
        any().ifPresent(this::turns);
    }

    void turns(SubnetLease lease) {
        puts(lease.key(), lease.value(), lease.isReservation() ? newGrant() : Optional.empty());
    }

    /** The same key for the same host on another grant, as flanneld does it for itself. */
    void putsSomethingOnAnotherGrant() {
        any().filter(lease -> !lease.isReservation()).ifPresent(this::putsOnAnotherGrant);
    }

    void putsOnAnotherGrant(SubnetLease lease) {
        puts(lease.key(), lease.value(), newGrant());
    }

    void stealsSomething() {
        any().filter(lease -> !lease.isReservation()).ifPresent(this::steals);
    }

    void steals(SubnetLease lease) {
        puts(lease.key(), HostAttributes.of(STRANGER, "vxlan"), newGrant());
    }

    void writesGarbage() {
        any().filter(lease -> !lease.isReservation())
                .ifPresent(lease -> puts(lease.key(), new LeaseValue.Unreadable("it is not JSON"), newGrant()));
    }

    void writesAStrangeKey() {
        etcd.putStrangeKey(Author.OPERATOR, "what-is-this-" + world.below(3));
    }

    /** A reservation of a free subnet for this host. */
    void reservesFor(HostIdentity host) {
        FreeKeys.any(world, etcd.network(), etcd.table())
                .ifPresent(key -> puts(key, HostAttributes.of(host, "vxlan"), Optional.empty()));
    }

    /** A reservation for nobody here, of a part of what somebody holds: that host has to yield. */
    void reservesPartOf(SubnetLease lease) {
        Cidr ipv4 = lease.subnet().ipv4();
        if (ipv4 != null && !lease.isReservation()) {
            SubnetKey part = SubnetKey.of(Subnet.of(new Cidr(ipv4.address(), ipv4.length() + 1)));
            puts(part, HostAttributes.of(STRANGER, "vxlan"), Optional.empty());
        }
    }
}
