package dev.tenure.operator;

import static dev.tenure.operator.Snapshots.DUAL;
import static dev.tenure.operator.Snapshots.IP;
import static dev.tenure.operator.Snapshots.IPV6;
import static dev.tenure.operator.Snapshots.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.Seed;
import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.subnet.Cidr;
import dev.tenure.subnet.IpFamily;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.tenancy.ClaimPlan;
import dev.tenure.tenancy.Registry;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a network config would do before it is put into etcd: host by host, in room, and to the routes of this host. */
class NetworkPlanTest {
    private static final String VXLAN = ",\"Backend\":{\"Type\":\"vxlan\"}}";

    private final Registry registry = new Registry().network("10.5.0.0/16");

    private static NetworkConfig config(String json) {
        return (NetworkConfig) NetworkConfig.parse(json);
    }

    private NetworkPlan plan(String json, String... routes) {
        return NetworkPlan.of(
                Snapshots.of(registry),
                config(json),
                List.of(routes).stream()
                        .map(route -> Cidr.parse(route).orElseThrow())
                        .toList());
    }

    private static String shown(NetworkPlan plan) {
        return plan.hosts().stream()
                .map(host -> host.host() + " " + host.lease().key() + " "
                        + host.step().label() + (host.reason().isEmpty() ? "" : ": " + host.reason()))
                .collect(Collectors.joining("\n"));
    }

    @Test
    void each_host_keeps_its_subnet_or_moves_and_the_reason_is_told() {
        registry.lease("10.5.9.0-24", IP)
                .lease("10.6.9.0-24", OTHER)
                .reservation("10.5.200.0-24", "192.168.64.5")
                .lease("10.5.201.0-24", "192.168.64.6")
                .reservation("10.7.9.0-24", "192.168.64.10")
                .garbage("10.5.10.0-24");
        NetworkPlan plan = plan("{\"Network\":\"10.5.0.0/16\",\"SubnetMax\":\"10.5.100.0\"" + VXLAN);
        assertThat(shown(plan)).isEqualTo("""
                        192.168.64.3 10.5.9.0-24 keep
                        192.168.64.5 10.5.200.0-24 keep
                        192.168.64.6 10.5.201.0-24 move: 10.5.201.0/24 does not lie between SubnetMin 10.5.1.0 and SubnetMax \
                        10.5.100.0, where leases are given
                        192.168.64.9 10.6.9.0-24 move: 10.6.9.0/24 does not lie in the network 10.5.0.0/16
                        192.168.64.10 10.7.9.0-24 leave-reservation: 10.7.9.0/24 does not lie in the network 10.5.0.0/16""");
        assertThat(plan.dangers())
                .as("two of them had to move before")
                .containsExactly("1 of 5 hosts must move to another subnet, and the pods there lose their addresses");
        assertThat(plan.networkRevision()).isEqualTo(registry.networkEntry().modRevision());
    }

    @Test
    void a_host_that_has_to_yield_moves_and_one_that_has_something_else_that_fits_stays() {
        registry.lease("10.5.9.0-24", OTHER).lease("10.5.9.0-25", IP).lease("10.5.9.128-25", "192.168.64.4");
        registry.lease("10.5.10.0-24", "192.168.64.4");
        assertThat(shown(plan("{\"Network\":\"10.5.0.0/16\",\"SubnetLen\":25" + VXLAN)))
                .isEqualTo("""
                        192.168.64.3 10.5.9.0-25 move: 10.5.9.0/25 overlaps the lease 10.5.9.0-24 of 192.168.64.9, which comes \
                        first
                        192.168.64.4 10.5.9.128-25 move: 10.5.9.128/25 overlaps the lease 10.5.9.0-24 of 192.168.64.9, which \
                        comes first
                        192.168.64.9 10.5.9.0-24 move: 10.5.9.0/24 is not a /25, which the network config asks for""");
        assertThat(shown(plan("{\"Network\":\"10.5.0.0/16\"" + VXLAN)))
                .contains("192.168.64.4 10.5.10.0-24 keep")
                .contains("192.168.64.9 10.5.9.0-24 keep");
    }

    @Test
    void the_same_config_again_is_no_danger() {
        registry.lease("10.6.9.0-24", IP);
        NetworkPlan plan = plan("{\"Network\":\"10.5.0.0/16\"" + VXLAN, "10.5.9.0/24", "0.0.0.0/0");
        assertThat(plan.isSame()).isTrue();
        assertThat(plan.refusal()).isEmpty();
        assertThat(plan.isDestructive()).isFalse();
        assertThat(plan.notes()).containsExactly("nothing changes that an agent looks at");
    }

    @Test
    void a_larger_network_with_the_same_subnets_is_no_danger() {
        registry.lease("10.5.9.0-24", IP);
        NetworkPlan plan = plan("{\"Network\":\"10.4.0.0/15\"" + VXLAN);
        assertThat(plan.isDestructive()).isFalse();
        assertThat(plan.notes())
                .containsExactly("the IPv4 network changes from 10.5.0.0/16 to 10.4.0.0/15: every host rewrites its"
                        + " subnet.env");
        assertThat(plan.capacity()).singleElement().satisfies(capacity -> {
            assertThat(capacity.before().orElseThrow().free()).isEqualTo(254);
            assertThat(capacity.after().orElseThrow().free()).isEqualTo(510);
            assertThat(capacity.room()).isEqualTo(Capacity.Room.NOT_NEEDED);
        });
    }

    @Test
    void a_reservation_that_no_longer_fits_is_a_danger() {
        registry.reservation("10.5.9.0-24", IP).lease("10.5.8.0-24", OTHER);
        NetworkPlan plan = plan("{\"Network\":\"10.6.0.0/16\"" + VXLAN);
        assertThat(plan.dangers())
                .containsExactly(
                        "2 of 2 hosts must move to another subnet, and the pods there lose their addresses",
                        "1 reservation no longer fits: whoever has one gets a lease elsewhere, and the reservation is left"
                                + " as it is");
        assertThat(plan.refusal().orElseThrow())
                .isEqualTo(new Refusal(
                        Refusal.Code.DESTRUCTIVE,
                        String.join("; ", plan.dangers()) + "; say --force if that is meant"));
    }

    @Test
    void a_pool_in_which_not_everybody_finds_room_is_a_danger() {
        for (int i = 1; i <= 5; i++) {
            registry.lease("10.5." + i + ".0-24", "192.168.64." + i);
        }
        NetworkPlan plan = plan("{\"Network\":\"10.6.0.0/22\",\"SubnetLen\":24" + VXLAN);
        assertThat(plan.capacity()).singleElement().satisfies(capacity -> {
            assertThat(capacity.room()).isEqualTo(Capacity.Room.TOO_SMALL);
            assertThat(capacity.wanted()).isEqualTo(5);
            assertThat(capacity.freeInTheEnd()).isEqualTo(3);
        });
        assertThat(plan.dangers()).contains("the IPv4 pool is too small: of 5 hosts that must move, 2 find no subnet");
    }

    @Test
    void hosts_that_hold_the_old_while_they_wait_for_the_new_move_by_turns() {
        registry.network("{\"Network\":\"10.5.0.0/22\",\"SubnetLen\":24,\"SubnetMin\":\"10.5.0.0\"}");
        for (int i = 0; i < 4; i++) {
            registry.lease("10.5." + i + ".0-24", "192.168.64." + i);
        }
        NetworkPlan plan = plan(
                "{\"Network\":\"10.5.0.0/20\",\"SubnetLen\":23,\"SubnetMin\":\"10.5.0.0\",\"SubnetMax\":\"10.5.6.0\"}");
        assertThat(plan.capacity()).singleElement().satisfies(capacity -> {
            assertThat(capacity.freeAtOnce()).isEqualTo(2);
            assertThat(capacity.freeInTheEnd()).isEqualTo(4);
            assertThat(capacity.room()).isEqualTo(Capacity.Room.BY_TURNS);
        });
        assertThat(plan.notes())
                .contains("2 hosts of 4 must wait for an IPv4 subnet until others have moved, and hold the old one"
                        + " meanwhile");
    }

    @Test
    void what_stays_takes_room_in_the_end_too() {
        registry.reservation("10.5.9.0-24", IP).lease("10.5.8.0-24", OTHER).garbage("10.5.7.0-24");
        NetworkPlan plan = plan("{\"Network\":\"10.5.0.0/16\",\"SubnetLen\":25" + VXLAN);
        Capacity capacity = plan.capacity().getFirst();
        assertThat(capacity.wanted()).isEqualTo(2);
        assertThat(capacity.freeAtOnce()).isEqualTo(511 - 6);
        assertThat(capacity.freeInTheEnd()).isEqualTo(511 - 4);
        assertThat(capacity.room()).isEqualTo(Capacity.Room.AT_ONCE);
    }

    @Test
    void a_family_that_is_switched_on_moves_everybody_who_keep_their_other_half() {
        registry.lease("10.5.9.0-24", IP).lease("10.5.8.0-24", OTHER);
        NetworkPlan plan = plan(DUAL);
        assertThat(plan.hosts())
                .extracting(HostPlan::reason)
                .containsOnly(
                        "10.5.9.0/24 has no IPv6 half, and the network config enables IPv6",
                        "10.5.8.0/24 has no IPv6 half, and the network config enables IPv6");
        assertThat(plan.capacity()).extracting(Capacity::wanted).containsExactly(0L, 2L);
        assertThat(plan.capacity().getLast().before()).isEmpty();
        assertThat(plan.capacity().getFirst().freeInTheEnd()).isEqualTo(255 - 2);
        assertThat(plan.notes()).containsExactly("IPv6 is switched on: every host needs an IPv6 address");
    }

    @Test
    void a_family_that_is_switched_off_is_a_danger() {
        registry.network(DUAL).lease("10.5.9.0-24&fd01:0:0:9::-64", IP + ",fd00::3");
        NetworkPlan plan = plan(IPV6);
        assertThat(plan.dangers())
                .startsWith(
                        "IPv4 is switched off: every host loses its IPv4 subnet",
                        "1 of 1 host must move to another subnet, and the pods there lose their addresses");
        assertThat(plan.capacity()).extracting(Capacity::family).containsExactly(IpFamily.IPV4, IpFamily.IPV6);
        assertThat(plan.capacity().getFirst().after()).isEmpty();
    }

    @Test
    void another_backend_is_a_danger_as_soon_as_there_are_hosts() {
        String hostGw = "{\"Network\":\"10.5.0.0/16\",\"Backend\":{\"Type\":\"host-gw\\u001b🐉\"}}";
        assertThat(plan(hostGw).isDestructive()).isFalse();
        registry.lease("10.5.9.0-24", IP);
        assertThat(plan(hostGw).dangers())
                .containsExactly(
                        "the backend changes from vxlan to host-gw??: hosts reach each other again only once each"
                                + " of their data planes was started anew");
        assertThat(plan("{\"Network\":\"10.5.0.0/16\",\"Backend\":{\"Type\":\"VXLAN\",\"MTU\":1400}}")
                        .notes())
                .containsExactly("the MTU of the backend changes: every host rewrites its subnet.env");
    }

    @Test
    void a_network_to_which_this_host_has_a_route_already_is_a_danger() {
        assertThat(plan(
                                "{\"Network\":\"10.4.0.0/15\"" + VXLAN,
                                "10.4.7.0/24",
                                "10.5.9.0/24",
                                "0.0.0.0/0",
                                "10.0.0.0/8",
                                "10.4.7.0/24",
                                "192.168.64.0/24",
                                "fd01::/64")
                        .dangers())
                .containsExactly(
                        "10.4.0.0/15 lies inside of 10.0.0.0/8, to which this host has a route: what is reached there now is"
                                + " out of reach then",
                        "10.4.0.0/15 holds 10.4.7.0/24, to which this host has a route: pods with those addresses are out"
                                + " of reach");
    }

    @Test
    void the_first_config_of_all_is_judged_by_what_is_in_etcd() {
        registry.network("nonsense").lease("10.6.9.0-24", IP);
        NetworkPlan plan = plan("{\"Network\":\"10.5.0.0/16\"" + VXLAN, "10.5.0.0/24");
        assertThat(plan.current()).isEmpty();
        assertThat(plan.notes()).containsExactly("there is no good network config in etcd now");
        assertThat(plan.dangers()).hasSize(2);
    }

    @Test
    void a_host_keeps_if_and_only_if_its_own_plan_would_keep() {
        Seed seed = Seed.forTest("NetworkPlanTest");
        RandomGenerator random = seed.random();
        List<String> networks = List.of(
                "{\"Network\":\"10.5.0.0/20\"}",
                "{\"Network\":\"10.5.0.0/19\",\"SubnetLen\":25}",
                "{\"Network\":\"10.5.0.0/16\",\"SubnetMin\":\"10.5.8.0\",\"SubnetMax\":\"10.5.16.0\"}",
                DUAL,
                IPV6);
        for (int round = 0; round < 500; round++) {
            Registry some = SomeRegistry.of(random, networks.get(random.nextInt(networks.size())));
            NetworkConfig proposed = config(networks.get(random.nextInt(networks.size())));
            for (HostPlan host :
                    NetworkPlan.of(Snapshots.of(some), proposed, List.of()).hosts()) {
                ClaimPlan.Choice choice = new ClaimPlan(host.host(), proposed, some.table(), null, Set.of())
                        .choose(ClaimPlan.homeOf(host.host()));
                assertThat(choice instanceof ClaimPlan.Choice.Keep keep ? keep.own() : null)
                        .as("%s, round %d: %s", seed, round, host)
                        .isEqualTo(host.mustMove() ? null : host.lease());
            }
        }
    }

    @Test
    void a_host_that_moves_keeps_the_half_that_its_own_plan_would_keep() {
        Seed seed = Seed.forTest("NetworkPlanTest.halves");
        RandomGenerator random = seed.random();
        int kept = 0;
        for (int round = 0; round < 500; round++) {
            Registry some = SomeRegistry.of(random, random.nextBoolean() ? DUAL : "10.5.0.0/19");
            NetworkConfig proposed = config(DUAL.replace("16\"", "16\",\"SubnetMin\":\"10.5.8.0\""));
            HostPlans plans = new HostPlans(proposed, some.table());
            for (HostPlan host : plans.all(some.table())) {
                ClaimPlan.Choice choice = new ClaimPlan(host.host(), proposed, some.table(), null, Set.of()).choose(0);
                if (choice instanceof ClaimPlan.Choice.Take take) {
                    for (IpFamily family : IpFamily.values()) {
                        Optional<Cidr> half = plans.kept(host, family);
                        kept += half.isPresent() ? 1 : 0;
                        assertThat(half)
                                .as("%s, round %d: %s", seed, round, host)
                                .isEqualTo(take.key().subnet().half(family).filter(chosen -> has(some, host, chosen)));
                    }
                }
            }
        }
        assertThat(kept).as("%s", seed).isPositive();
    }

    private static boolean has(Registry registry, HostPlan host, Cidr half) {
        return registry.table().heldBy(host.host()).stream()
                .anyMatch(lease -> lease.subnet().half(half.family()).equals(Optional.of(half)));
    }

    @Test
    void ten_thousand_hosts_are_planned_at_once() {
        RegistrySnapshot snapshot = SomeRegistry.large("{\"Network\":\"10.0.0.0/8\",\"SubnetLen\":24}", 10_000);
        NetworkConfig proposed = config("{\"Network\":\"10.0.0.0/8\",\"SubnetLen\":25}");
        long millis = CpuTime.millisOf(
                "10,000 hosts planned",
                () -> assertThat(NetworkPlan.of(snapshot, proposed, List.of()).hosts())
                        .hasSize(10_000)
                        .allMatch(HostPlan::mustMove));
        assertThat(millis).isLessThan(3_000);
    }
}
