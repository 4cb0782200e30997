package dev.tenure.tenancy;

import dev.tenure.lease.HostIdentity;
import dev.tenure.lease.LeaseChange;
import dev.tenure.lease.SubnetLease;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.subnet.NetworkReading;
import dev.tenure.subnet.Subnet;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The rules for a host that has no subnet, or has to move to another one: when to choose, and what each answer means. */
final class ClaimRules {
    private static final Duration SNAPSHOT_TIME_MAX = Duration.ofSeconds(10);

    /** Longer than every call of the registry takes to succeed or fail; what is not answered by then was never heard. */
    private static final Duration ANSWER_TIME_MAX = Duration.ofSeconds(20);

    /** Many hosts may wait for the one subnet that became free. */
    private static final Duration FREED_PAUSE_MAX = Duration.ofMillis(200);

    private final Turn turn;
    /** False while other hosts may have got leases that our view does not show. */
    private boolean isFresh;

    ClaimRules(Turn turn) {
        this.turn = turn;
        isFresh = turn.settings.followsPeers();
    }

    void previousSubnetIs(Optional<Subnet> previous) {
        turn.isSubnetEnvRead = true;
        turn.previous = turn.previous != null ? turn.previous : previous.orElse(null);
        goOnIfWaiting();
    }

    void hostIs(HostFacts host) {
        turn.host = host;
        turn.hostTrouble = "";
        goOnIfWaiting();
        turn.state
                .attemptNow()
                .filter(Attempt::isBlocked)
                .filter(move -> turn.mustMove())
                .ifPresent(this::choose);
    }

    /** A host that holds a lease keeps it while its addresses are away: they may come back, and its pods are running. */
    void hostIsUnknown(String sentence) {
        turn.hostTrouble = sentence;
        goOnIfWaiting();
    }

    void registryIsAway(String sentence) {
        turn.registryTrouble = sentence;
        if (turn.state instanceof TenancyState.Waiting && turn.view == null) {
            turn.state = turn.state.blocked(new WaitReason(WaitReason.Code.ETCD_UNREACHABLE, sentence));
        }
    }

    /** A whole new snapshot ends every wait for one. */
    void snapshotCame() {
        isFresh = true;
        goOnIfWaiting();
        turn.state.attemptNow().ifPresent(attempt -> {
            boolean isAwaited = attempt.step() instanceof Attempt.Step.Reading
                    || attempt.isBlocked()
                    || attempt.step() instanceof Attempt.Step.Pausing && attempt.failures() > 0;
            if (isAwaited) {
                choose(attempt);
            }
        });
    }

    /** What the watch tells ends a wait only if it can change the outcome. */
    void registryMoved(List<LeaseChange> changes, boolean isNetworkNew) {
        boolean isHopeful = isNetworkNew || changes.stream().anyMatch(this::isHopeful);
        boolean isBlocked = turn.state instanceof TenancyState.Waiting
                || turn.state.attemptNow().filter(Attempt::isBlocked).isPresent();
        if (isHopeful && isBlocked && isReadyToChoose()) {
            Duration most = isNetworkNew ? turn.settings.reactionMax() : FREED_PAUSE_MAX;
            Moment until = turn.now.plus(turn.pauseUpTo(most));
            Attempt next = Attempt.first(new Attempt.Step.Pausing(until, false), Optional.empty());
            // nobody competes for a reservation
            if (turn.settings.isReservedOnly() && !isNetworkNew) {
                choose(next);
            } else {
                turn.state = turn.state.trying(next);
            }
        }
    }

    private boolean isHopeful(LeaseChange change) {
        return switch (change) {
            case LeaseChange.Removed removed -> !turn.settings.isReservedOnly() || isOwnKeyInTheWay();
            case LeaseChange.Put put -> turn.isOurs(put.lease()) || isOwnKeyInTheWay();
        };
    }

    /** True if we name a key of our own that does not do, so that what we say is wrong when it changes. */
    private boolean isOwnKeyInTheWay() {
        return turn.state instanceof TenancyState.Waiting waiting
                && (waiting.reason().code() == WaitReason.Code.LEASE_NOT_RESERVED
                        || waiting.reason().code() == WaitReason.Code.RESERVATION_UNFIT);
    }

    void timePassed() {
        turn.state.attemptNow().ifPresent(attempt -> {
            switch (attempt.step()) {
                case Attempt.Step.Pausing pausing
                when turn.isPast(pausing.until()) && pausing.reread() -> read(attempt);
                case Attempt.Step.Pausing pausing when turn.isPast(pausing.until()) -> choose(attempt);
                case Attempt.Step.Reading reading when turn.isPast(reading.askAgainAt()) -> read(attempt);
                case Attempt.Step.Writing writing
                when turn.isPast(writing.giveUpAt()) -> pauseAfterFailure(attempt, attempt.spare());
                case Attempt.Step.Adopting adopting
                when turn.isPast(adopting.giveUpAt()) -> pauseAfterAdoption(attempt);
                case Attempt.Step.Pausing pausing -> {}
                case Attempt.Step.Reading reading -> {}
                case Attempt.Step.Writing writing -> {}
                case Attempt.Step.Adopting adopting -> {}
                case Attempt.Step.Blocked blocked -> {}
            }
        });
    }

    /** A key that is being adopted and is not as it was found any more is not ours, whatever an earlier look says of it. */
    void viewIs(RegistryView view) {
        turn.state
                .attemptNow()
                .filter(attempt -> attempt.step() instanceof Attempt.Step.Adopting adopting
                        && !view.leases().find(adopting.found().key()).equals(Optional.of(adopting.found())))
                .ifPresent(this::pauseAfterAdoption);
    }

    private void read(Attempt attempt) {
        turn.command(new TenancyCommand.ReadSnapshot());
        turn.state = turn.state.trying(attempt.at(new Attempt.Step.Reading(turn.now.plus(SNAPSHOT_TIME_MAX))));
    }

    private void goOnIfWaiting() {
        if (!(turn.state instanceof TenancyState.Waiting)) {
            return;
        }
        if (isReadyToChoose()) {
            choose(Attempt.first(new Attempt.Step.Pausing(turn.now, false), Optional.empty()));
        } else if (turn.host == null && !turn.hostTrouble.isEmpty()) {
            waitFor(WaitReason.Code.NO_HOST_ADDRESS, turn.hostTrouble, Optional.empty());
        }
    }

    private boolean isReadyToChoose() {
        return turn.isSubnetEnvRead && turn.host != null && turn.view != null;
    }

    /** Chooses from the registry as we see it now, and acts on it; if that may be an old view, from a new one. */
    private void choose(Attempt attempt) {
        HostFacts host = turn.host;
        RegistryView view = turn.view;
        if (host == null || view == null || !isFresh) {
            read(attempt);
            return;
        }
        NetworkConfig network = view.network();
        if (network == null) {
            boolean isBroken = view.entry().reading() instanceof NetworkReading.Broken;
            waitFor(
                    isBroken ? WaitReason.Code.NETWORK_CONFIG_BROKEN : WaitReason.Code.NO_NETWORK_CONFIG,
                    view.networkTrouble()
                            + "; put a good one at <etcd-prefix>/config, and this host claims a subnet at once",
                    attempt.spare());
            return;
        }
        String missing = missingAddress(host, network);
        if (!missing.isEmpty()) {
            waitFor(WaitReason.Code.NO_HOST_ADDRESS, missing, attempt.spare());
            return;
        }
        act(attempt, host.addresses(), view, network);
    }

    private static String missingAddress(HostFacts host, NetworkConfig network) {
        HostIdentity addresses = host.addresses();
        boolean lacksIpv4 = network.ipv4() != null && addresses.publicIp() == null;
        boolean lacksIpv6 = network.ipv6() != null && addresses.publicIpv6() == null;
        String family = lacksIpv4 ? "IPv4" : "IPv6";
        return lacksIpv4 || lacksIpv6
                ? "the network config enables " + family + ", but interface " + host.interfaceName() + " has no global "
                        + family + " address; give it one, or name one with --public-ip" + (lacksIpv4 ? "" : "v6")
                : "";
    }

    private void act(Attempt attempt, HostIdentity host, RegistryView view, NetworkConfig network) {
        if (turn.settings.isReservedOnly()) {
            ReservationPlan plan = new ReservationPlan(host, network, view.leases(), turn.previous);
            plan.choose().ifPresentOrElse(own -> keep(attempt, own), () -> waitFor(plan.whyNone(), attempt.spare()));
            return;
        }
        ClaimPlan plan = new ClaimPlan(host, network, view.leases(), turn.previous, turn.leaving.keySet());
        long start = attempt.number() == 0
                ? ClaimPlan.homeOf(host)
                : turn.chance.below(Long.MAX_VALUE, turn.now, Chance.Purpose.SUBNET);
        switch (plan.choose(start)) {
            case ClaimPlan.Choice.Keep keep -> keep(attempt, keep.own());
            case ClaimPlan.Choice.Take take -> {
                turn.command(new TenancyCommand.Claim(
                        take.key(),
                        turn.wanted(host, network, null),
                        attempt.spare(),
                        view.entry().modRevision()));
                turn.state = turn.state.trying(attempt.at(new Attempt.Step.Writing(turn.now.plus(ANSWER_TIME_MAX))));
            }
            case ClaimPlan.Choice.NothingFree nothing ->
                waitFor(WaitReason.Code.POOL_EXHAUSTED, nothing.sentence(), attempt.spare());
        }
    }

    private void keep(Attempt attempt, SubnetLease own) {
        if (isHeldNow(own)) {
            giveUp(attempt);
        } else {
            adopt(attempt, own);
        }
    }

    /** A key of ours that was found is ours once etcd has confirmed it: what a view shows can be long gone. */
    private void adopt(Attempt attempt, SubnetLease own) {
        turn.command(new TenancyCommand.KeepAlive(own));
        turn.state = turn.state.trying(attempt.at(new Attempt.Step.Adopting(own, turn.now.plus(ANSWER_TIME_MAX))));
    }

    /** A key of ours has come up that is better than what is held. */
    void adoptInstead(SubnetLease own) {
        Attempt attempt = turn.state
                .attemptNow()
                .orElseGet(() -> Attempt.first(new Attempt.Step.Pausing(turn.now, false), Optional.empty()));
        adopt(attempt, own);
    }

    private boolean isHeldNow(SubnetLease lease) {
        return turn.state.heldNow().map(held -> held.isKey(lease)).orElse(false);
    }

    /** A lost race is normal: once more from a new snapshot, elsewhere, after a short pause. */
    void pauseAfterLostRace(Attempt attempt, Optional<SpareGrant> left) {
        Duration pause = Backoff.RACE.pause(attempt.number() + 1, turn.chance, turn.now);
        turn.state =
                turn.state.trying(attempt.afterLostRace(left, new Attempt.Step.Pausing(turn.now.plus(pause), true)));
    }

    /** Once more from a new snapshot, after a pause that grows with each failure. */
    void pauseAfterFailure(Attempt attempt, Optional<SpareGrant> left) {
        Duration pause = Backoff.OUTAGE.pause(attempt.failures() + 1, turn.chance, turn.now);
        turn.state =
                turn.state.trying(attempt.afterFailure(left, new Attempt.Step.Pausing(turn.now.plus(pause), true)));
    }

    /** Once more from a new snapshot; the lease that is held meanwhile is the one to keep alive again. */
    void pauseAfterAdoption(Attempt attempt) {
        Duration pause = Backoff.RACE.pause(1, turn.chance, turn.now);
        turn.state = turn.state.trying(attempt.at(new Attempt.Step.Pausing(turn.now.plus(pause), true)));
        turn.state.heldNow().ifPresent(held -> turn.command(TenancyCommand.KeepAlive.of(held)));
    }

    /** Another subnet has to be claimed while this one is held. */
    void startMove() {
        Moment at = turn.now.plus(turn.pauseUpTo(turn.settings.reactionMax()));
        turn.state = turn.state.trying(Attempt.first(new Attempt.Step.Pausing(at, true), Optional.empty()));
    }

    /** The move is no longer needed. */
    void giveUp(Attempt attempt) {
        turn.revoke(attempt.spare());
        turn.state = turn.state.notTrying();
    }

    private void waitFor(WaitReason.Code code, String sentence, Optional<SpareGrant> spare) {
        waitFor(new WaitReason(code, sentence), spare);
    }

    private void waitFor(WaitReason reason, Optional<SpareGrant> spare) {
        turn.revoke(spare);
        if (!turn.state.equals(new TenancyState.Waiting(reason))) {
            turn.warn("no subnet yet: " + reason.sentence());
        }
        turn.state = turn.state.blocked(reason);
    }
}
