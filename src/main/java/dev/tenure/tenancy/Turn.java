package dev.tenure.tenancy;

import dev.tenure.lease.GrantId;
import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.HostIdentity;
import dev.tenure.lease.LeaseChange;
import dev.tenure.lease.SubnetLease;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.subnet.Subnet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One decision in the making: what is known, where we stand, and the commands so far. Lives for one call of decide. */
final class Turn {
    final Moment now;
    final TenancySettings settings;
    final Chance chance;

    TenancyState state;

    @Nullable
    HostFacts host;

    String hostTrouble;
    boolean isSubnetEnvRead;

    @Nullable
    Subnet previous;

    @Nullable
    RegistryView view;

    String registryTrouble;
    TenancyFact.@Nullable BackendDataGiven given;
    final Map<String, Knowledge.Leaving> leaving;

    private TenancyCommand.@Nullable WriteSubnetEnv ordered;
    private final List<TenancyCommand> commands = new ArrayList<>();

    Turn(Tenancy before, Moment now) {
        Knowledge known = before.known();
        this.now = now;
        this.settings = known.settings();
        this.chance = known.chance();
        this.state = before.state();
        this.host = known.host();
        this.hostTrouble = known.hostTrouble();
        this.isSubnetEnvRead = known.isSubnetEnvRead();
        this.previous = known.previous();
        this.view = known.view();
        this.registryTrouble = known.registryTrouble();
        this.given = known.given();
        this.leaving = new HashMap<>(known.leaving());
        this.ordered = known.ordered();
    }

    Decision end() {
        orderSubnetEnv();
        Knowledge known = new Knowledge(
                settings,
                chance,
                host,
                hostTrouble,
                isSubnetEnvRead,
                previous,
                view,
                registryTrouble,
                given,
                leaving,
                ordered);
        return new Decision(new Tenancy(state, known), commands);
    }

    /** subnet.env is rewritten on every real change, and only for what etcd has confirmed (P5). */
    private void orderSubnetEnv() {
        Optional<Held> held = state.heldNow();
        NetworkConfig network = network();
        if (held.isEmpty()
                || network == null
                || host == null
                || !network.allows(held.get().lease().subnet())) {
            return;
        }
        var wanted = new TenancyCommand.WriteSubnetEnv(
                held.get().lease().subnet(), network, host.mtuBytes(), host.mtuIsFinal());
        if (!wanted.equals(ordered)) {
            ordered = wanted;
            commands.add(wanted);
        }
    }

    void command(TenancyCommand command) {
        commands.add(command);
    }

    void tell(String sentence) {
        commands.add(new TenancyCommand.Tell(false, sentence));
    }

    void warn(String sentence) {
        commands.add(new TenancyCommand.Tell(true, sentence));
    }

    /** Gives a lease of ours back, and again until it is gone; a reservation is nobody's to give back (P2). */
    void release(SubnetLease lease) {
        if (!lease.isReservation()) {
            leaving.put(lease.key().text(), new Knowledge.Leaving(lease, true));
            command(new TenancyCommand.Release(lease));
        }
    }

    /** Ends a grant that no key needs; never the one that our own key hangs on. */
    void revoke(Optional<SpareGrant> spare) {
        Optional<GrantId> needed =
                state.heldNow().flatMap(held -> held.lease().term().granted());
        spare.map(SpareGrant::grant)
                .filter(grant -> !needed.equals(Optional.of(grant)))
                .ifPresent(grant -> command(new TenancyCommand.Revoke(grant)));
    }

    /** subnet.env is to be written once more, whatever it says. */
    void forgetOrder() {
        ordered = null;
    }

    boolean isPast(Moment moment) {
        return !now.isBefore(moment);
    }

    /** What a new snapshot changes, deletes included. */
    List<LeaseChange> changesTo(RegistryView later) {
        return (view == null ? RegistryView.EMPTY : view).leases().changesTo(later.leases());
    }

    /** What the watch tells, and with it what it told before and nobody heard. */
    List<LeaseChange> changesTo(TenancyFact.RegistryChanged changed) {
        RegistryView later = changed.view();
        boolean isComplete = view != null && view.reading() == later.reading() && view.revision() >= changed.since();
        return isComplete ? changed.changes() : changesTo(later);
    }

    boolean isOtherStore(RegistryView later) {
        return view != null && (later.isOfOtherStoreThan(view) || isOfOtherStoreThanOurs(later));
    }

    /** What we hold can be newer than the view that we go by: a claim was just won, or the watch of our key alone told it. */
    private boolean isOfOtherStoreThanOurs(RegistryView later) {
        return view != null
                && later.reading() > view.reading()
                && state.heldNow()
                        .filter(held -> later.revision() < held.lease().modRevision())
                        .isPresent();
    }

    boolean isNetworkNew(RegistryView later) {
        return view == null || view.entry().modRevision() != later.entry().modRevision();
    }

    /** True if another subnet has to be claimed in place of the one that is held. */
    boolean mustMove() {
        NetworkConfig network = network();
        Optional<Held> held = state.heldNow();
        if (network == null || held.isEmpty()) {
            return false;
        }
        SubnetLease lease = held.get().lease();
        boolean isForeign = host != null && !lease.isHeldBy(host.addresses());
        boolean isUnfit = !ClaimPlan.fits(network, lease);
        return isForeign || isUnfit && settings.renumber() == TenancySettings.Renumber.MOVE;
    }

    /**
     * True if a reservation goes with an address that this host has no longer. Where only a reservation will do there may
     * never be another, so holding on would mean to live on what the next owner of that address takes at once (P1).
     */
    boolean isStrangers(Held held) {
        return settings.isReservedOnly() && host != null && !held.lease().isHeldBy(host.addresses());
    }

    /** What we do after a loss, as the end of a sentence. */
    String after(String whereLeasesAreClaimed) {
        return settings.isReservedOnly() ? "waiting for a reservation" : whereLeasesAreClaimed;
    }

    /** Ends the hold; the claim that follows begins after a pause, or is the move that was under way already. */
    void lose(Held held, LossReason reason, Duration pauseMax, boolean reread) {
        boolean isGrantAlive = reason == LossReason.KEY_DELETED;
        Optional<SpareGrant> spare = isGrantAlive ? Optional.ofNullable(held.kept()) : Optional.empty();
        Attempt fresh = Attempt.first(new Attempt.Step.Pausing(now.plus(pauseUpTo(pauseMax)), reread), spare);
        Optional<Attempt> move = state.attemptNow().filter(going -> !going.isBlocked());
        Attempt next = move.orElse(fresh);
        if (!(next.step() instanceof Attempt.Step.Adopting)) {
            command(new TenancyCommand.StopKeepAlive());
        }
        state = state.lost(reason, next).trying(next);
        revoke(move.flatMap(going -> spare));
    }

    @Nullable
    NetworkConfig network() {
        return view == null ? null : view.network();
    }

    Duration pauseUpTo(Duration most) {
        return chance.upTo(most, now, Chance.Purpose.PAUSE);
    }

    RenewalPlan plan(Duration ttl) {
        return new RenewalPlan(ttl, settings.renewMargin());
    }

    /** True if {@code lease} was written for this host, under the addresses that it has or those that it holds under. */
    boolean isOurs(SubnetLease lease) {
        boolean byAddress = host != null && lease.isHeldBy(host.addresses());
        return byAddress
                || state.heldNow()
                        .map(held -> held.lease().value() instanceof HostAttributes own
                                && own.identity().holds(lease.value()))
                        .orElse(false);
    }

    /** This host as the network config sees it: only the families that are enabled. */
    static HostIdentity inNetwork(HostIdentity host, NetworkConfig network) {
        return new HostIdentity(
                network.ipv4() == null ? null : host.publicIp(), network.ipv6() == null ? null : host.publicIpv6());
    }

    /** What our key should say, given what it says now: foreign fields stay, and so does data of the same backend. */
    HostAttributes wanted(HostIdentity addresses, NetworkConfig network, @Nullable HostAttributes current) {
        HostAttributes plain = HostAttributes.of(
                inNetwork(addresses, network), network.backend().leaseType());
        TenancyFact.BackendDataGiven data = given;
        if (current == null) {
            return data == null ? plain : plain.withBackendData(data.backendData(), data.backendV6Data());
        }
        boolean isSameBackend = current.backendType().equals(plain.backendType());
        HostAttributes merged = new HostAttributes(
                plain.publicIp(),
                plain.publicIpv6(),
                plain.backendType(),
                isSameBackend ? current.backendData() : null,
                isSameBackend ? current.backendV6Data() : null,
                current.others());
        return data == null ? merged : merged.withBackendData(data.backendData(), data.backendV6Data());
    }
}
