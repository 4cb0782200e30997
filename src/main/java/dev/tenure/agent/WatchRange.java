package dev.tenure.agent;

import dev.tenure.bus.Topics;
import dev.tenure.lease.SubnetLease;
import dev.tenure.registry.WatchScope;
import dev.tenure.tenancy.Chance;
import dev.tenure.tenancy.TenancyCommand;
import dev.tenure.tenancy.TenancyStatus;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What has to be watched. Where peers are not followed that is no more than the tenancy can do with: the network config, then our
 * own key as well, and everything only while it hangs on other hosts' leases how it goes on; and the rest is read when somebody
 * wants it.
 */
final class WatchRange {
    private final AgentPart part;
    private final boolean followsPeers;
    private final WatchTimings timings;
    private final AgentClock clock;
    private final Chance chance;
    private final LongSupplier known;
    private final WatchFollower follower;
    private final Runnable read;

    private WatchScope scope;
    /** The claim after which we have looked, or are about to. */
    private long lookedAfter;

    /**
     * @param known the revision of our view of the leases
     * @param follower watches what has to be watched, at whoever's word it began
     * @param read reads the registry as a whole
     */
    WatchRange(
            AgentPart part,
            boolean followsPeers,
            WatchTimings timings,
            AgentClock clock,
            Chance chance,
            LongSupplier known,
            WatchFollower follower,
            Runnable read) {
        this.part = part;
        this.followsPeers = followsPeers;
        this.timings = timings;
        this.clock = clock;
        this.chance = chance;
        this.known = known;
        this.follower = follower;
        this.read = read;
        scope = followsPeers ? WatchScope.EVERYTHING : WatchScope.NETWORK;
    }

    void begin() {
        Topics topics = part.topics;
        topics.commands().consumer(part.bus(), command -> {
            if (command instanceof TenancyCommand.ReadSnapshot) {
                read();
            }
        });
        if (followsPeers) {
            return;
        }
        topics.tenancyChanged().consumer(part.bus(), this::tenancyIs);
        topics.sayAgain().consumer(part.bus(), wish -> {
            if (wish == Topics.SayAgain.FACTS) {
                read();
            }
        });
        topics.sayAgain().publish(part.bus(), Topics.SayAgain.STATUS);
    }

    /** Reads the registry as a whole, since somebody wants it or what we have of it is old. */
    void read() {
        read.run();
    }

    /** Follows from where our view of the leases ends, so that nothing is missed, whatever was watched before. */
    void follow() {
        follower.follow(scope, known.getAsLong() + 1);
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
        if (!scope.equals(before) && follower.isFollowing()) {
            follow();
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
                read();
            }
        });
    }
}
