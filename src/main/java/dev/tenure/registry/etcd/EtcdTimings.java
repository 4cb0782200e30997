package dev.tenure.registry.etcd;

import java.time.Duration;

/**
 * How patient the connection is. Operators don't set this; tests shorten it.
 *
 * @param rebuildAfter how long nothing may succeed, although an endpoint takes connections, before the client is made new
 *     (R6); the pause before another one doubles
 * @param probeMin the shortest time between two probes of an endpoint that takes no connections
 * @param probeMax the longest
 * @param watchOpening how long etcd may take to confirm a watch (R11)
 * @param tlsReload how often the TLS files are looked at
 */
public record EtcdTimings(
        Duration rebuildAfter, Duration probeMin, Duration probeMax, Duration watchOpening, Duration tlsReload) {
    /** What measurements led to; see docs/decisions/008. */
    public static final EtcdTimings USUAL = new EtcdTimings(
            Duration.ofSeconds(20),
            Duration.ofMillis(500),
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            Duration.ofSeconds(5));
}
