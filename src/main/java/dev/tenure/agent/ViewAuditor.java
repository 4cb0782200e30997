package dev.tenure.agent;

import dev.tenure.agent.ViewCheck.Verdict;
import dev.tenure.registry.RegistryDigest;
import dev.tenure.registry.SubnetRegistry;
import dev.tenure.registry.WatchListener.Batch;
import dev.tenure.tenancy.Chance;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether the watch has lost something: every ten minutes or so it compares our view with a digest of the store
 * (R14). A difference counts only if another look shows one too, since on old releases of etcd a watch can say that it has
 * come further than it has (R13).
 */
final class ViewAuditor {
    private static final int LOOKS = 2;

    private final AgentPart part;
    private final SubnetRegistry registry;
    private final WatchFollower follower;
    private final WatchRange range;
    private final WatchTimings timings;
    private final AgentClock clock;
    private final Chance chance;
    private final Supplier<SeenRegistry> seen;
    private final Metrics metrics;
    private final Hearer hearer;

    private @Nullable ViewCheck check;
    private int differences;
    private long timer = -1;

    /** Hears what was found. */
    interface Hearer {
        /** Our view is not what the store has. */
        void viewDiffers();

        /** The store is another one than that of which we have a view, or was set back. */
        void storeDiffers();
    }

    ViewAuditor(
            AgentPart part,
            SubnetRegistry registry,
            WatchFollower follower,
            WatchRange range,
            WatchTimings timings,
            AgentClock clock,
            Chance chance,
            Supplier<SeenRegistry> seen,
            Metrics metrics,
            Hearer hearer) {
        this.part = part;
        this.registry = registry;
        this.follower = follower;
        this.range = range;
        this.timings = timings;
        this.clock = clock;
        this.chance = chance;
        this.seen = seen;
        this.metrics = metrics;
        this.hearer = hearer;
    }

    void begin() {
        lookNextTime();
    }

    /** The watch has told of this. */
    void changed(Batch batch) {
        if (check != null && range.isEverything()) {
            conclude(check, check.changed(batch));
        }
    }

    /** The watch has come so far. */
    void progressed(long revision) {
        if (check != null) {
            conclude(check, check.progressed(revision));
        }
    }

    /** The watch has ended, or the registry was read afresh: what is under way compares nothing any more. */
    void startAfresh() {
        if (check != null) {
            conclude(check, Verdict.UNCLEAR);
        }
    }

    /** Every host has its own rhythm, so that they don't ask all at once. */
    private void lookNextTime() {
        Duration fifth = timings.check().dividedBy(5);
        lookIn(timings.check()
                .minus(fifth)
                .plus(chance.upTo(fifth.multipliedBy(2), clock.now(), Chance.Purpose.PAUSE)));
    }

    private void lookIn(Duration pause) {
        part.getVertx().cancelTimer(timer);
        timer = part.getVertx().setTimer(Math.max(1, pause.toMillis()), due -> look());
    }

    private void look() {
        SeenRegistry now = seen.get();
        if (!follower.isFollowing() || !now.isKnown()) {
            lookNextTime();
            return;
        }
        ViewCheck current = new ViewCheck(now);
        check = current;
        // an answer that does not come ends this look too
        timer = part.getVertx()
                .setTimer(timings.answerTime().multipliedBy(2).toMillis(), late -> conclude(current, Verdict.UNCLEAR));
        part.answer(
                registry.digest(),
                digest -> answered(current, now, digest),
                failure -> conclude(current, Verdict.UNCLEAR));
    }

    private void answered(ViewCheck asked, SeenRegistry knownWhenAsked, RegistryDigest digest) {
        metrics.storeIsAt(digest.revision());
        if (asked != check) {
            return;
        }
        if (digest.storeId() != knownWhenAsked.storeId() || digest.revision() < knownWhenAsked.revision()) {
            conclude(asked, Verdict.UNCLEAR);
            hearer.storeDiffers();
            return;
        }
        if (!range.isEverything()) {
            lookedAtLittle(asked, digest);
            return;
        }
        Verdict verdict = asked.answered(digest);
        if (verdict == Verdict.OPEN) {
            follower.requestProgress();
        }
        conclude(asked, verdict);
    }

    /** Where nobody follows the leases, and they have changed since they were read, nothing was lost. */
    private void lookedAtLittle(ViewCheck asked, RegistryDigest digest) {
        boolean isSame = seen.get().agreesWith(digest);
        conclude(asked, isSame ? Verdict.SAME : Verdict.OLD);
        if (!isSame) {
            range.read();
        }
    }

    private void conclude(ViewCheck asked, Verdict verdict) {
        if (asked != check || verdict == Verdict.OPEN) {
            return;
        }
        check = null;
        metrics.viewWasChecked(verdict);
        boolean isSuspected = differences > 0;
        differences = verdict == Verdict.DIFFERENT ? differences + 1 : 0;
        boolean isCertain = differences >= LOOKS;
        if (isCertain) {
            differences = 0;
            hearer.viewDiffers();
        }
        boolean isToBeSeenAgain = differences > 0 || isSuspected && verdict == Verdict.UNCLEAR;
        if (isToBeSeenAgain) {
            lookIn(timings.answerTime());
        } else {
            lookNextTime();
        }
    }
}
