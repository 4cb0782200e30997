package dev.tenure.agent;

import dev.tenure.bus.Topics;
import dev.tenure.lease.SubnetLease;
import dev.tenure.registry.WatchScope;
import dev.tenure.tenancy.Chance;
import dev.tenure.tenancy.TenancyStatus;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What has to be watched. Where peers are not followed that is no more than the tenancy can do with: the network config, then our
 * own key as well, and everything only while it hangs on other hosts' leases how it goes on.
 */
final class WatchRange {
    private final AgentPart part;
    private final boolean followsPeers;
    private final WatchTimings timings;
    private final AgentClock clock;
    private final Chance chance;
    private final LongSupplier known;
    private final Hearer hearer;

    private WatchScope scope;
    /** The claim after which we have looked, or are about to. */
    private long lookedAfter;

    /** Hears what is to be done. */
    interface Hearer {
        /** Another range has to be watched from now on. */
        void rangeIsOther();

        /** Other hosts' leases are to be read, since what we have of them is old. */
        void viewIsOld();
    }

    /** @param known the revision of our view of the leases */
    WatchRange(
            AgentPart part,
            boolean followsPeers,
            WatchTimings timings,
            AgentClock clock,
            Chance chance,
            LongSupplier known,
            Hearer hearer) {
        this.part = part;
        this.followsPeers = followsPeers;
        this.timings = timings;
        this.clock = clock;
        this.chance = chance;
        this.known = known;
        this.hearer = hearer;
        scope = followsPeers ? WatchScope.EVERYTHING : WatchScope.NETWORK;
    }

    void begin() {
        if (followsPeers) {
            return;
        }
        Topics topics = part.topics;
        topics.tenancyChanged().consumer(part.bus(), this::tenancyIs);
        topics.sayAgain().consumer(part.bus(), wish -> {
            if (wish == Topics.SayAgain.FACTS) {
                hearer.viewIsOld();
            }
        });
        topics.sayAgain().publish(part.bus(), Topics.SayAgain.STATUS);
    }

    WatchScope scope() {
        return scope;
    }

    boolean isEverything() {
        return scope instanceof WatchScope.Everything;
    }

    /** While a subnet is chosen, which begins with a read, what was watched before will do. */
    private void tenancyIs(TenancyStatus status) {
        WatchScope before = scope;
        scope = status.needsPeers()
                ? WatchScope.EVERYTHING
                : status.lease().map(SubnetLease::key).map(WatchScope::own).orElse(scope);
        if (!scope.equals(before)) {
            hearer.rangeIsOther();
        }
        status.lease()
                .map(SubnetLease::createRevision)
                .filter(claim -> claim > known.getAsLong() && claim != lookedAfter)
                .ifPresent(this::lookAfter);
    }

    /** A claim sees every older one itself; who came after it and does not yield (flanneld) shows a little later. */
    private void lookAfter(long claim) {
        lookedAfter = claim;
        Duration half = timings.answerTime().dividedBy(2);
        Duration pause = half.plus(chance.upTo(half, clock.now(), Chance.Purpose.PAUSE));
        part.getVertx().setTimer(Math.max(1, pause.toMillis()), timer -> {
            if (!isEverything()) {
                hearer.viewIsOld();
            }
        });
    }
}
