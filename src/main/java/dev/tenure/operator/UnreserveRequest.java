package dev.tenure.operator;

import dev.tenure.lease.HostIdentity;
import dev.tenure.subnet.Subnet;
import java.util.Optional;

/**
 * A reservation is to end. At least one of host and subnet is given; where both are, both have to be right.
 *
 * @param host whose reservation it is
 * @param subnet which one it is
 * @param delete true if nothing is to be left of it; false if its host is to go on with a lease
 */
public record UnreserveRequest(Optional<HostIdentity> host, Optional<Subnet> subnet, boolean delete) {
    public UnreserveRequest {
        if (host.isEmpty() && subnet.isEmpty()) {
            throw new IllegalArgumentException("a reservation is named by its host, its subnet or both");
        }
    }
}
