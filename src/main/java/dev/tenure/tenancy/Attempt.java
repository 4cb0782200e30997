package dev.tenure.tenancy;

import dev.tenure.lease.SubnetLease;
import java.util.Optional;

/**
 * One try after another to get a subnet, for a host that has none or has to move.
 *
 * @param number how many tries came before; 0 starts where this host would always start, later ones jump
 * @param failures how many times in a row the registry gave no answer
 * @param step where the try stands
 * @param spare a grant of ours that no key hangs on yet; used for the next claim, revoked if none comes
 */
public record Attempt(int number, int failures, Step step, Optional<SpareGrant> spare) {
    /** Where a try stands. */
    public sealed interface Step {
        /** Waits until {@code until}, then goes on; with {@code reread} from a new snapshot, else from what we see. */
        record Pausing(Moment until, boolean reread) implements Step {}

        /** A snapshot has been asked for; asked for again at {@code askAgainAt}. */
        record Reading(Moment askAgainAt) implements Step {}

        /** A claim is under way; an answer that has not come by {@code giveUpAt} will not come. */
        record Writing(Moment giveUpAt) implements Step {}

        /** A key of ours was found and its grant is being kept alive for the first time; until {@code giveUpAt}. */
        record Adopting(SubnetLease found, Moment giveUpAt) implements Step {}

        /** Nothing can be claimed until something changes; only where another lease is held meanwhile. */
        record Blocked(WaitReason reason) implements Step {}
    }

    static Attempt first(Step step, Optional<SpareGrant> spare) {
        return new Attempt(0, 0, step, spare);
    }

    /** True while a request is under way whose answer decides. */
    boolean isActing() {
        return step instanceof Step.Writing || step instanceof Step.Adopting;
    }

    /** True while a claim is under way. */
    boolean isWriting() {
        return step instanceof Step.Writing;
    }

    /** True while nothing can be claimed. */
    boolean isBlocked() {
        return step instanceof Step.Blocked;
    }

    /** True while the grant of this key is being kept alive for the first time. */
    boolean isAdopting(SubnetLease lease) {
        return step instanceof Step.Adopting adopting && adopting.found().equals(lease);
    }

    Attempt withoutSpare() {
        return new Attempt(number, failures, step, Optional.empty());
    }

    Attempt at(Step next) {
        return new Attempt(number, failures, next, spare);
    }

    Attempt afterLostRace(Optional<SpareGrant> left, Step next) {
        return new Attempt(number + 1, 0, next, left);
    }

    Attempt afterFailure(Optional<SpareGrant> left, Step next) {
        return new Attempt(number, failures + 1, next, left);
    }
}
