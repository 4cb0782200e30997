package dev.tenure.host;

import dev.tenure.subnet.IpAddress;
import java.util.Optional;

/** Asks the routing table from which of our addresses a packet would leave. */
@FunctionalInterface
public interface SourceAddress {
    /** The local address of a packet to {@code target}; empty where there is no route. */
    Optional<IpAddress> towards(IpAddress target);
}
