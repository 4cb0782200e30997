package dev.tenure.registry.etcd;

import java.time.Duration;

/**
 * How patient the connection is. Operators don't set this; tests shorten it.
 *
 * @param rebuildAfter how long nothing may succeed before we look for a better connection (R6)
 * @param probeMin the shortest time between two probes of the endpoints
 * @param probeMax the longest
 * @param watchOpening how long etcd may take to confirm a watch (R11)
 * @param tlsReload how often the TLS files are looked at
 */
public record EtcdTimings(
        Duration rebuildAfter, Duration probeMin, Duration probeMax, Duration watchOpening, Duration tlsReload) {
    /** What faults.md's measurements led to. */
    public static final EtcdTimings USUAL = new EtcdTimings(
            Duration.ofSeconds(20),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(5));
}
