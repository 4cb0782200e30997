package dev.tenure.simulation;

import dev.tenure.lease.GrantId;
import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.SubnetLease;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.tenancy.RegistryView;
import dev.tenure.tenancy.TenancySettings;
import dev.tenure.tenancy.TenancyState;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The invariants that hold once everybody has come to rest. */
final class Rest {
    private final Judge judge;
    private final SimulatedEtcd etcd;
    private final TenancySettings settings;
    private final List<SimulatedHost> hosts;
    private final List<Flanneld> flannelds;

    Rest(Simulation simulation) {
        judge = simulation.judge;
        etcd = simulation.etcd;
        settings = simulation.shape().settings();
        hosts = simulation.hosts.stream().filter(host -> !host.isGone()).toList();
        flannelds = simulation.flannelds();
    }

    private List<SubnetLease> leases() {
        return List.copyOf(etcd.table().leases());
    }

    /** I11: soon after times are good again. */
    void everybodyHolds() {
        for (SimulatedHost host : hosts) {
            judge.mustBe(
                    host.certain() != null,
                    "everybody has a subnet soon (I11)",
                    () -> host.name + " is " + host.state(),
                    host);
        }
    }

    /** I5, I6, I9, I11, P5. */
    void isReached() {
        judge.mustBe(etcd.isSound(), "the simulation reads what is in its store", () -> "");
        hosts.forEach(this::isSettled);
        hosts.forEach(this::sees);
        hosts.forEach(this::hasOneKey);
        nobodyOverlaps();
        noGrantIsLeft();
    }

    private void isSettled(SimulatedHost host) {
        SubnetLease certain = host.certain();
        boolean mayBeUnfit = settings.renumber() == TenancySettings.Renumber.HOLD;
        judge.mustBe(
                certain != null
                        && host.state().orElseThrow() instanceof TenancyState.Holding holding
                        && holding.move().isEmpty()
                        && (mayBeUnfit || ((NetworkConfig) etcd.network().reading()).allows(certain.subnet()))
                        && leases().contains(certain)
                        && certain.isHeldBy(host.identity()),
                "everybody has a subnet (I11)",
                () -> host.name + " is " + host.state() + ", the network is " + etcd.network() + ", in etcd are\n"
                        + leases().stream().map(Story::lease).collect(Collectors.joining("\n")),
                host);
        boolean isInStep = certain != null && certain.subnet().equals(host.subnetEnv());
        boolean isReady = host.part(HealthPart.class)
                .filter(part -> part.readyWith().isPresent())
                .isPresent();
        judge.mustBe(
                mayBeUnfit || isInStep && isReady,
                "subnet.env names it and the host is ready (P5, P6)",
                () -> host.name + " has " + host.subnetEnv() + " and " + host.held(),
                host);
    }

    /** I9; who follows no peers knows the network config, and of the leases no more than it needs. */
    private void sees(SimulatedHost host) {
        WatchPart watch = host.part(WatchPart.class).orElse(null);
        boolean isAllTold = watch == null || watch.isAllTold();
        RegistryView view = host.part(WatchPart.class).map(WatchPart::view).orElse(RegistryView.EMPTY);
        judge.mustBe(
                view.entry().equals(etcd.network())
                        && (!isAllTold || view.leases().changesTo(etcd.table()).isEmpty())
                        && host.hasHeard(judge.epoch(), isAllTold ? etcd.revision() : 0),
                "everybody sees what is in etcd (I9)",
                () -> host.name + " sees revision " + view.revision() + " of " + etcd.revision() + " and lacks "
                        + view.leases().changesTo(etcd.table()) + ", sees " + view.entry() + " of " + etcd.network()
                        + ", its tenancy sees revision "
                        + host.part(TenancyPart.class).map(TenancyPart::viewRevision),
                host);
    }

    /** I5; what operators have reserved for a host comes on top. */
    private void hasOneKey(SimulatedHost host) {
        List<SubnetLease> own = leases().stream()
                .filter(lease -> host.wrote(lease.value()) && !lease.isReservation())
                .toList();
        SubnetLease certain = host.certain();
        int expected = certain == null || certain.isReservation() ? 0 : 1;
        judge.mustBe(
                own.size() == expected, "one key for each host (I5)", () -> host.name + " has the leases " + own, host);
    }

    /** What operators reserve or spoil side by side, and what flanneld does not look at, is their doing. */
    private void nobodyOverlaps() {
        List<SubnetLease> all = leases();
        for (SimulatedHost host : hosts) {
            SubnetLease mine = host.certain();
            if (mine == null || mine.isReservation()) {
                continue;
            }
            for (SubnetLease other : all) {
                boolean isForeign = other.value() instanceof HostAttributes
                        && !host.wrote(other.value())
                        && flannelds.stream().noneMatch(one -> one.identity().holds(other.value()));
                judge.mustBe(
                        !isForeign || !other.subnet().overlaps(mine.subnet()),
                        "no overlap (I5)",
                        () -> mine + " and " + other,
                        host);
            }
        }
    }

    /** I6. */
    private void noGrantIsLeft() {
        Set<GrantId> used = leases().stream()
                .flatMap(lease -> lease.term().granted().stream())
                .collect(Collectors.toSet());
        List<GrantId> free = etcd.agentsGrants().stream()
                .filter(grant -> !used.contains(grant))
                .toList();
        judge.mustBe(free.isEmpty(), "no grant is left behind (I6)", () -> free + " for " + leases());
    }

    /** I8. */
    void nobodyHasWrittenSince(long written) {
        judge.mustBe(
                judge.agentRevisions() == written,
                "nobody writes while nothing happens (I8)",
                () -> judge.agentRevisions() - written + " revisions");
    }
}
