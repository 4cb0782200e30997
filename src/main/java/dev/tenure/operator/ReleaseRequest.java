package dev.tenure.operator;

import dev.tenure.lease.HostIdentity;
import dev.tenure.subnet.Subnet;
import java.util.Optional;

/**
 * A lease is to be given back. At least one of host and subnet is given; where both are, both have to be right.
 *
 * @param host whose lease it is
 * @param subnet which one it is
 * @param force true if it may be another host's than {@code self}
 * @param self the host that asks, if it asks for itself
 */
public record ReleaseRequest(
        Optional<HostIdentity> host, Optional<Subnet> subnet, boolean force, Optional<HostIdentity> self) {
    public ReleaseRequest {
        if (host.isEmpty() && subnet.isEmpty()) {
            throw new IllegalArgumentException("a lease is named by its host, its subnet or both");
        }
    }

    /** A host gives back what it has itself. */
    public static ReleaseRequest ofSelf(HostIdentity self) {
        return new ReleaseRequest(Optional.of(self), Optional.empty(), false, Optional.of(self));
    }
}
