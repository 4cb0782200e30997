package dev.tenure.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.SubnetLease;
import dev.tenure.lease.Term;
import dev.tenure.subnet.Cidr;
import dev.tenure.subnet.IpFamily;
import dev.tenure.subnet.Subnet;
import dev.tenure.subnet.SubnetKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One host in a story: facts are told to its tenancy at a virtual moment, its last commands are kept for looking at, and
 * nothing is carried out that the story does not carry out.
 */
final class Host {
    static final String IP = "192.168.64.3";
    static final Duration TTL = Duration.ofHours(24);

    final Registry registry;
    Tenancy tenancy;
    Moment now = new Moment(1_000_000_000_000L);
    List<TenancyCommand> said = List.of();

    private RegistryView view = RegistryView.EMPTY;
    private Optional<TenancyCommand.Claim> lastClaim = Optional.empty();
    private Optional<TenancyCommand.Update> lastUpdate = Optional.empty();
    private @Nullable SubnetLease keptAlive;

    private Host(Registry registry, TenancySettings settings) {
        this.registry = registry;
        this.tenancy = Tenancy.starting(settings, new Chance(42));
    }

    static TenancySettings settings() {
        return settings(TenancySettings.Renumber.MOVE, TenancySettings.Conflict.AGE);
    }

    static TenancySettings settings(TenancySettings.Renumber renumber, TenancySettings.Conflict conflict) {
        return new TenancySettings(TenancySettings.Mode.LEASE, TTL, Duration.ofMinutes(60), renumber, conflict);
    }

    static TenancySettings reservedOnly(TenancySettings.Renumber renumber) {
        return new TenancySettings(
                TenancySettings.Mode.RESERVED_ONLY,
                TTL,
                Duration.ofMinutes(60),
                renumber,
                TenancySettings.Conflict.AGE);
    }

    /** A host for which only a reservation will do. */
    static Host reservedOnlyIn(Registry registry) {
        return new Host(registry, reservedOnly(TenancySettings.Renumber.MOVE));
    }

    static Host in(Registry registry) {
        return new Host(registry, settings());
    }

    static Host in(Registry registry, TenancySettings settings) {
        return new Host(registry, settings);
    }

    /** Starts with nothing but its address, and has read the registry. */
    Host starts() {
        return starts(IP, null);
    }

    Host startsWithPrevious(String previous) {
        return starts(IP, previous);
    }

    Host starts(String addresses, @Nullable String previous) {
        hears(new TenancyFact.SubnetEnvRead(Optional.ofNullable(previous).map(Host::subnet)));
        hasAddresses(addresses);
        return reads();
    }

    /** Starts, and goes on until it holds what it asked for. */
    Host settles() {
        starts();
        return acquires();
    }

    /** Whatever it asks for next, it gets, and subnet.env is written. */
    Host acquires() {
        for (int steps = 0; steps < 20 && !isAtRest(); steps++) {
            List<TenancyCommand> before = said;
            if (lastClaim.isPresent() && before.contains(lastClaim.get())) {
                wins();
            } else if (before.stream().anyMatch(TenancyCommand.KeepAlive.class::isInstance)) {
                renews();
            } else if (before.contains(new TenancyCommand.ReadSnapshot())) {
                reads();
            } else {
                waits();
            }
        }
        assertThat(tenancy.state()).isInstanceOf(TenancyState.Holding.class);
        return writesSubnetEnv();
    }

    private boolean isAtRest() {
        return tenancy.state() instanceof TenancyState.Holding holding
                && holding.move().isEmpty();
    }

    Host hears(TenancyFact fact) {
        Decision decision = tenancy.decide(fact, now);
        tenancy = decision.next();
        said = decision.commands();
        for (TenancyCommand command : said) {
            switch (command) {
                case TenancyCommand.Claim claim -> lastClaim = Optional.of(claim);
                case TenancyCommand.Update update -> lastUpdate = Optional.of(update);
                case TenancyCommand.KeepAlive keep -> keptAlive = keep.lease();
                case TenancyCommand.StopKeepAlive stop -> keptAlive = null;
                default -> {}
            }
        }
        return this;
    }

    /** Time goes by, and every moment that the tenancy asked to be woken at is kept. */
    Host after(Duration duration) {
        Moment end = now.plus(duration);
        List<TenancyCommand> heard = new ArrayList<>();
        for (int wakes = 0; wakes < 100; wakes++) {
            Optional<Moment> wake = tenancy.nextWake().filter(due -> !end.isBefore(due));
            if (wake.isEmpty()) {
                break;
            }
            now = now.isBefore(wake.get()) ? wake.get() : now;
            hears(new TenancyFact.TimePassed());
            heard.addAll(said);
            if (said.contains(new TenancyCommand.ReadSnapshot()) && !now.isBefore(end)) {
                break;
            }
        }
        now = end;
        said = heard;
        return this;
    }

    /** As long as the tenancy wants to wait. */
    Host waits() {
        Moment wake = tenancy.nextWake().orElseThrow(() -> new AssertionError("nothing to wait for in " + tenancy));
        now = now.isBefore(wake) ? wake : now;
        return hears(new TenancyFact.TimePassed());
    }

    /** The pause before its next look is over, and it has looked. */
    Host looksAgain() {
        while (!said.contains(new TenancyCommand.ReadSnapshot())) {
            waits();
        }
        return reads();
    }

    RegistryView viewOfNow() {
        return view.withNetwork(registry.networkEntry()).withLeases(registry.table());
    }

    /** A whole snapshot of the registry as it is. */
    Host reads() {
        view = viewOfNow();
        return hears(new TenancyFact.SnapshotRead(view));
    }

    /** A whole snapshot, which shows that the store is another one than before. */
    Host readsAnotherStore() {
        beginsToReadAnew();
        return hears(new TenancyFact.StoreReplaced(view));
    }

    /** Whoever reads for it has found another store, or is another reader; and nobody has heard it. */
    Host beginsToReadAnew() {
        view = viewOfNow().ofReading(view.reading() + 1);
        return this;
    }

    /** The watch tells of what is in the registry now, and nobody hears it. */
    Host doesNotHear() {
        view = viewOfNow();
        return this;
    }

    /** The watch catches up with the registry. */
    Host sees() {
        RegistryView later = viewOfNow();
        var changes = view.leases().changesTo(later.leases());
        long since = view.revision();
        view = later;
        return hears(new TenancyFact.RegistryChanged(later, changes, since));
    }

    Host hasAddresses(String addresses) {
        return hears(new TenancyFact.HostChanged(new HostFacts(Registry.identity(addresses), "eth0", 1500, false)));
    }

    TenancyCommand.Claim claim() {
        return lastClaim.orElseThrow(() -> new AssertionError("nothing was claimed"));
    }

    TenancyCommand.Update update() {
        return lastUpdate.orElseThrow(() -> new AssertionError("nothing was updated"));
    }

    SpareGrant grantOf(TenancyCommand.Claim claim) {
        return claim.spare().orElseGet(() -> new SpareGrant(registry.newGrant(), TTL, now));
    }

    /** etcd carries out the last claim, and the host hears of it. */
    Host wins() {
        return hears(won());
    }

    /** etcd carries out the last claim, and the answer is on its way. */
    TenancyFact.ClaimWon won() {
        TenancyCommand.Claim claim = claim();
        SpareGrant grant = grantOf(claim);
        List<SubnetKey> overlaps = registry.overlaps(claim.key());
        assertThat(registry.find(claim.key().text())).isEmpty();
        SubnetLease lease = registry.put(claim.key(), claim.attributes(), new Term.Granted(grant.grant()));
        return new TenancyFact.ClaimWon(lease, grant, overlaps);
    }

    Host isRefused() {
        return hears(new TenancyFact.ClaimRefused(grantOf(claim())));
    }

    Host getsNoAnswer() {
        return hears(new TenancyFact.ClaimFailed(Optional.of(grantOf(claim())), "etcd did not answer"));
    }

    /** Its own key was looked at and its grant kept alive just now. */
    Host renews() {
        return hears(renewal(now));
    }

    TenancyFact.Renewed renewal(Moment sent) {
        SubnetLease lease = keptAlive();
        return new TenancyFact.Renewed(lease, sent, lease.isReservation() ? null : TTL);
    }

    SubnetLease keptAlive() {
        if (keptAlive == null) {
            throw new AssertionError("nothing is kept alive");
        }
        return keptAlive;
    }

    Host failsToRenew() {
        return hears(new TenancyFact.RenewalFailed(keptAlive(), "etcd did not answer"));
    }

    Host writesSubnetEnv() {
        return hears(new TenancyFact.SubnetEnvWritten(held().lease().subnet()));
    }

    /** etcd carries out the last update, and the answer is on its way. */
    TenancyFact.Updated updated() {
        TenancyCommand.Update update = update();
        assertThat(registry.at(update.seen().key().text())).isEqualTo(update.seen());
        return new TenancyFact.Updated(registry.put(update.seen().key(), update.attributes(), update.term()));
    }

    TenancyFact.UpdateRefused updateRefused() {
        SubnetLease seen = update().seen();
        return new TenancyFact.UpdateRefused(seen, registry.find(seen.key().text()));
    }

    Held held() {
        return tenancy.state().heldNow().orElseThrow(() -> new AssertionError("nothing is held in " + tenancy.state()));
    }

    SubnetLease lease() {
        return held().lease();
    }

    HostAttributes value() {
        return (HostAttributes) lease().value();
    }

    /** {@code 10.5.52.0/24}, {@code fd01::/64}, or both with a comma between. */
    static Subnet subnet(String text) {
        Cidr ipv4 = null;
        Cidr ipv6 = null;
        for (String half : text.split(",", -1)) {
            Cidr cidr = Cidr.parse(half).orElseThrow();
            ipv4 = cidr.family() == IpFamily.IPV4 ? cidr : ipv4;
            ipv6 = cidr.family() == IpFamily.IPV6 ? cidr : ipv6;
        }
        return new Subnet(ipv4, ipv6);
    }
}
