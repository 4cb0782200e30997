package dev.tenure.tenancy;

import dev.tenure.lease.SubnetLease;
import java.util.Optional;

/**
 * Where this host stands. A legal move is a method of the state that it starts from; a state in which a move means nothing
 * stays as it is.
 *
 * <pre>
 *   Waiting ──► Claiming ──► Holding ◄──► Doubtful
 *      ▲            │           │             │
 *      └────────────┘           └──► Lost ◄───┘          Holding, Doubtful ──► Stopped
 *                   ▲                 │
 *                   └─────────────────┘
 * </pre>
 */
public sealed interface TenancyState {
    /** Nothing is held, and nothing can be claimed until something changes. */
    record Waiting(WaitReason reason) implements TenancyState {
        @Override
        public String label() {
            return "waiting";
        }

        @Override
        public TenancyState trying(Attempt next) {
            return new Claiming(next);
        }

        @Override
        public TenancyState blocked(WaitReason latest) {
            return new Waiting(latest);
        }

        @Override
        public TenancyState settled(Held found) {
            return new Holding(found, Optional.empty());
        }
    }

    /** Nothing is held, and a claim is on its way. */
    record Claiming(Attempt attempt) implements TenancyState {
        @Override
        public String label() {
            return "claiming";
        }

        @Override
        public Optional<Attempt> attemptNow() {
            return Optional.of(attempt);
        }

        @Override
        public TenancyState trying(Attempt next) {
            return new Claiming(next);
        }

        @Override
        public TenancyState blocked(WaitReason reason) {
            return new Waiting(reason);
        }

        @Override
        public TenancyState settled(Held won) {
            return new Holding(won, Optional.empty());
        }
    }

    /** A lease is ours; a claim of another subnet may be on its way to replace it. */
    sealed interface WithLease extends TenancyState {
        Held held();

        /** A claim of another subnet that is to replace this one. */
        Optional<Attempt> move();

        /** The same state with another lease or another move. */
        WithLease with(Held held, Optional<Attempt> move);

        @Override
        default Optional<Held> heldNow() {
            return Optional.of(held());
        }

        @Override
        default Optional<Attempt> attemptNow() {
            return move();
        }

        @Override
        default TenancyState trying(Attempt next) {
            return with(held(), Optional.of(next));
        }

        @Override
        default TenancyState notTrying() {
            return with(held(), Optional.empty());
        }

        @Override
        default TenancyState blocked(WaitReason reason) {
            return trying(Attempt.first(new Attempt.Step.Blocked(reason), Optional.empty()));
        }

        @Override
        default TenancyState settled(Held moved) {
            return new Holding(moved, Optional.empty());
        }

        @Override
        default TenancyState withHeld(Held latest) {
            return with(latest, move());
        }

        @Override
        default TenancyState lost(LossReason reason, Attempt next) {
            return new Lost(held().lease(), reason, next);
        }
    }

    /** Renewals succeed. */
    record Holding(Held held, Optional<Attempt> move) implements WithLease {
        Doubtful doubt(Moment since, String cause) {
            return new Doubtful(held, since, cause, move);
        }

        @Override
        public String label() {
            return "holding";
        }

        @Override
        public Holding with(Held latest, Optional<Attempt> next) {
            return new Holding(latest, next);
        }
    }

    /**
     * Renewals fail, and the deadline is ahead.
     *
     * @param since when the first one failed
     * @param cause what the last one failed with
     */
    record Doubtful(Held held, Moment since, String cause, Optional<Attempt> move) implements WithLease {
        Holding trust(Held confirmed) {
            return new Holding(confirmed, move);
        }

        Doubtful still(String latestCause) {
            return new Doubtful(held, since, latestCause, move);
        }

        @Override
        public String label() {
            return "doubtful";
        }

        @Override
        public Doubtful with(Held latest, Optional<Attempt> next) {
            return new Doubtful(latest, since, cause, next);
        }
    }

    /** The lease is no longer ours, and why that was is still news; a claim has begun, but nothing is written yet. */
    record Lost(SubnetLease lease, LossReason reason, Attempt attempt) implements TenancyState {
        @Override
        public String label() {
            return "lost";
        }

        @Override
        public Optional<Attempt> attemptNow() {
            return Optional.of(attempt);
        }

        @Override
        public TenancyState trying(Attempt next) {
            return next.isActing() ? new Claiming(next) : new Lost(lease, reason, next);
        }

        @Override
        public TenancyState blocked(WaitReason wait) {
            return new Waiting(wait);
        }

        @Override
        public TenancyState settled(Held found) {
            return new Holding(found, Optional.empty());
        }
    }

    /** The agent does nothing any more, since it was told so. */
    record Stopped(String reason) implements TenancyState {
        @Override
        public String label() {
            return "stopped";
        }
    }

    /** The state's name in metrics and in the API. */
    String label();

    /** The lease that is ours, in the states that have one. */
    default Optional<Held> heldNow() {
        return Optional.empty();
    }

    /** The claim that is on its way. */
    default Optional<Attempt> attemptNow() {
        return Optional.empty();
    }

    /** A claim goes on with this attempt. */
    default TenancyState trying(Attempt next) {
        return this;
    }

    /** A claim that was to replace a lease is not needed any more. */
    default TenancyState notTrying() {
        return this;
    }

    /** A claim cannot go on until something changes. */
    default TenancyState blocked(WaitReason reason) {
        return this;
    }

    /** This lease is ours from now on, in place of any other. */
    default TenancyState settled(Held held) {
        return this;
    }

    /** The lease that is ours is known better now. */
    default TenancyState withHeld(Held latest) {
        return this;
    }

    /** The lease is no longer ours; the claim of another begins. */
    default TenancyState lost(LossReason reason, Attempt next) {
        return this;
    }
}
