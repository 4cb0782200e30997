package dev.tenure.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.Seed;
import dev.tenure.lease.HostIdentity;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.subnet.Subnet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which subnet a host should have: the four steps of the plan, clause by clause. */
class ClaimPlanTest {
    private static final String OTHER = "192.168.64.9";
    private static final String DUAL =
            "{\"Network\":\"10.5.0.0/16\",\"EnableIPv6\":true,\"IPv6Network\":\"fd01::/48\"}";
    private static final String IPV6 = "{\"EnableIPv4\":false,\"EnableIPv6\":true,\"IPv6Network\":\"fd01::/48\"}";
    private static final String BOTH_IPS = Host.IP + ",fd00::3";

    private final Registry registry = new Registry();
    private NetworkConfig network = network("{\"Network\":\"10.5.0.0/16\"}");
    private String host = Host.IP;
    private @Nullable String previous;
    private Set<String> leaving = Set.of();

    private static NetworkConfig network(String json) {
        return (NetworkConfig) NetworkConfig.parse(json);
    }

    private ClaimPlan.Choice choice(long start) {
        HostIdentity identity = Registry.identity(host);
        Subnet had = previous == null ? null : Host.subnet(previous);
        return new ClaimPlan(identity, network, registry.table(), had, leaving).choose(start);
    }

    private ClaimPlan.Choice choice() {
        return choice(ClaimPlan.homeOf(Registry.identity(host)));
    }

    private void keeps(String key) {
        assertThat(choice()).isEqualTo(new ClaimPlan.Choice.Keep(registry.at(key)));
    }

    private void takes(String key) {
        assertThat(choice()).isEqualTo(new ClaimPlan.Choice.Take(Registry.key(key)));
    }

    private String taken(ClaimPlan.Choice choice) {
        assertThat(choice).isInstanceOf(ClaimPlan.Choice.Take.class);
        return ((ClaimPlan.Choice.Take) choice).key().text();
    }

    @Test
    void a_key_with_our_public_ip_is_kept() {
        registry.lease("10.5.7.0-24", OTHER).lease("10.5.9.0-24", Host.IP);
        previous = "10.5.52.0/24";
        keeps("10.5.9.0-24");
    }

    @Test
    void a_reservation_is_kept_before_an_older_lease_and_before_the_previous_subnet() {
        registry.lease("10.5.9.0-24", Host.IP).reservation("10.5.8.0-24", Host.IP);
        previous = "10.5.9.0/24";
        keeps("10.5.8.0-24");
    }

    @Test
    void of_two_leases_the_previous_subnet_is_kept() {
        registry.lease("10.5.9.0-24", Host.IP).lease("10.5.8.0-24", Host.IP);
        previous = "10.5.8.0/24";
        keeps("10.5.8.0-24");
    }

    @Test
    void of_two_leases_that_are_not_the_previous_subnet_the_older_is_kept() {
        registry.lease("10.5.9.0-24", Host.IP).lease("10.5.8.0-24", Host.IP);
        registry.put(
                Registry.key("10.5.9.0-24"),
                Registry.attributes(Host.IP),
                registry.at("10.5.9.0-24").term());
        keeps("10.5.9.0-24");
    }

    @Test
    void a_key_that_we_are_giving_up_is_neither_kept_nor_taken() {
        registry.lease("10.5.9.0-24", Host.IP);
        previous = "10.5.9.0/24";
        leaving = Set.of("10.5.9.0-24");
        assertThat(taken(choice())).isNotEqualTo("10.5.9.0-24");
    }

    @ParameterizedTest(name = "{0} does not fit, and another subnet is taken")
    @CsvSource({"10.6.9.0-24", "10.5.9.0-25", "10.5.8.0-23", "10.5.0.0-24", "10.5.9.0-24&fd01::-64"})
    void a_lease_of_ours_that_does_not_fit_is_not_kept(String key) {
        registry.lease(key, BOTH_IPS);
        assertThat(choice()).isInstanceOf(ClaimPlan.Choice.Take.class);
    }

    @Test
    void a_reservation_may_lie_outside_of_the_range_but_not_outside_of_the_network() {
        network = network("{\"Network\":\"10.5.0.0/16\",\"SubnetMin\":\"10.5.10.0\",\"SubnetMax\":\"10.5.20.0\"}");
        registry.reservation("10.5.9.0-24", Host.IP);
        keeps("10.5.9.0-24");
        registry.deletes("10.5.9.0-24").reservation("10.6.9.0-24", Host.IP);
        assertThat(choice()).isInstanceOf(ClaimPlan.Choice.Take.class);
    }

    @Test
    void the_previous_subnet_is_taken_if_it_is_free() {
        registry.lease("10.5.51.0-24", OTHER);
        previous = "10.5.52.0/24";
        takes("10.5.52.0-24");
    }

    @ParameterizedTest(name = "but not {0}: {1}")
    @CsvSource({
        "10.6.52.0/24, another network",
        "10.5.52.0/25, another length",
        "10.5.0.0/24, before SubnetMin",
        "10.5.60.0/24, somebody's",
        "10.5.61.0/24, part of somebody's longer block",
        "10.5.62.0/24, around somebody's shorter block",
        "10.5.63.0/24, a reservation",
        "10.5.64.0/24, a key whose value is malformed",
        "fd01::/64, another family",
    })
    void the_previous_subnet_is_not_taken_where_it_is_not_possible(String had, String why) {
        registry.lease("10.5.60.0-24", OTHER)
                .lease("10.5.60.0-23", OTHER)
                .lease("10.5.62.128-26", OTHER)
                .reservation("10.5.63.0-24", OTHER)
                .garbage("10.5.64.0-24");
        previous = had;
        String key = taken(choice());
        assertThat(Registry.key(key).subnet()).as(why).isNotEqualTo(Host.subnet(had));
        assertThat(registry.overlaps(Registry.key(key))).isEmpty();
    }

    @Test
    void in_dual_stack_the_half_that_is_still_free_is_kept() {
        network = network(DUAL);
        host = BOTH_IPS;
        previous = "10.5.52.0/24,fd01:0:0:34::/64";
        takes("10.5.52.0-24&fd01:0:0:34::-64");
        registry.lease("10.5.52.0-24", OTHER);
        String key = taken(choice());
        assertThat(key).doesNotStartWith("10.5.52.0").endsWith("&fd01:0:0:34::-64");
        registry.deletes("10.5.52.0-24").lease("10.5.9.0-24&fd01:0:0:34::-64", OTHER);
        assertThat(taken(choice())).startsWith("10.5.52.0-24&").doesNotContain("fd01:0:0:34:");
    }

    @Test
    void turning_ipv6_on_keeps_the_ipv4_half_and_pairs_it() {
        network = network(DUAL);
        host = BOTH_IPS;
        registry.lease("10.5.52.0-24", Host.IP);
        takes("10.5.52.0-24&fd01:0:0:34::-64");
    }

    @Test
    void turning_ipv6_off_again_keeps_the_ipv4_half() {
        host = BOTH_IPS;
        registry.lease("10.5.52.0-24&fd01:0:0:9::-64", BOTH_IPS);
        takes("10.5.52.0-24");
    }

    @Test
    void turning_ipv4_off_keeps_the_ipv6_half() {
        network = network(IPV6);
        host = BOTH_IPS;
        registry.lease("10.5.52.0-24&fd01:0:0:9::-64", BOTH_IPS);
        takes("0.0.0.0-0&fd01:0:0:9::-64");
    }

    @Test
    void hosts_without_ipv4_are_told_apart_by_their_ipv6_address() {
        network = network(IPV6);
        host = "fd00::3";
        registry.lease("0.0.0.0-0&fd01:0:0:9::-64", "fd00::9").lease("0.0.0.0-0&fd01:0:0:8::-64", "fd00::3");
        keeps("0.0.0.0-0&fd01:0:0:8::-64");
        host = "fd00::9";
        keeps("0.0.0.0-0&fd01:0:0:9::-64");
        host = "fd00::4";
        assertThat(registry.find(taken(choice()))).isEmpty();
    }

    @Test
    void a_half_of_an_unfit_reservation_of_ours_is_kept_before_one_of_a_lease() {
        network = network(DUAL);
        host = BOTH_IPS;
        registry.lease("10.5.52.0-24", Host.IP).reservation("10.5.60.0-24", Host.IP);
        assertThat(taken(choice())).startsWith("10.5.60.0-24&");
    }

    /** What is claimed with it is a lease: out of range it would not fit, and be claimed anew for ever. */
    @Test
    void the_half_of_a_reservation_is_kept_only_where_a_lease_may_have_it() {
        network = network("{\"Network\":\"10.5.0.0/16\",\"SubnetMin\":\"10.5.99.0\",\"EnableIPv6\":true,"
                + "\"IPv6Network\":\"fd01::/48\"}");
        host = BOTH_IPS;
        registry.reservation("10.5.60.0-24", Host.IP);
        assertThat(taken(choice())).doesNotStartWith("10.5.60.0-24&");
        registry.deletes("10.5.60.0-24").reservation("10.5.160.0-24", Host.IP);
        assertThat(taken(choice())).startsWith("10.5.160.0-24&");
    }

    @Test
    void a_host_finds_its_first_place_again_and_hosts_are_spread() {
        Map<String, Integer> places = new HashMap<>();
        for (int last = 1; last < 251; last++) {
            host = "192.168.64." + last;
            String first = taken(choice());
            assertThat(taken(choice())).isEqualTo(first);
            places.merge(first, 1, Integer::sum);
        }
        assertThat(places.size())
                .as("different places of 250 hosts in 255 subnets")
                .isGreaterThan(140);
        assertThat(places.values()).allMatch(count -> count < 8);
    }

    @Test
    void neighbours_in_ipv6_are_spread_too() {
        network = network(IPV6);
        Set<String> places = new HashSet<>();
        for (int last = 1; last < 200; last++) {
            host = "fd00::" + Integer.toHexString(last);
            places.add(taken(choice()));
        }
        assertThat(places).hasSizeGreaterThan(190);
    }

    @Test
    void the_ith_ipv4_goes_with_the_ith_ipv6_subnet_wherever_both_are_free() {
        network = network(DUAL);
        host = BOTH_IPS;
        registry.lease("10.5.4.0-24", OTHER).lease("0.0.0.0-0&fd01:0:0:5::-64", OTHER);
        // number 0 is .1.0 and :1::, so 3 is .4.0, which is taken, and the pair of .5.0 is taken
        assertThat(choice(3)).isEqualTo(new ClaimPlan.Choice.Take(Registry.key("10.5.6.0-24&fd01:0:0:6::-64")));
        assertThat(choice(254)).isEqualTo(new ClaimPlan.Choice.Take(Registry.key("10.5.255.0-24&fd01:0:0:ff::-64")));
    }

    @Test
    void where_no_pair_is_free_any_halves_will_do() {
        network = network(
                "{\"Network\":\"10.5.0.0/16\",\"SubnetLen\":18,\"EnableIPv6\":true,\"IPv6Network\":\"fd01::/48\","
                        + "\"IPv6SubnetLen\":50}");
        host = BOTH_IPS;
        registry.lease("10.5.64.0-18", OTHER)
                .lease("10.5.128.0-18", OTHER)
                .lease("0.0.0.0-0&fd01:0:0:c000::-50", OTHER)
                .lease("0.0.0.0-0&fd01:0:0:4000::-50", OTHER);
        takes("10.5.192.0-18&fd01:0:0:8000::-50");
    }

    @ParameterizedTest(name = "start {0}")
    @CsvSource({"0", "1", "999", "9223372036854775807", "-1", "-9223372036854775808"})
    void every_free_subnet_is_found_from_every_start(long start) {
        for (int third = 1; third < 256; third++) {
            if (third != 77) {
                registry.lease("10.5." + third + ".0-24", OTHER);
            }
        }
        assertThat(choice(start)).isEqualTo(new ClaimPlan.Choice.Take(Registry.key("10.5.77.0-24")));
        registry.lease("10.5.77.0-25", OTHER);
        assertThat(choice(start)).isInstanceOf(ClaimPlan.Choice.NothingFree.class);
    }

    @Test
    void an_exhausted_pool_says_what_is_taken_and_by_how_many() {
        network = network("{\"Network\":\"10.5.0.0/16\",\"SubnetLen\":18}");
        registry.lease("10.5.64.0-18", OTHER)
                .lease("10.5.128.0-18", "192.168.64.8")
                .reservation("10.5.192.0-18", "192.168.64.7");
        assertThat(((ClaimPlan.Choice.NothingFree) choice()).sentence())
                .contains("all 3 IPv4 subnets of 10.5.0.0/16", "2 leases, 1 reservations");
    }

    @ParameterizedTest(name = "length {0}: first {1}, last {2}")
    @CsvSource({
        "18, 10.5.64.0-18, 10.5.192.0-18",
        "25, 10.5.0.128-25, 10.5.255.128-25",
        "30, 10.5.0.4-30, 10.5.255.252-30"
    })
    void odd_lengths_go_from_the_second_to_the_last_subnet(int length, String first, String last) {
        network = network("{\"Network\":\"10.5.0.0/16\",\"SubnetLen\":" + length + "}");
        assertThat(taken(choice(0))).isEqualTo(first);
        long size = network.ipv4() == null ? 0 : network.ipv4().size();
        assertThat(taken(choice(size - 1))).isEqualTo(last);
        assertThat(taken(choice(size))).isEqualTo(first);
    }

    @Test
    void a_range_of_one_subnet_is_a_range() {
        network = network("{\"Network\":\"10.5.0.0/16\",\"SubnetMin\":\"10.5.9.0\",\"SubnetMax\":\"10.5.9.0\"}");
        takes("10.5.9.0-24");
        registry.lease("10.5.0.0-16", OTHER);
        assertThat(choice()).isInstanceOf(ClaimPlan.Choice.NothingFree.class);
    }

    @Test
    void what_is_chosen_never_overlaps_another_host_whatever_stands_in_the_registry() {
        long seed = Seed.forTest("ClaimPlanTest").value();
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            Registry some = new Registry();
            for (int lease = 0; lease < random.nextInt(80); lease++) {
                int length = 17 + random.nextInt(14);
                String key = "10.5." + random.nextInt(256) + "." + random.nextInt(256) + "-" + length;
                String holder = "192.168.64." + (3 + random.nextInt(20));
                switch (random.nextInt(3)) {
                    case 0 -> some.reservation(key, holder);
                    case 1 -> some.garbage(key);
                    default -> some.lease(key, holder);
                }
            }
            int length = 18 + random.nextInt(12);
            NetworkConfig any = network("{\"Network\":\"10.5.0.0/16\",\"SubnetLen\":" + length + "}");
            Subnet had = Host.subnet("10.5." + random.nextInt(256) + ".0/24");
            var plan = new ClaimPlan(Registry.identity(Host.IP), any, some.table(), had, Set.of());
            if (plan.choose(random.nextLong()) instanceof ClaimPlan.Choice.Take take) {
                assertThat(some.table().foreignOverlaps(take.key().subnet(), Registry.identity(Host.IP)))
                        .as("tenure.seed=%s, round %s", seed, round)
                        .isEmpty();
                assertThat(any.offers(take.key().subnet()))
                        .as("tenure.seed=%s", seed)
                        .isTrue();
            }
        }
    }
}
