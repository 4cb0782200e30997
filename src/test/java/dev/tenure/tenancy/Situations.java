package dev.tenure.tenancy;

import dev.tenure.lease.LeaseChange;
import dev.tenure.lease.LeaseTable;
import dev.tenure.lease.SubnetLease;
import dev.tenure.lease.Term;
import dev.tenure.subnet.Subnet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every kind of state that a tenancy can get into by facts, and every kind of fact that can reach it there. */
final class Situations {
    static final String KEY = "10.5.52.0-24";
    private static final String OTHER = "192.168.64.9";
    private static final String OTHER_NETWORK = "10.6.0.0/16";

    private Situations() {}

    /** A tenancy in each state and each step of an attempt, reached as a host would reach it, by name. */
    static Map<String, Host> all() {
        Map<String, Host> all = new LinkedHashMap<>();
        all.put("waiting, just started", Host.in(registry()));
        all.put("waiting for an address", Host.in(registry().network(dual())).starts());
        all.put("waiting for a network", Host.in(new Registry()).starts());
        all.put("waiting for a free subnet", Host.in(full(registry())).starts());
        all.put("claiming, writing", writing());
        all.put("claiming, pausing after a race", writing().isRefused());
        all.put("claiming, pausing after a failure", writing().getsNoAnswer());
        all.put("claiming, reading", reading(writing().isRefused()));
        all.put("claiming, adopting", Host.in(registry().lease(KEY, Host.IP)).starts());
        all.put("holding a claim", holding());
        all.put(
                "holding a claim that was found",
                Host.in(registry().lease(KEY, Host.IP)).settles());
        all.put(
                "holding a reservation",
                Host.in(registry().reservation(KEY, Host.IP)).settles());
        all.put("holding beside a rival", rival(holding()));
        all.put(
                "holding beside a settled rival",
                rival(holding().after(Duration.ofHours(1))).after(Duration.ofSeconds(5)));
        all.put("holding with an update due", holding().hears(new TenancyFact.BackendDataGiven("{\"VNI\":1}", null)));
        all.put("holding after a re-put", rePut(holding()));
        all.put("holding, move pausing", unfit(holding()));
        all.put("holding, move reading", reading(unfit(holding())));
        all.put("holding, move writing", unfit(holding()).looksAgain());
        all.put("holding, move blocked", blocked(holding()));
        all.put("holding, move adopting", adopting(holding()));
        all.put("holding, the old key being left", unfit(holding()).looksAgain().wins());
        all.put(
                "holding, the old key due to go",
                unfit(holding()).looksAgain().wins().writesSubnetEnv());
        all.put("doubtful", holding().failsToRenew());
        all.put(
                "doubtful about a reservation",
                Host.in(registry().reservation(KEY, Host.IP)).settles().failsToRenew());
        all.put("doubtful, move writing", doubtful(unfit(holding()).looksAgain()));
        all.put("lost by deletion", deleted(holding()));
        all.put("lost by deadline", holding().after(Host.TTL));
        all.put("lost by yielding", yielded(holding()));
        addReservedOnly(all);
        all.put("stopped", holding().hears(new TenancyFact.ReleaseAsked()));
        return all;
    }

    private static void addReservedOnly(Map<String, Host> all) {
        all.put("reserved-only, just started", Host.reservedOnlyIn(registry()));
        all.put(
                "reserved-only, waiting for a reservation",
                Host.reservedOnlyIn(registry()).starts());
        all.put(
                "reserved-only, waiting beside a lease of its own",
                Host.reservedOnlyIn(registry().lease(KEY, Host.IP)).starts());
        all.put(
                "reserved-only, waiting beside an unfit reservation",
                Host.reservedOnlyIn(registry().reservation("10.9.0.0-24", Host.IP))
                        .starts());
        all.put(
                "reserved-only, adopting",
                Host.reservedOnlyIn(registry().reservation(KEY, Host.IP)).starts());
        all.put("reserved-only, holding", reserved());
        all.put("reserved-only, holding beside a rival", rival(reserved()));
        all.put("reserved-only, holding, move blocked", blocked(reserved()));
        all.put("reserved-only, doubtful", reserved().failsToRenew());
        all.put("reserved-only, lost by deletion", deleted(reserved()));
        all.put("reserved-only, lost by a grant", rePut(reserved()));
        all.put("reserved-only, lost by an address", reserved().hasAddresses(OTHER));
    }

    private static Host reserved() {
        return Host.reservedOnlyIn(registry().reservation(KEY, Host.IP)).settles();
    }

    private static Registry registry() {
        return new Registry().network("10.5.0.0/16");
    }

    private static String dual() {
        return "{\"Network\":\"10.5.0.0/16\",\"EnableIPv6\":true,\"IPv6Network\":\"fd01::/48\"}";
    }

    private static Registry full(Registry registry) {
        return registry.lease("10.5.0.0-16", OTHER);
    }

    private static Host writing() {
        return Host.in(registry()).startsWithPrevious("10.5.52.0/24");
    }

    private static Host reading(Host host) {
        while (!host.said.contains(new TenancyCommand.ReadSnapshot())) {
            host.waits();
        }
        return host;
    }

    private static Host holding() {
        return writing().acquires();
    }

    private static Host rival(Host host) {
        host.registry.lease("10.5.52.0-25", OTHER);
        return host.sees();
    }

    private static Host rePut(Host host) {
        host.registry.lease(KEY, Host.IP);
        return host.sees();
    }

    private static Host unfit(Host host) {
        host.registry.network(OTHER_NETWORK);
        return host.sees();
    }

    private static Host blocked(Host host) {
        host.registry.network(OTHER_NETWORK).lease("10.6.0.0-16", OTHER);
        return host.sees().looksAgain();
    }

    private static Host adopting(Host host) {
        host.registry.lease("10.5.77.0-24", "192.168.64.77");
        return host.hasAddresses("192.168.64.77").looksAgain();
    }

    private static Host doubtful(Host host) {
        return host.hears(new TenancyFact.RenewalFailed(host.lease(), "etcd did not answer"));
    }

    private static Host deleted(Host host) {
        host.registry.deletes(KEY);
        return host.sees();
    }

    private static Host yielded(Host host) {
        host.registry.reservation("10.5.52.0-25", OTHER);
        return host.sees();
    }

    /** Facts of every kind: fitting, stale, out of turn, about our key, about another's and about keys that never were. */
    static List<TenancyFact> facts(Host host) {
        List<TenancyFact> facts = new ArrayList<>();
        addFactsOfHost(facts);
        for (Registry registry : registries(host)) {
            addViews(facts, host, registry);
        }
        facts.add(new TenancyFact.RegistryUnreachable("etcd does not answer"));
        for (SubnetLease lease : leases(host)) {
            addAnswers(facts, host, lease);
        }
        facts.add(new TenancyFact.ClaimFailed(Optional.empty(), "no answer"));
        facts.add(new TenancyFact.ClaimGrantGone());
        facts.add(new TenancyFact.TimePassed());
        return facts;
    }

    private static void addFactsOfHost(List<TenancyFact> facts) {
        facts.add(new TenancyFact.SubnetEnvRead(Optional.empty()));
        facts.add(new TenancyFact.SubnetEnvRead(Optional.of(Host.subnet("10.5.9.0/24"))));
        for (String subnet : List.of("10.5.52.0/24", "10.5.9.0/24", "fd01::/64")) {
            facts.add(new TenancyFact.SubnetEnvWritten(Host.subnet(subnet)));
        }
        for (String addresses : List.of(Host.IP, OTHER, "192.168.64.77", "fd00::3", Host.IP + ",fd00::3")) {
            facts.add(new TenancyFact.HostChanged(new HostFacts(Registry.identity(addresses), "eth0", 1500, false)));
        }
        facts.add(new TenancyFact.HostUnknown("eth0 has no address"));
        facts.add(new TenancyFact.BackendDataGiven(null, null));
        facts.add(new TenancyFact.BackendDataGiven("{\"VNI\":1}", "{\"VNI\":2}"));
        facts.add(new TenancyFact.ReserveAsked());
        facts.add(new TenancyFact.ReleaseAsked());
    }

    /** Registries as they can be a moment later. */
    private static List<Registry> registries(Host host) {
        String key = host.tenancy
                .state()
                .heldNow()
                .map(held -> held.lease().key().text())
                .orElse(KEY);
        return List.of(
                host.registry.copy().goesOn(),
                host.registry.copy().deletes(key),
                host.registry.copy().lease(key, Host.IP),
                host.registry.copy().lease(key, OTHER),
                host.registry.copy().reservation(key, Host.IP),
                host.registry.copy().reservation(key, OTHER),
                host.registry.copy().garbage(key),
                host.registry.copy().lease("10.5.52.128-25", OTHER),
                host.registry.copy().reservation("10.5.52.128-25", OTHER),
                host.registry.copy().reservation("10.5.99.0-24", Host.IP),
                host.registry.copy().network(OTHER_NETWORK),
                host.registry.copy().network("10.5.0.0/16"),
                host.registry.copy().network(dual()),
                host.registry.copy().network("{"),
                host.registry.copy().networkDeleted(),
                full(host.registry.copy()),
                new Registry());
    }

    private static void addViews(List<TenancyFact> facts, Host host, Registry later) {
        RegistryView known = host.tenancy.known().view() == null
                ? RegistryView.EMPTY
                : host.tenancy.known().view();
        RegistryView view = known.withNetwork(later.networkEntry()).withLeases(later.table());
        List<LeaseChange> changes = known.leases().changesTo(view.leases());
        facts.add(new TenancyFact.SnapshotRead(view));
        facts.add(new TenancyFact.RegistryChanged(view, changes, known.revision()));
        facts.add(new TenancyFact.RegistryChanged(view, List.of(), known.revision()));
        facts.add(new TenancyFact.RegistryChanged(view, List.of(), known.revision() + 1));
        facts.add(new TenancyFact.StoreReplaced(view));
        RegistryView reread = view.ofReading(known.reading() + 1);
        facts.add(new TenancyFact.StoreReplaced(reread));
        facts.add(new TenancyFact.SnapshotRead(reread));
        facts.add(new TenancyFact.RegistryChanged(reread, List.of(), view.revision()));
        facts.add(new TenancyFact.SnapshotRead(
                known.withLeases(LeaseTable.of(later.table().leases(), known.revision() - 3))));
    }

    /** Leases that an answer can be about. */
    private static List<SubnetLease> leases(Host host) {
        List<SubnetLease> leases = new ArrayList<>(host.registry.table().leases());
        host.tenancy.state().heldNow().map(Held::lease).ifPresent(leases::add);
        host.tenancy.state().attemptNow().map(Attempt::step).ifPresent(step -> {
            if (step instanceof Attempt.Step.Adopting adopting) {
                leases.add(adopting.found());
            }
        });
        Registry later = host.registry.copy();
        leases.add(later.put(
                Registry.key("10.5.88.0-24"), Registry.attributes(Host.IP), new Term.Granted(later.newGrant())));
        leases.add(later.put(Registry.key(KEY), Registry.attributes(Host.IP), new Term.Granted(later.newGrant())));
        leases.add(later.put(Registry.key(KEY), Registry.attributes(Host.IP), new Term.Reserved()));
        return leases.stream().distinct().toList();
    }

    private static void addAnswers(List<TenancyFact> facts, Host host, SubnetLease lease) {
        Moment longAgo = new Moment(host.now.nanos() - Host.TTL.toNanos());
        facts.add(new TenancyFact.Renewed(lease, host.now, null));
        facts.add(new TenancyFact.Renewed(lease, host.now, Host.TTL));
        facts.add(new TenancyFact.Renewed(lease, host.now, Duration.ZERO));
        facts.add(new TenancyFact.Renewed(lease, longAgo, Host.TTL));
        facts.add(new TenancyFact.RenewalFailed(lease, "no answer"));
        facts.add(new TenancyFact.GrantExpired(lease));
        facts.add(new TenancyFact.OwnKeySeen(lease.key(), Optional.empty(), lease.modRevision() + 1));
        for (Registry registry : registries(host)) {
            Optional<SubnetLease> current = registry.find(lease.key().text());
            facts.add(new TenancyFact.OwnKeyChanged(lease, current));
            facts.add(new TenancyFact.UpdateRefused(lease, current));
        }
        facts.add(new TenancyFact.Updated(lease));
        lease.term().granted().ifPresent(id -> {
            SpareGrant grant = new SpareGrant(id, Host.TTL, host.now);
            Subnet around = Host.subnet("10.5.0.0/16");
            facts.add(new TenancyFact.ClaimWon(lease, grant, List.of()));
            facts.add(new TenancyFact.ClaimWon(lease, grant, List.of(dev.tenure.subnet.SubnetKey.of(around))));
            facts.add(new TenancyFact.ClaimWon(lease, new SpareGrant(id, Host.TTL, longAgo), List.of()));
            facts.add(new TenancyFact.ClaimRefused(grant));
            facts.add(new TenancyFact.ClaimFailed(Optional.of(grant), "no answer"));
        });
    }
}
