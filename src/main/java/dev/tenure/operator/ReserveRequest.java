package dev.tenure.operator;

import dev.tenure.lease.HostIdentity;
import dev.tenure.subnet.Subnet;
import java.util.Optional;

/**
 * A fixed subnet is wanted for a host.
 *
 * @param host who is to have it
 * @param subnet which one; where it is not said, the one that the host has, else a free one
 * @param move true if a host that has a lease on another subnet may be moved: its agent takes the reservation at once, and
 *     releases its lease
 */
public record ReserveRequest(HostIdentity host, Optional<Subnet> subnet, boolean move) {}
