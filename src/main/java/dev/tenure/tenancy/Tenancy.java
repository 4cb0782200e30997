package dev.tenure.tenancy;

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
        ClaimRules claim = new ClaimRules(turn);
        HoldRules hold = new HoldRules(turn, claim);
        if (state instanceof TenancyState.Stopped) {
            giveBackWhatComesLate(fact, turn);
            return turn.end();
        }
        switch (fact) {
            case TenancyFact.SubnetEnvRead read -> claim.previousSubnetIs(read.previous());
            case TenancyFact.HostChanged changed -> {
                claim.hostIs(changed.host());
                hold.checkFit(true);
            }
            case TenancyFact.HostUnknown unknown -> claim.hostIsUnknown(unknown.sentence());

            case TenancyFact.SnapshotRead read -> {
                if (hold.see(read.view(), turn.changesTo(read.view()))) {
                    claim.snapshotCame();
                }
            }
            case TenancyFact.RegistryChanged changed -> {
                boolean isNetworkNew = turn.isNetworkNew(changed.view());
                if (hold.see(changed.view(), changed.changes())) {
                    claim.registryMoved(changed.changes(), isNetworkNew);
                }
            }
            case TenancyFact.StoreReplaced replaced -> {
                hold.storeIs(replaced.view());
                claim.snapshotCame();
            }
            case TenancyFact.RegistryUnreachable unreachable -> claim.registryIsAway(unreachable.sentence());

            case TenancyFact.ClaimWon won -> claim.won(won);
            case TenancyFact.ClaimRefused refused -> claim.refused(refused.grant());
            case TenancyFact.ClaimFailed failed -> claim.failed(failed);
            case TenancyFact.ClaimGrantGone gone -> claim.grantGone();

            case TenancyFact.Renewed renewed -> hold.renewed(renewed);
            case TenancyFact.RenewalFailed failed -> hold.renewalFailed(failed);
            case TenancyFact.OwnKeyChanged changed -> hold.ownKeyWasSeen(changed.lease(), changed.current());
            case TenancyFact.GrantExpired expired -> hold.grantExpired(expired.lease());

            case TenancyFact.Updated updated -> hold.updated(updated.lease());
            case TenancyFact.UpdateRefused refused -> hold.ownKeyWasSeen(refused.seen(), refused.current());
            case TenancyFact.SubnetEnvWritten written -> new SettleRules(turn).subnetEnvNames(written.subnet());

            case TenancyFact.BackendDataGiven given -> hold.dataPlaneGives(given);
            case TenancyFact.ReserveAsked asked -> hold.reserve();
            case TenancyFact.ReleaseAsked asked -> hold.release();
            case TenancyFact.TimePassed passed -> {
                claim.timePassed();
                new RivalRules(turn).timePassed();
            }
        }
        hold.checkDeadline();
        return turn.end();
    }

    /** A claim that was under way when we were told to release is not kept. */
    private static void giveBackWhatComesLate(TenancyFact fact, Turn turn) {
        if (fact instanceof TenancyFact.ClaimWon late) {
            turn.command(new TenancyCommand.Release(late.lease()));
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
            case Attempt.Step.Writing writing -> Stream.empty();
            case Attempt.Step.Adopting adopting -> Stream.empty();
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
        return new TenancyStatus(state, wait, known.registryTrouble(), unfit(), Optional.ofNullable(known.ordered()));
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
