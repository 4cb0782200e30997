package dev.tenure.lease;

import dev.tenure.subnet.IpAddress;
import dev.tenure.subnet.Subnet;
import dev.tenure.subnet.SubnetKey;
import java.util.Optional;

/**
 * One key below {@code <prefix>/subnets/} at one moment: a lease or a reservation.
 *
 * @param key its place in etcd and the subnet that it stands for
 * @param value who holds it
 * @param term its grant, or none
 * @param createRevision etcd's create_revision: the older claim is the lower one
 * @param modRevision etcd's mod_revision: every write of ours is bound to it
 */
public record SubnetLease(SubnetKey key, LeaseValue value, Term term, long createRevision, long modRevision) {
    public Subnet subnet() {
        return key.subnet();
    }

    public boolean isReservation() {
        return term.isReserved();
    }

    /** True if this lease was written for {@code host}. */
    public boolean isHeldBy(HostIdentity host) {
        return host.holds(value);
    }

    /** The address that tells the lease's host from all others: PublicIP, or PublicIPv6 where there is none. */
    public Optional<IpAddress> hostAddress() {
        if (!(value instanceof HostAttributes attributes)) {
            return Optional.empty();
        }
        return attributes.publicIp().isUnspecified()
                ? Optional.ofNullable(attributes.publicIpv6())
                : Optional.of(attributes.publicIp());
    }

    /** The host that holds it as a person would name it. */
    public String holder() {
        return switch (value) {
            case HostAttributes attributes -> attributes.identity().toString();
            case LeaseValue.Unreadable unreadable -> "unknown (" + unreadable.reason() + ")";
        };
    }
}
