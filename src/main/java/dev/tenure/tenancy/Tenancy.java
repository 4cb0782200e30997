package dev.tenure.tenancy;

import dev.tenure.lease.LeaseChange;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * This host's own hold on a subnet, and every rule about it.
 *
 * <p>A value: {@link #decide} takes a fact and a moment and gives the tenancy that follows, with the commands to carry
 * out. It never blocks, never throws for anything that etcd, a file or another host can contain, and asks no clock.
 *
 * @param state where this host stands
 * @param known what it knows
 */
public record Tenancy(TenancyState state, Knowledge known) {

    /** A host that has just started. */
    public static Tenancy starting(TenancySettings settings, Chance chance) {
        return new Tenancy(new TenancyState.Waiting(WaitReason.STARTING), Knowledge.nothing(settings, chance));
    }

    /** What follows from {@code fact} at {@code now}. */
    public Decision decide(TenancyFact fact, Moment now) {
        Turn turn = new Turn(this, now);
        if (state instanceof TenancyState.Stopped) {
            new StopRules(turn).giveBackWhatComesLate(fact);
            return turn.end();
        }
        ClaimRules claim = new ClaimRules(turn);
        HoldRules hold = new HoldRules(turn, claim);
        RenewalRules renewal = new RenewalRules(turn);
        if (!(fact instanceof TenancyFact.Renewed)) {
            // first, so that nothing is decided for a lease that may be another host's by now
            renewal.checkDeadline();
        }
        switch (fact) {
            case TenancyFact.OfHost ofHost -> takeHost(ofHost, turn, claim, hold);
            case TenancyFact.OfRegistry ofRegistry -> takeRegistry(ofRegistry, turn, claim, hold);
            case TenancyFact.OfClaim ofClaim -> takeClaim(ofClaim, new AnswerRules(turn, claim));
            case TenancyFact.OfOwnKey ofKey -> takeOwnKey(ofKey, new AnswerRules(turn, claim), hold, renewal);
            case TenancyFact.TimePassed passed -> {
                claim.timePassed();
                new RivalRules(turn).timePassed();
            }
        }
        renewal.checkDeadline();
        hold.checkFit();
        return turn.end();
    }

    private static void takeHost(TenancyFact.OfHost fact, Turn turn, ClaimRules claim, HoldRules hold) {
        switch (fact) {
            case TenancyFact.SubnetEnvRead read -> claim.previousSubnetIs(read.previous());
            case TenancyFact.SubnetEnvWritten written -> new SettleRules(turn).subnetEnvNames(written.subnet());
            case TenancyFact.HostChanged changed -> {
                claim.hostIs(changed.host());
                hold.hostChanged();
            }
            case TenancyFact.HostUnknown unknown -> claim.hostIsUnknown(unknown.sentence());
            case TenancyFact.BackendDataGiven given -> new ValueRules(turn).dataPlaneGives(given);
            case TenancyFact.ReserveAsked asked -> new ValueRules(turn).reserve();
            case TenancyFact.ReleaseAsked asked -> new StopRules(turn).release();
        }
    }

    private static void takeRegistry(TenancyFact.OfRegistry fact, Turn turn, ClaimRules claim, HoldRules hold) {
        switch (fact) {
            case TenancyFact.SnapshotRead read -> takeWhole(read.view(), false, turn, claim, hold);
            case TenancyFact.StoreReplaced replaced -> takeWhole(replaced.view(), true, turn, claim, hold);
            case TenancyFact.RegistryChanged changed
            when turn.isOtherStore(changed.view()) -> takeWhole(changed.view(), false, turn, claim, hold);
            case TenancyFact.RegistryChanged changed -> {
                boolean isNetworkNew = turn.isNetworkNew(changed.view());
                List<LeaseChange> changes = turn.changesTo(changed);
                hold.see(changed.view(), changes);
                claim.registryMoved(changes, isNetworkNew);
            }
            case TenancyFact.RegistryUnreachable unreachable -> claim.registryIsAway(unreachable.sentence());
        }
    }

    /** A word can be lost, so that a store is another one shows in every later word too; and it counts once. */
    private static void takeWhole(
            RegistryView view, boolean isSaidToBeOther, Turn turn, ClaimRules claim, HoldRules hold) {
        boolean isNews = turn.view == null || view.reading() > turn.view.reading();
        if (isSaidToBeOther && isNews || turn.isOtherStore(view)) {
            hold.storeIs(view);
        } else {
            hold.see(view, turn.changesTo(view));
            new SettleRules(turn).releaseLeaving();
        }
        claim.snapshotCame();
    }

    private static void takeClaim(TenancyFact.OfClaim fact, AnswerRules answers) {
        switch (fact) {
            case TenancyFact.ClaimWon won -> answers.won(won);
            case TenancyFact.ClaimRefused refused -> answers.refused(refused.grant());
            case TenancyFact.ClaimFailed failed -> answers.failed(failed);
            case TenancyFact.ClaimGrantGone gone -> answers.grantGone();
        }
    }

    private static void takeOwnKey(
            TenancyFact.OfOwnKey fact, AnswerRules answers, HoldRules hold, RenewalRules renewal) {
        switch (fact) {
            case TenancyFact.Renewed renewed -> renewal.renewed(renewed);
            case TenancyFact.RenewalFailed failed -> renewal.failed(failed);
            case TenancyFact.OwnKeyChanged changed -> {
                answers.adoptionFailed(changed.lease());
                hold.ownKeyWasSeen(changed.lease(), changed.current());
            }
            case TenancyFact.OwnKeySeen seen -> hold.ownKeyWasSeen(seen);
            case TenancyFact.GrantExpired expired -> {
                answers.adoptionFailed(expired.lease());
                renewal.grantExpired(expired.lease());
            }
            case TenancyFact.Updated updated -> hold.updated(updated.lease());
            case TenancyFact.UpdateRefused refused -> hold.updateRefused(refused);
        }
    }

    /** The next moment at which {@link TenancyFact.TimePassed} is due, if nothing happens before. */
    public Optional<Moment> nextWake() {
        Stream<Moment> ofHeld = state.heldNow().stream().flatMap(Tenancy::wakesOf);
        Stream<Moment> ofAttempt = state.attemptNow().stream().flatMap(Tenancy::wakesOf);
        return Stream.concat(ofHeld, ofAttempt).reduce(Moment::orEarlier);
    }

    private static Stream<Moment> wakesOf(Held held) {
        Held.Rival rival = held.rival();
        Stream<Moment> rivals = rival == null || rival.isSettled()
                ? Stream.empty()
                : Stream.of(rival.since().plus(TenancySettings.YIELD_TIME));
        return Stream.concat(Stream.ofNullable(held.deadline()), rivals);
    }

    private static Stream<Moment> wakesOf(Attempt attempt) {
        return switch (attempt.step()) {
            case Attempt.Step.Pausing pausing -> Stream.of(pausing.until());
            case Attempt.Step.Reading reading -> Stream.of(reading.askAgainAt());
            case Attempt.Step.Writing writing -> Stream.of(writing.giveUpAt());
            case Attempt.Step.Adopting adopting -> Stream.of(adopting.giveUpAt());
            case Attempt.Step.Blocked blocked -> Stream.empty();
        };
    }

    /** The tenancy as everybody else may see it. */
    public TenancyStatus status() {
        Optional<WaitReason> wait = state instanceof TenancyState.Waiting waiting
                ? Optional.of(waiting.reason())
                : state.attemptNow()
                        .flatMap(attempt -> attempt.step() instanceof Attempt.Step.Blocked blocked
                                ? Optional.of(blocked.reason())
                                : Optional.empty());
        Optional<TenancyCommand.WriteSubnetEnv> ordered = Optional.ofNullable(known.ordered())
                .filter(order -> state.heldNow()
                        .filter(held -> held.lease().subnet().equals(order.subnet()))
                        .isPresent());
        return new TenancyStatus(state, wait, known.registryTrouble(), unfit(), ordered);
    }

    private String unfit() {
        RegistryView view = known.view();
        Optional<Held> held = state.heldNow();
        if (view == null || view.network() == null || held.isEmpty()) {
            return "";
        }
        return ClaimPlan.fits(view.network(), held.get().lease())
                ? ""
                : held.get().lease().key() + " does not fit the network config";
    }
}
