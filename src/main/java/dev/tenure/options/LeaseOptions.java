package dev.tenure.options;

import java.time.Duration;

/**
 * How the lease is held.
 *
 * @param mode where this host's subnet may come from
 * @param ttl what the grant is asked for: 5 s to 365 days
 * @param renewMargin how long before its end a grant is renewed at the latest; always less than {@code ttl}
 * @param whenUnfit what to do when the network config no longer allows our subnet
 * @param whenInConflict what to do when a younger overlapping claim does not yield
 * @param peers whether other hosts' leases are followed
 * @param releaseOnStop true to give the lease back at a regular stop
 */
public record LeaseOptions(
        LeaseMode mode,
        Duration ttl,
        Duration renewMargin,
        WhenUnfit whenUnfit,
        WhenInConflict whenInConflict,
        FollowPeers peers,
        boolean releaseOnStop) {}
