package dev.tenure.operator;

import static dev.tenure.operator.Snapshots.DUAL;
import static dev.tenure.operator.Snapshots.IP;
import static dev.tenure.operator.Snapshots.IPV6;
import static dev.tenure.operator.Snapshots.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.LeaseCodec;
import dev.tenure.lease.Term;
import dev.tenure.tenancy.ClaimPlan;
import dev.tenure.tenancy.Registry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What reserving a subnet for one host comes to: done, to be done, or refused with the holder's name and the next step. */
class ReservingTest {
    private static final String NARROW =
            "{\"Network\":\"10.5.0.0/16\",\"SubnetMin\":\"10.5.10.0\",\"SubnetMax\":\"10.5.20.0\"}";

    private final Registry registry = new Registry().network("10.5.0.0/16");

    private ReserveOutcome reserve(String subnet, String host) {
        return reserve(subnet, host, false);
    }

    private ReserveOutcome reserve(String subnet, String host, boolean move) {
        return Reserving.plan(
                Snapshots.of(registry), new ReserveRequest(Snapshots.host(host), Snapshots.some(subnet), move));
    }

    private static void refused(ReserveOutcome outcome, String code, String sentence) {
        assertThat(outcome).isInstanceOf(ReserveOutcome.Refused.class);
        Refusal refusal = ((ReserveOutcome.Refused) outcome).refusal();
        assertThat(refusal.sentence()).isEqualTo(sentence);
        assertThat(refusal.code().label()).isEqualTo(code);
    }

    private void creates(ReserveOutcome outcome, String key) {
        assertThat(outcome).as(outcome.sentence()).isInstanceOf(ReserveOutcome.Create.class);
        ReserveOutcome.Create create = (ReserveOutcome.Create) outcome;
        assertThat(create.key()).isEqualTo(Registry.key(key));
        assertThat(create.networkRevision()).isEqualTo(registry.networkEntry().modRevision());
    }

    @ParameterizedTest(name = "reserve \"{0}\"")
    @CsvSource({"10.5.52.0/24", "''"})
    void the_lease_that_a_host_has_becomes_a_reservation_with_the_same_value(String subnet) {
        registry.lease("10.5.52.0-24", IP).lease("10.5.53.0-24", OTHER);
        ReserveOutcome outcome = reserve(subnet, IP);
        assertThat(outcome)
                .isEqualTo(new ReserveOutcome.Convert(registry.at("10.5.52.0-24"), Registry.attributes(IP)))
                .extracting(ReserveOutcome::sentence)
                .isEqualTo("the lease 10.5.52.0-24 of 192.168.64.3 becomes a reservation");
    }

    @ParameterizedTest(name = "reserve \"{0}\"")
    @CsvSource({"10.5.52.0/24", "''"})
    void what_is_reserved_already_is_no_mistake(String subnet) {
        registry.reservation("10.5.52.0-24", IP);
        ReserveOutcome outcome = reserve(subnet, IP);
        assertThat(outcome).isEqualTo(new ReserveOutcome.AlreadyReserved(registry.at("10.5.52.0-24")));
        assertThat(outcome.sentence()).isEqualTo("10.5.52.0/24 is reserved for 192.168.64.3 already");
    }

    @Test
    void a_host_that_is_yet_to_come_gets_the_value_that_its_agent_would_write() {
        ReserveOutcome outcome = reserve("10.5.52.0/24", IP);
        creates(outcome, "10.5.52.0-24");
        HostAttributes value = ((ReserveOutcome.Create) outcome).attributes();
        assertThat(new String(LeaseCodec.encode(value), StandardCharsets.UTF_8))
                .isEqualTo("{\"PublicIP\":\"192.168.64.3\",\"PublicIPv6\":null,\"BackendType\":\"vxlan\"}");
        assertThat(outcome.sentence()).isEqualTo("10.5.52.0/24 is reserved for 192.168.64.3");
    }

    @Test
    void a_key_that_was_claimed_at_the_same_moment_is_named() {
        ReserveOutcome.Create create = (ReserveOutcome.Create) reserve("10.5.52.0/24", IP);
        assertThat(create.overtakenBy(Registry.key("10.5.52.0-25")))
                .isEqualTo(new Refusal(
                        Refusal.Code.OVERLAPS,
                        "10.5.52.0/24 was not reserved for 192.168.64.3: 10.5.52.0-25 was claimed at the same moment;"
                                + " try again"));
    }

    @Test
    void without_a_subnet_a_host_that_is_yet_to_come_gets_the_one_that_it_would_choose() {
        registry.lease("10.5.52.0-24", OTHER);
        var plan = new ClaimPlan(
                Snapshots.host(IP),
                ((dev.tenure.subnet.NetworkConfig) registry.networkEntry().reading()),
                registry.table(),
                null,
                Set.of());
        var choice = (ClaimPlan.Choice.Take) plan.choose(ClaimPlan.homeOf(Snapshots.host(IP)));
        creates(reserve("", IP), choice.key().text());
        assertThat(reserve("", IP)).isEqualTo(reserve("", IP));
    }

    @Test
    void a_reservation_may_lie_outside_of_SubnetMin_and_SubnetMax() {
        registry.network(NARROW);
        creates(reserve("10.5.9.0/24", IP), "10.5.9.0-24");
        registry.lease("10.5.8.0-24", OTHER);
        assertThat(reserve("", OTHER)).isInstanceOf(ReserveOutcome.Convert.class);
    }

    @Test
    void in_dual_stack_both_halves_are_reserved_under_one_key() {
        registry.network(DUAL);
        creates(reserve("10.5.52.0/24,fd01:0:0:34::/64", IP + ",fd00::3"), "10.5.52.0-24&fd01:0:0:34::-64");
        creates(reserve("10.5.52.0/24,fd01:0:0:34::/64", IP), "10.5.52.0-24&fd01:0:0:34::-64");
    }

    @Test
    void without_IPv4_the_IPv6_address_tells_hosts_apart() {
        registry.network(IPV6);
        ReserveOutcome outcome = reserve("fd01:0:0:34::/64", IP + ",fd00::3");
        creates(outcome, "0.0.0.0-0&fd01:0:0:34::-64");
        assertThat(((ReserveOutcome.Create) outcome).attributes())
                .isEqualTo(HostAttributes.of(Snapshots.host("fd00::3"), ""));
        refused(
                reserve("fd01:0:0:34::/64", IP),
                "no-host-address",
                "the network config enables IPv6 only, and the host was given as 192.168.64.3;"
                        + " name its IPv6 address with --public-ipv6");
    }

    @Test
    void a_host_in_an_IPv4_network_is_named_by_its_IPv4_address() {
        refused(
                reserve("10.5.52.0/24", "fd00::3"),
                "no-host-address",
                "the network config enables IPv4, and the host was given as fd00::3;"
                        + " name its IPv4 address with --public-ip");
    }

    @Test
    void another_hosts_lease_stands_in_the_way() {
        registry.lease("10.5.52.0-24", OTHER);
        refused(
                reserve("10.5.52.0/24", IP),
                "overlaps",
                "10.5.52.0/24 overlaps the lease 10.5.52.0-24 of 192.168.64.9;"
                        + " choose another subnet, or release it (tenure release 10.5.52.0/24 --force) first");
    }

    @Test
    void of_several_in_the_way_a_reservation_is_named_first() {
        registry.lease("10.5.52.0-25", OTHER).reservation("10.5.52.128-25", "192.168.64.8");
        refused(
                reserve("10.5.52.0/24", IP),
                "overlaps",
                "10.5.52.0/24 overlaps the reservation 10.5.52.128-25 of 192.168.64.8 and 1 other key; choose another"
                        + " subnet, or remove it (tenure unreserve 10.5.52.128/25 --delete) first");
    }

    @Test
    void half_a_pair_in_the_way_is_enough() {
        registry.network(DUAL).lease("10.5.7.0-24&fd01:0:0:34::-64", OTHER + ",fd00::9");
        refused(
                reserve("10.5.52.0/24,fd01:0:0:34::/64", IP + ",fd00::3"),
                "overlaps",
                "10.5.52.0/24,fd01:0:0:34::/64 overlaps the lease 10.5.7.0-24&fd01:0:0:34::-64 of"
                        + " 192.168.64.9,fd00::9; choose another subnet, or release it (tenure release"
                        + " 10.5.7.0/24,fd01:0:0:34::/64 --force) first");
    }

    @Test
    void a_lease_that_another_host_contests_is_not_made_to_stand() {
        registry.lease("10.5.52.0-25", OTHER).lease("10.5.52.0-24", IP);
        refused(
                reserve("", IP),
                "overlaps",
                "10.5.52.0/24 overlaps the lease 10.5.52.0-25 of 192.168.64.9, which comes before the host's own lease;"
                        + " see with tenure check who yields, and reserve it when only one has it");
        registry.deletes("10.5.52.0-25").lease("10.5.52.0-25", OTHER);
        refused(
                reserve("10.5.52.0/24", IP),
                "overlaps",
                "10.5.52.0/24 overlaps the lease 10.5.52.0-25 of 192.168.64.9, which is younger than the host's own"
                        + " lease and has not yielded; see with tenure check who yields, and reserve it when only one"
                        + " has it");
    }

    @Test
    void a_key_that_names_no_host_stands_in_the_way_too() {
        registry.garbage("10.5.52.0-24");
        refused(
                reserve("10.5.52.0/24", IP),
                "unreadable-value",
                "10.5.52.0/24 overlaps the key 10.5.52.0-24 of nobody (it is not JSON); choose another subnet, or release"
                        + " it (tenure release 10.5.52.0/24 --force) first");
    }

    @ParameterizedTest(name = "reserve \"{0}\"")
    @CsvSource({"10.5.52.0/24", "''"})
    void a_host_has_one_reservation(String subnet) {
        registry.reservation("10.6.8.0-24", IP).lease("10.5.52.0-24", IP);
        refused(
                reserve(subnet, IP, true),
                "second-subnet",
                "192.168.64.3 has the reservation 10.6.8.0-24, and a host has one subnet; remove that one first"
                        + " (tenure unreserve 10.6.8.0/24 --delete)");
    }

    @Test
    void a_host_that_lives_elsewhere_is_moved_only_if_that_is_said() {
        registry.lease("10.5.9.0-24", IP);
        refused(
                reserve("10.5.52.0/24", IP),
                "lives-elsewhere",
                "192.168.64.3 lives on the lease 10.5.9.0-24; reserve what it has (tenure reserve --public-ip"
                        + " 192.168.64.3), or say --move to have it move");
        ReserveOutcome moved = reserve("10.5.52.0/24", IP, true);
        creates(moved, "10.5.52.0-24");
        assertThat(((ReserveOutcome.Create) moved).leaves()).containsExactly(registry.at("10.5.9.0-24"));
        assertThat(moved.sentence())
                .isEqualTo("10.5.52.0/24 is reserved for 192.168.64.3, and its agent moves there from 10.5.9.0/24");
    }

    @Test
    void a_lease_that_no_longer_fits_cannot_be_reserved_but_its_host_can_be_moved() {
        registry.lease("10.6.9.0-24", IP);
        refused(
                reserve("", IP),
                "lives-elsewhere",
                "192.168.64.3 lives on the lease 10.6.9.0-24, and 10.6.9.0/24 does not lie in the network 10.5.0.0/16;"
                        + " say --move to have it move");
        assertThat(reserve("", IP, true)).isInstanceOf(ReserveOutcome.Create.class);
    }

    @Test
    void a_host_that_moves_keeps_the_half_that_fits() {
        registry.network(DUAL).lease("10.5.9.0-24", IP + ",fd00::3");
        ReserveOutcome outcome = reserve("", IP + ",fd00::3", true);
        creates(outcome, "10.5.9.0-24&fd01:0:0:9::-64");
    }

    @Test
    void of_two_leases_it_must_be_said_which_is_meant() {
        registry.lease("10.5.8.0-24", IP).lease("10.5.9.0-24", IP);
        refused(
                reserve("", IP),
                "ambiguous",
                "192.168.64.3 has leases on 10.5.8.0/24, 10.5.9.0/24; say which of them to reserve");
        assertThat(reserve("10.5.9.0/24", IP)).isInstanceOf(ReserveOutcome.Convert.class);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '~',
            value = {
                "10.6.52.0/24~outside-network~10.6.52.0/24 does not lie in the network 10.5.0.0/16",
                "10.0.0.0/8~outside-network~10.0.0.0/8 does not lie in the network 10.5.0.0/16",
                "10.5.52.0/25~wrong-length~10.5.52.0/25 is not a /24, which the network config asks for",
                "fd01::/64~wrong-families~fd01::/64 has no IPv4 half, and the network config enables IPv4",
                "10.5.52.0/24,fd01::/64~wrong-families~10.5.52.0/24,fd01::/64 has an IPv6 half, and the network config"
                        + " does not enable IPv6",
            })
    void what_the_network_config_does_not_allow_is_refused(String subnet, String code, String reason) {
        refused(reserve(subnet, IP), code, reason + "; choose a subnet that fits");
    }

    @Test
    void when_nothing_is_free_it_says_so() {
        registry.network("{\"Network\":\"10.5.0.0/22\",\"SubnetLen\":24}");
        List.of("1", "2", "3").forEach(n -> registry.lease("10.5." + n + ".0-24", "192.168.65." + n));
        refused(
                reserve("", IP),
                "pool-exhausted",
                "nothing is free for 192.168.64.3: all 3 IPv4 subnets of the pool are taken;"
                        + " enlarge the network, or release what nobody needs");
        creates(reserve("10.5.0.0/24", IP), "10.5.0.0-24");
    }

    @Test
    void without_a_good_network_config_nothing_is_reserved() {
        registry.networkDeleted();
        refused(
                reserve("", IP),
                "no-network-config",
                "there is no network config in etcd; put a good one first (tenure network set FILE)");
        registry.network("{\"Network\":\"\\u001b[31m🐉" + "x".repeat(1_000_000) + "\"}");
        ReserveOutcome broken = reserve("", IP);
        assertThat(broken.sentence())
                .startsWith("the network config in etcd is broken: the value is longer than 256 KiB");
        registry.network("{\"Network\":\"\\u001b[31m🐉" + "x".repeat(100_000) + "\"}");
        assertThat(reserve("", IP).sentence()).matches("\\p{Print}{1,400}…\\p{Print}{1,200}");
    }

    @Test
    void a_lease_under_an_odd_text_is_found_by_what_it_means() {
        registry.put(Registry.key("10.5.52.7-24"), Registry.attributes(IP), new Term.Granted(registry.newGrant()));
        assertThat(reserve("10.5.52.0/24", IP))
                .isEqualTo(new ReserveOutcome.Convert(registry.at("10.5.52.7-24"), Registry.attributes(IP)));
    }
}
