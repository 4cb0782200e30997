package dev.tenure.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.Seed;
import dev.tenure.bus.PartBeat;
import dev.tenure.bus.PeersChanged;
import dev.tenure.lease.GrantId;
import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.HostIdentity;
import dev.tenure.lease.SubnetLease;
import dev.tenure.lease.Term;
import dev.tenure.live.Logs;
import dev.tenure.registry.InMemoryRegistry.Call;
import dev.tenure.registry.InMemoryRegistry.When;
import dev.tenure.registry.InMemoryStore;
import dev.tenure.registry.RegistryFailure;
import dev.tenure.subnet.IpAddress;
import dev.tenure.subnet.IpFamily;
import dev.tenure.subnet.Subnet;
import dev.tenure.subnet.SubnetKey;
import dev.tenure.tenancy.HostFacts;
import dev.tenure.tenancy.Moment;
import dev.tenure.tenancy.RegistryView;
import dev.tenure.tenancy.SpareGrant;
import dev.tenure.tenancy.TenancyCommand;
import dev.tenure.tenancy.TenancyFact;
import dev.tenure.tenancy.TenancyStatus;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** All parts of the agent on a registry in memory. */
class AgentRingTest {
    private static final String ADDRESS = "192.168.64.3";
    private static final RegistryFailure AWAY = new RegistryFailure.Unreachable("etcd is away");

    @TempDir
    Path disk = Path.of("");

    private final Vertx vertx = Vertx.vertx();
    private final InMemoryStore store = new InMemoryStore();
    private final Logs logs = new Logs();

    private RingHost host(String publicIp, Map<String, String> more) {
        store.put("config", "{\"Network\":\"10.5.0.0/16\",\"Backend\":{\"Type\":\"vxlan\"}}", 0);
        Map<String, String> all = new HashMap<>(Map.of("public-ip", publicIp, "subnet-lease-ttl", "6s"));
        all.putAll(more);
        return new RingHost(vertx, store, disk.resolve(publicIp).resolve("subnet.env"), all);
    }

    private RingHost host() {
        return host(ADDRESS, Map.of());
    }

    private static String value(String publicIp) {
        return "{\"PublicIP\":\"" + publicIp + "\",\"PublicIPv6\":null,\"BackendType\":\"vxlan\"}";
    }

    private static IpAddress address(String text) {
        return IpAddress.parse(text).orElseThrow();
    }

    @AfterEach
    void end() {
        RingHost.await(vertx.close());
        logs.close();
    }

    @Test
    void two_agents_with_prefixes_of_their_own_share_one_Vertx() {
        RingHost one = host(ADDRESS, Map.of("bus-prefix", "one")).start();
        RingHost two = host("192.168.64.4", Map.of("bus-prefix", "two")).start();
        SubnetLease first = one.awaitReady();
        SubnetLease second = two.awaitReady();

        assertThat(first.holder()).isEqualTo(ADDRESS);
        assertThat(second.holder()).isEqualTo("192.168.64.4");
        one.until("the other is its peer", host -> host.peers().equals(List.of(second)));
        two.until("and it is the other's", host -> host.peers().equals(List.of(first)));
        one.stop();
        assertThat(two.isReady()).isTrue();
    }

    @Test
    void a_claim_that_shares_one_half_of_a_pair_with_an_older_key_is_given_back() {
        RingHost host = host(ADDRESS, Map.of("public-ipv6", "2001:db8::3"));
        store.put(
                "config",
                "{\"Network\":\"10.5.0.0/16\",\"EnableIPv6\":true,\"IPv6Network\":\"fd01::/48\","
                        + "\"Backend\":{\"Type\":\"vxlan\"}}",
                0);
        List<SubnetKey> taken = new CopyOnWriteArrayList<>();
        host.through(registry -> new Meddler(registry, create -> {
                    if (taken.isEmpty()) {
                        Subnet half = Subnet.of(
                                Objects.requireNonNull(create.key().subnet().ipv6()));
                        taken.add(create.key());
                        store.put(
                                "subnets/" + SubnetKey.of(half).text(),
                                "{\"PublicIP\":\"0.0.0.0\",\"PublicIPv6\":\"2001:db8::9\"}",
                                store.grant(Duration.ofHours(1)));
                    }
                }))
                .start();
        SubnetLease lease = host.awaitReady();
        host.until(
                "what was claimed in vain is gone",
                h -> store.get("subnets/" + taken.getFirst().text()).isEmpty());

        assertThat(lease.subnet()
                        .overlaps(taken.getFirst()
                                .subnet()
                                .half(IpFamily.IPV6)
                                .map(Subnet::of)
                                .orElseThrow()))
                .isFalse();
        host.until("no grant is left over", h -> store.grants().size() == 2);
    }

    /** A message that no sender of ours can make, and on which the part of this name falls. */
    enum Poison {
        TENANCY("tenancy"),
        HEALTH("health"),
        SUBNET_ENV("subnet-env"),
        WATCH("watch");

        private final String part;

        Poison(String part) {
            this.part = part;
        }

        @SuppressWarnings("NullAway") // that is what makes it poison
        void giveTo(RingHost host, Vertx vertx) {
            switch (this) {
                case TENANCY -> host.tell(new TenancyFact.SnapshotRead(null));
                case HEALTH -> host.topics.beats().publish(vertx.eventBus(), new PartBeat(null));
                case SUBNET_ENV -> host.command(new TenancyCommand.WriteSubnetEnv(null, null, 1, false));
                case WATCH -> host.tell(new TenancyFact.HostChanged(null));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_part_that_falls_is_replaced_and_the_lease_stays_without_a_write(Poison poison) {
        RingHost host = host(ADDRESS, Map.of("release-on-stop", "true")).start();
        SubnetLease lease = host.awaitReady();
        long revision = store.revision();
        poison.giveTo(host, vertx);
        host.until(
                "the part is replaced",
                h -> logs.at(Level.SEVERE).stream().anyMatch(line -> line.contains("the part " + poison.part + " ")));
        int renewals = host.registry().count(Call.RENEW);
        host.until("renewals go on", h -> h.registry().count(Call.RENEW) > renewals + 1);

        assertThat(host.awaitReady()).isEqualTo(lease);
        assertThat(store.revision()).isEqualTo(revision);
        assertThat(host.givenUp).isEmpty();
        host.until("live", h -> h.health().isLive());
    }

    @Test
    void what_happens_while_the_deciding_part_is_being_replaced_is_made_good() {
        RingHost host = host().start();
        String path = "subnets/" + host.awaitReady().key().text();
        Poison.TENANCY.giveTo(host, vertx);
        host.until("it is away", h -> !logs.at(Level.SEVERE).isEmpty());
        store.delete(path);
        host.until("the key is back", h -> store.get(path).isPresent());
        host.awaitReady();
    }

    @Test
    void a_deciding_part_that_is_replaced_is_told_the_subnet_that_its_host_has_moved_to() {
        RingHost host = host().start();
        SubnetKey home = host.awaitReady().key();
        store.put("subnets/" + home.text(), value("192.168.64.9"), 0);
        host.until(
                "moved",
                h -> h.tenancy().lease().stream().anyMatch(lease -> !lease.key().equals(home)));
        SubnetKey moved = host.awaitReady().key();
        store.delete("subnets/" + home.text());

        Poison.TENANCY.giveTo(host, vertx);
        host.until("it is away", h -> !logs.at(Level.SEVERE).isEmpty());
        store.delete("subnets/" + moved.text());
        host.until(
                "a key is back",
                h -> h.tenancyNow()
                        .flatMap(TenancyStatus::lease)
                        .filter(lease ->
                                store.get("subnets/" + lease.key().text()).isPresent())
                        .isPresent());

        assertThat(host.awaitReady().key()).isEqualTo(moved);
    }

    @Test
    void what_happens_while_the_watching_part_is_being_replaced_is_made_good() {
        RingHost host = host().start();
        String path = "subnets/" + host.awaitReady().key().text();
        Poison.WATCH.giveTo(host, vertx);
        host.until("it is away", h -> !logs.at(Level.SEVERE).isEmpty());
        store.delete(path);
        store.put("subnets/10.5.240.0-24", value("192.168.64.9"), 0);
        host.until("the key is back", h -> store.get(path).isPresent());
        host.awaitReady();
        // the part that fell may have told of the key before it went; the one that tells of the peer may not be up yet
        host.until(
                "the peer is seen",
                h -> h.peersNow().stream().map(SubnetLease::holder).toList().equals(List.of("192.168.64.9")));
    }

    @Test
    void a_snapshot_that_was_asked_for_and_failed_is_read_as_soon_as_that_is_possible() {
        RingHost host = host().start();
        host.awaitReady();
        int snapshots = host.registry().count(Call.SNAPSHOT);
        host.registry().failNext(2, Call.SNAPSHOT, AWAY, When.BEFORE_APPLYING);
        host.command(new TenancyCommand.ReadSnapshot());
        host.until("read again", h -> h.registry().count(Call.SNAPSHOT) >= snapshots + 3);
        host.until("the watch is open", h -> h.registry().openWatches() == 1);
        host.until("etcd is well", h -> h.health().reasons().isEmpty());
    }

    @Test
    void facts_out_of_order_or_about_nothing_do_no_harm() {
        Seed seed = Seed.forTest("AgentRingTest");
        RingHost host = host().start();
        SubnetLease lease = host.awaitReady();
        long revision = store.revision();
        SubnetKey otherKey = SubnetKey.parse("10.5.250.0-24").orElseThrow();
        HostAttributes attributes = HostAttributes.of(new HostIdentity(address("192.168.64.9"), null), "vxlan");
        SubnetLease other = new SubnetLease(otherKey, attributes, new Term.Granted(new GrantId(4711)), 3, 3);
        SubnetLease older = new SubnetLease(lease.key(), lease.value(), new Term.Granted(new GrantId(4711)), 1, 1);
        Subnet subnet = otherKey.subnet();
        Moment long_ago = new Moment(1);
        SpareGrant grant = new SpareGrant(new GrantId(4712), Duration.ofSeconds(6), long_ago);
        List<TenancyFact> facts = List.of(
                new TenancyFact.SubnetEnvRead(Optional.of(subnet)),
                new TenancyFact.SubnetEnvRead(Optional.empty()),
                new TenancyFact.SubnetEnvWritten(subnet),
                new TenancyFact.SnapshotRead(RegistryView.EMPTY),
                new TenancyFact.RegistryChanged(RegistryView.EMPTY, List.of(), 0),
                new TenancyFact.RegistryUnreachable("away"),
                new TenancyFact.ClaimRefused(grant),
                new TenancyFact.ClaimFailed(Optional.of(grant), "no answer"),
                new TenancyFact.ClaimFailed(Optional.empty(), "no answer"),
                new TenancyFact.ClaimGrantGone(),
                new TenancyFact.ClaimWon(other, grant, List.of()),
                new TenancyFact.Renewed(other, long_ago, Duration.ofSeconds(6)),
                new TenancyFact.Renewed(older, long_ago, Duration.ofSeconds(6)),
                new TenancyFact.RenewalFailed(other, "no answer"),
                new TenancyFact.OwnKeyChanged(other, Optional.empty()),
                new TenancyFact.OwnKeyChanged(older, Optional.of(other)),
                new TenancyFact.GrantExpired(other),
                new TenancyFact.GrantExpired(older),
                new TenancyFact.Updated(other),
                new TenancyFact.Updated(older),
                new TenancyFact.UpdateRefused(other, Optional.empty()),
                new TenancyFact.UpdateRefused(older, Optional.of(other)),
                new TenancyFact.HostUnknown("no address"),
                new TenancyFact.TimePassed());
        var random = seed.random();
        for (int i = 0; i < 2_000; i++) {
            host.tell(facts.get(random.nextInt(facts.size())));
        }
        int renewals = host.registry().count(Call.RENEW);
        host.until("renewals go on", h -> h.registry().count(Call.RENEW) > renewals + 1);

        assertThat(host.awaitReady()).as(seed.toString()).isEqualTo(lease);
        assertThat(store.revision()).as(seed.toString()).isEqualTo(revision);
        assertThat(logs.at(Level.SEVERE)).as(seed.toString()).isEmpty();
        assertThat(host.tenancies).noneMatch(status -> status.state().label().equals("lost"));
    }

    @Test
    void facts_about_nothing_do_no_harm_before_there_is_a_lease_either() {
        store.put("subnets/10.5.250.0-24", value("192.168.64.9"), 0);
        RingHost host = new RingHost(
                vertx, store, disk.resolve("subnet.env"), Map.of("public-ip", ADDRESS, "subnet-lease-ttl", "6s"));
        host.start();
        SpareGrant grant = new SpareGrant(new GrantId(4712), Duration.ofSeconds(6), new Moment(1));
        host.tell(new TenancyFact.ClaimRefused(grant));
        host.tell(new TenancyFact.ClaimFailed(Optional.of(grant), "no answer"));
        host.tell(new TenancyFact.ClaimGrantGone());
        host.tell(new TenancyFact.TimePassed());
        host.until("waits", h -> h.tenancy().blocked().isPresent());
        store.put("config", "{\"Network\":\"10.5.0.0/16\"}", 0);
        host.awaitReady();

        assertThat(store.grants()).hasSize(1);
        assertThat(logs.at(Level.SEVERE)).isEmpty();
    }

    @Test
    void what_comes_and_goes_in_one_batch_is_told_by_what_became_of_it() {
        RingHost host = host().start();
        SubnetLease lease = host.awaitReady();
        List<PeersChanged> told = new CopyOnWriteArrayList<>();
        host.topics.peersChanged().consumer(vertx.eventBus(), told::add);
        store.put("subnets/10.5.240.0-24", value("192.168.64.9"), 0);
        store.delete("subnets/10.5.240.0-24");
        store.put("subnets/10.5.240.0-24", value("192.168.64.10"), 0);
        store.put("subnets/" + lease.key().text(), value("192.168.64.11"), 0);
        host.until("two peers", h -> h.peers().size() == 2);
        host.until(
                "all is told",
                h -> told.stream().mapToInt(t -> t.added().size()).sum()
                                - told.stream()
                                        .mapToInt(t -> t.removed().size())
                                        .sum()
                        == 2);

        assertThat(told.stream().flatMap(t -> Stream.concat(t.added().stream(), t.changed().stream())))
                .extracting(SubnetLease::holder)
                .contains("192.168.64.10", "192.168.64.11")
                .doesNotContain(ADDRESS);
    }

    @Test
    void the_lease_of_an_address_that_a_host_takes_over_is_no_peer_any_more_and_nobody_else_is_told_of() {
        RingHost host = host().start();
        host.awaitReady();
        store.put("subnets/10.5.240.0-24", value("192.168.64.7"), 0);
        store.put("subnets/10.5.241.0-24", value("192.168.64.8"), 0);
        host.until("two peers", h -> h.peers().size() == 2 && h.gauge("tenure.peers") == 2);
        List<PeersChanged> told = new CopyOnWriteArrayList<>();
        host.topics.peersChanged().consumer(vertx.eventBus(), told::add);
        host.tell(new TenancyFact.HostChanged(
                new HostFacts(new HostIdentity(address("192.168.64.7"), null), "lo", 65_536, false)));
        host.until("one peer", h -> !told.isEmpty() && h.peers().size() == 1 && h.gauge("tenure.peers") == 1);

        assertThat(told.getFirst().added()).isEmpty();
        assertThat(told.getFirst().removed())
                .extracting(lease -> lease.key().text())
                .containsExactly("10.5.240.0-24");
    }

    @Test
    void a_host_whose_address_changes_does_not_become_its_own_peer() {
        RingHost host = host().start();
        SubnetLease before = host.awaitReady();
        List<PeersChanged> told = new CopyOnWriteArrayList<>();
        host.topics.peersChanged().consumer(vertx.eventBus(), told::add);
        host.tell(new TenancyFact.HostChanged(
                new HostFacts(new HostIdentity(address("192.168.64.7"), null), "lo", 65_536, false)));
        host.until(
                "moved",
                h -> h.isReady()
                        && h.tenancy()
                                .lease()
                                .filter(now -> !now.key().equals(before.key()))
                                .isPresent());
        host.until(
                "the old lease is gone",
                h -> store.get("subnets/" + before.key().text()).isEmpty());

        assertThat(host.peers()).isEmpty();
    }
}
