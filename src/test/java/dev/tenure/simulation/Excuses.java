package dev.tenure.simulation;

import dev.tenure.lease.SubnetLease;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What outsiders took from hosts that could not know yet. Nobody can help that, but it has an end: a host stops to believe in
 * its lease once it hears of it, and where its own key is concerned at its deadline.
 */
final class Excuses {
    /** @param epoch how often the store had been replaced before */
    private record Taking(long revision, long epoch, long nanos) {}

    /** How long the tenancy goes on with a key that hangs on a grant which it has not renewed yet. */
    private static final Duration UNRENEWED_TRUST = Duration.ofSeconds(2);

    private final World world;
    private final Duration ttl;
    private final Map<String, Taking> keys = new HashMap<>();
    private final Map<String, Taking> overlaps = new HashMap<>();
    private final Set<String> givenBack = new HashSet<>();
    private final Map<String, Long> trustedUntil = new HashMap<>();

    Excuses(World world, Duration ttl) {
        this.world = world;
        this.ttl = ttl;
    }

    /** Somebody has deleted it, written over it, or replaced the store that it was in. */
    void tookKey(SubnetLease lease, long revision, long epoch) {
        keys.put(name(lease), new Taking(revision, epoch, world.nanos()));
    }

    /**
     * An operator asks for it back, or an agent that was killed had done so by itself. The request that deletes it can arrive
     * late, when the agent has been started again and has found its key.
     */
    void givenBack(SubnetLease lease) {
        givenBack.add(name(lease));
    }

    boolean wasGivenBack(SubnetLease lease) {
        return givenBack.contains(name(lease));
    }

    /** Somebody has written a key that shares an address with it. */
    void overlapped(SubnetLease lease, long revision, long epoch) {
        overlaps.put(name(lease), new Taking(revision, epoch, world.nanos()));
    }

    /**
     * Of a reservation a host is certain until it hears of its end. If it was a lease for a while before it went, the news of that
     * come first, and a lease is trusted for a moment without a renewal.
     */
    void becameLease(SubnetLease lease) {
        trustedUntil.put(name(lease), world.nanos() + UNRENEWED_TRUST.toNanos());
    }

    private static String name(SubnetLease lease) {
        return lease.key().text() + "@" + lease.createRevision();
    }

    boolean covers(SubnetLease lease, SimulatedHost host) {
        Taking key = keys.get(name(lease));
        Taking overlap = overlaps.get(name(lease));
        return overlap != null && isNews(overlap, host)
                || key != null
                        && isNews(key, host)
                        && (lease.isReservation()
                                || world.nanos() < key.nanos() + ttl.toNanos()
                                || world.nanos() < trustedUntil.getOrDefault(name(lease), 0L));
    }

    private static boolean isNews(Taking taking, SimulatedHost host) {
        return !host.hasHeard(taking.epoch(), taking.revision());
    }
}
