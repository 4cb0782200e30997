package dev.tenure.tenancy;

import java.time.Duration;

/**
 * What an operator can choose about a tenancy.
 *
 * @param mode whether this host may claim a lease at all
 * @param ttl the length of a grant
 * @param renewMargin see {@link RenewalPlan}
 * @param renumber what happens when the network config no longer fits
 * @param conflict what the older of two overlapping claims does when the younger does not yield
 * @param followsPeers false if our view of other hosts' leases is only as new as its revision, so that the registry is read
 *     before a subnet is chosen
 */
public record TenancySettings(
        Mode mode, Duration ttl, Duration renewMargin, Renumber renumber, Conflict conflict, boolean followsPeers) {
    /** For a host that follows its peers. */
    public TenancySettings(Mode mode, Duration ttl, Duration renewMargin, Renumber renumber, Conflict conflict) {
        this(mode, ttl, renewMargin, renumber, conflict, true);
    }

    /** The same for a host that does not. */
    public TenancySettings withoutPeers() {
        return new TenancySettings(mode, ttl, renewMargin, renumber, conflict, false);
    }

    /** How long the younger claim has to yield before the older one acts. */
    static final Duration YIELD_TIME = Duration.ofSeconds(5);

    /** A host that has held for less than this moves rather than insists. */
    static final Duration YOUNG = Duration.ofMinutes(10);

    private static final Duration REACTION_MAX = Duration.ofSeconds(5);
    private static final Duration RECLAIM_MAX = Duration.ofSeconds(2);
    private static final Duration RECLAIM_PER_LOSS = Duration.ofMillis(10);

    /** Where a host's subnet may come from. */
    public enum Mode {
        /** A reservation if there is one, else a lease that the host claims. */
        LEASE,
        /** A reservation and nothing else: an operator decides, and until then the host waits. */
        RESERVED_ONLY
    }

    /** When the network config no longer fits the subnet that we hold. */
    public enum Renumber {
        /** Claim one that fits, then release the old one. */
        MOVE,
        /** Hold the old one and report it. */
        HOLD
    }

    /** When a younger claim overlaps ours and does not yield (flanneld never does). */
    public enum Conflict {
        /** Move if we have held for less than ten minutes, else hold and report. */
        AGE,
        /** Hold and report. */
        HOLD,
        /** Move. */
        MOVE
    }

    /** True if only a reservation will do for this host. */
    boolean isReservedOnly() {
        return mode == Mode.RESERVED_ONLY;
    }

    /** The widest pause before a wave of hosts reacts to a network config; short where leases are short. */
    Duration reactionMax() {
        Duration quarter = ttl.dividedBy(4);
        return quarter.compareTo(REACTION_MAX) < 0 ? quarter : REACTION_MAX;
    }

    /** The widest pause before a lost subnet is claimed again: a single loss is mended at once, a mass loss spreads out. */
    Duration reclaimMax(int lossesAtOnce) {
        Duration spread = RECLAIM_PER_LOSS.multipliedBy(lossesAtOnce);
        return spread.compareTo(RECLAIM_MAX) < 0 ? spread : RECLAIM_MAX;
    }
}
