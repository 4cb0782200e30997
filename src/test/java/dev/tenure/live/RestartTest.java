package dev.tenure.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.lease.HostIdentity;
import dev.tenure.lease.SubnetLease;
import dev.tenure.subnet.IpAddress;
import dev.tenure.support.TcpProxy;
import dev.tenure.tenancy.HostFacts;
import dev.tenure.tenancy.TenancyFact;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RestartTest extends LiveTest {
    private static final String ADDRESS = "192.168.64.3";
    private static final String OTHER = "192.168.64.9";
    private static final String DUAL = "{\"Network\":\"10.5.0.0/16\",\"EnableIPv6\":true,"
            + "\"IPv6Network\":\"fd01::/48\",\"Backend\":{\"Type\":\"vxlan\"}}";

    private static String subnetEnv(String network, String subnet) {
        return "FLANNEL_NETWORK=" + network + "\nFLANNEL_SUBNET=" + subnet
                + "\nFLANNEL_MTU=1450\nFLANNEL_IPMASQ=false\n";
    }

    @Test
    void a_stop_takes_less_than_a_second_and_keeps_the_lease_and_a_restart_writes_nothing() {
        operator.network(NETWORK);
        LiveHost host = host(ADDRESS);
        LiveAgent first = host.start();
        String key = first.awaitReady().key().text();
        Operator.Stored before = operator.get("subnets/" + key);
        String file = host.subnetEnvText();

        List<Duration> stops = new ArrayList<>(List.of(first.stop()));
        assertThat(operator.get("subnets/" + key)).isEqualTo(before);
        assertThat(host.subnetEnvText()).isEqualTo(file);

        long revision = operator.revision();
        LiveAgent second = host.start();
        assertThat(second.awaitReady().key().text()).isEqualTo(key);
        second.until("the grant is kept alive", a -> operator.secondsLeft(before.grant()) > 86_390);
        assertThat(operator.get("subnets/" + key)).isEqualTo(before);
        assertThat(operator.historyAfter(revision)).isEmpty();
        assertThat(operator.newGrants()).hasSize(1);
        assertThat(host.subnetEnvText()).isEqualTo(file);
        stops.add(second.stop());
        LiveAgent third = host.start();
        third.awaitReady();
        stops.add(third.stop());
        assertThat(Patience.usual(stops)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void keeps_a_lease_that_flanneld_wrote_with_its_grant_and_its_data_as_they_are() {
        operator.network(NETWORK);
        long grant = operator.grant(3_600);
        String value = "{\"PublicIP\":\"192.168.64.3\",\"PublicIPv6\":null,\"BackendType\":\"vxlan\","
                + "\"BackendData\":{\"VNI\":1,\"VtepMAC\":\"c6:d2:32:6f:8f:44\"},\"Zone\":[1, 2.50, \"a\"]}";
        operator.put("subnets/10.5.52.0-24", value, grant);
        Operator.Stored before = operator.get("subnets/10.5.52.0-24");
        LiveAgent agent = host(ADDRESS).start();

        assertThat(agent.awaitReady().key().text()).isEqualTo("10.5.52.0-24");
        assertThat(operator.get("subnets/10.5.52.0-24")).isEqualTo(before);
        assertThat(operator.newGrants()).containsExactly(Operator.printed(grant));
        assertThat(agent.health().untilDeadline())
                .hasValueSatisfying(
                        left -> assertThat(left).isBetween(Duration.ofSeconds(3_500), Duration.ofSeconds(3_540)));
    }

    @Test
    void rewrites_a_lease_once_where_it_differs_and_foreign_fields_survive() {
        operator.network(NETWORK);
        long grant = operator.grant(3_600);
        operator.put(
                "subnets/10.5.52.0-24",
                "{\"publicip\":\"192.168.64.3\",\"BackendType\":\"host-gw\",\"BackendData\":{\"VNI\":1},"
                        + "\"Zone\":[1, 2.50, \"a\"]}",
                grant);
        LiveHost host = host(ADDRESS);
        LiveAgent agent = host.start();
        agent.awaitReady();
        agent.until("rewritten", a -> operator.get("subnets/10.5.52.0-24").version() == 2);
        agent.stop();
        LiveAgent second = host.start();
        second.awaitReady();
        second.throughout(
                "not written again",
                Duration.ofMillis(500),
                a -> operator.get("subnets/10.5.52.0-24").version() == 2);

        Operator.Stored after = operator.get("subnets/10.5.52.0-24");
        assertThat(after.value())
                .isEqualTo("{\"PublicIP\":\"192.168.64.3\",\"PublicIPv6\":null,\"BackendType\":\"vxlan\","
                        + "\"Zone\":[1, 2.50, \"a\"]}");
        assertThat(after.grant()).isEqualTo(grant);
    }

    @Test
    void claims_the_subnet_of_subnet_env_again_when_the_lease_was_lost_meanwhile() {
        operator.network(NETWORK);
        LiveHost host = host(ADDRESS).withSubnetEnv(subnetEnv("10.5.0.0/16", "10.5.201.1/24"));
        LiveAgent agent = host.start();

        assertThat(agent.awaitReady().key().text()).isEqualTo("10.5.201.0-24");
        agent.until("etcd is up", a -> a.metric("tenure_etcd_up").equals(Optional.of(1.0)));
    }

    static Stream<Arguments> of_no_use() {
        return Stream.of(
                Arguments.of("outside of the network", "10.9.0.0/16", "10.9.3.1/24"),
                Arguments.of("another length", "10.5.0.0/16", "10.5.200.1/25"),
                Arguments.of("below SubnetMin", "10.5.0.0/16", "10.5.0.1/24"),
                Arguments.of("somebody else's", "10.5.0.0/16", "10.5.99.1/24"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("of_no_use")
    void takes_another_subnet_where_that_of_subnet_env_cannot_be_had(String why, String network, String subnet) {
        operator.network(NETWORK);
        operator.put("subnets/10.5.99.0-24", value(OTHER), operator.grant(600));
        LiveHost host = host(ADDRESS).withSubnetEnv(subnetEnv(network, subnet));
        LiveAgent agent = host.start();
        SubnetLease lease = agent.awaitReady();

        String key = lease.key().text();
        assertThat(key).as(why).matches("10\\.5\\.\\d+\\.0-24").isNotIn("10.5.99.0-24", "10.5.0.0-24", "10.5.200.0-24");
        assertThat(operator.get("subnets/10.5.99.0-24").version()).isEqualTo(1);
        assertThat(host.subnetEnvText()).contains("FLANNEL_SUBNET=" + key.replace(".0-24", ".1/24"));
    }

    static Stream<Arguments> broken_files() {
        return Stream.of(
                Arguments.of("empty", new byte[0]),
                Arguments.of("words", "hello\n".getBytes(StandardCharsets.UTF_8)),
                Arguments.of("huge", new byte[1_000_000]),
                Arguments.of("binary", new byte[] {0, -1, -2, 13, 10, 61, 61, 0, 127}),
                Arguments.of(
                        "twice",
                        (subnetEnv("10.5.0.0/16", "10.5.201.1/24") + subnetEnv("10.5.0.0/16", "10.5.202.1/24"))
                                .getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken_files")
    void a_broken_subnet_env_is_none_with_one_warning_and_is_replaced(String what, byte[] content) {
        operator.network(NETWORK);
        LiveHost host = host(ADDRESS).withSubnetEnv(content);
        String key = host.start().awaitReady().key().text();

        assertThat(logs.warnings()).as(what).hasSize(1);
        assertThat(logs.warnings().getFirst()).contains("subnet.env", "not used");
        assertThat(host.subnetEnvText()).contains("FLANNEL_SUBNET=" + key.replace(".0-24", ".1/24"));
    }

    @Test
    void another_public_IP_means_another_subnet_and_the_old_lease_is_left_to_its_grant() {
        operator.network(NETWORK);
        LiveHost host = host(ADDRESS);
        LiveAgent before = host.start();
        String old = before.awaitReady().key().text();
        before.stop();
        LiveAgent after = host.with("public-ip", OTHER).start();
        String now = after.awaitReady().key().text();

        assertThat(now).isNotEqualTo(old);
        assertThat(operator.get("subnets/" + now).value()).isEqualTo(value(OTHER));
        assertThat(host.subnetEnvText()).contains("FLANNEL_SUBNET=" + now.replace(".0-24", ".1/24"));
    }

    @Test
    void a_public_IP_that_changes_while_we_run_moves_us_and_the_old_lease_goes_after_the_new_one_is_written() {
        operator.network(NETWORK);
        LiveHost host = host(ADDRESS);
        LiveAgent agent = host.start();
        String old = agent.awaitReady().key().text();
        long revision = operator.revision();
        IpAddress other = IpAddress.parse(OTHER).orElseThrow();
        agent.tell(new TenancyFact.HostChanged(new HostFacts(new HostIdentity(other, null), "lo", 65_536, false)));
        String now = agent.awaitReadyWith(
                        "the new address", lease -> lease.holder().equals(OTHER))
                .key()
                .text();
        agent.until(
                "the old lease is gone", a -> operator.find("subnets/" + old).isEmpty());

        assertThat(operator.historyAfter(revision))
                .extracting(event -> (event.isPut() ? "put " : "delete ") + event.path())
                .containsExactly("put subnets/" + now, "delete subnets/" + old);
        assertThat(host.subnetEnvText()).contains("FLANNEL_SUBNET=" + now.replace(".0-24", ".1/24"));
        agent.until("one grant is left", a -> operator.newGrants().size() == 1);
    }

    @Test
    void gives_the_lease_back_at_the_stop_where_that_is_wished_and_claims_none_anew() {
        operator.network(NETWORK);
        List<Duration> stops = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            LiveAgent agent = host(ADDRESS).with("release-on-stop", "true").start();
            agent.awaitReady();
            long revision = operator.revision();
            stops.add(agent.stop());
            agent.close();
            assertThat(operator.leases()).isEmpty();
            assertThat(operator.newGrants()).isEmpty();
            assertThat(operator.historyAfter(revision)).hasSize(1);
        }
        assertThat(Patience.usual(stops)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void gives_the_lease_back_over_a_slow_line_too() {
        operator.network(NETWORK);
        try (TcpProxy line = TcpProxy.to(etcd.port())) {
            line.latency(Duration.ofMillis(40));
            LiveAgent agent = host(ADDRESS)
                    .with("etcd-endpoints", line.endpoint())
                    .with("release-on-stop", "true")
                    .start();
            agent.awaitReady();
            long revision = operator.revision();
            assertThat(agent.stop()).as("less than the time of one request").isLessThan(Duration.ofSeconds(4));
            agent.close();

            assertThat(operator.historyAfter(revision))
                    .as("what is given back is not claimed again")
                    .hasSize(1);
            assertThat(operator.newGrants()).isEmpty();
        }
    }

    @Test
    void a_reservation_is_not_given_back_at_the_stop() {
        operator.network(NETWORK);
        operator.put("subnets/10.5.77.0-24", value(ADDRESS));
        LiveAgent agent = host(ADDRESS).with("release-on-stop", "true").start();
        agent.awaitReady();
        agent.stop();

        assertThat(operator.get("subnets/10.5.77.0-24").version()).isEqualTo(1);
    }

    @Test
    void turning_IPv6_on_keeps_the_IPv4_subnet() {
        operator.network(NETWORK);
        LiveHost host = host(ADDRESS).with("public-ipv6", "2001:db8::3").ttl(8);
        LiveAgent agent = host.start();
        String ipv4Only = agent.awaitReady().key().text();
        operator.network(DUAL);
        SubnetLease pair =
                agent.awaitReadyWith("a pair", lease -> lease.subnet().ipv6() != null);
        agent.until(
                "the old lease is gone",
                a -> operator.find("subnets/" + ipv4Only).isEmpty());

        assertThat(pair.key().text()).startsWith(ipv4Only.replace("-24", "-24&fd01:"));
        assertThat(operator.leases().keySet()).containsExactly(pair.key().text());
        agent.until("one grant is left", a -> operator.newGrants().size() == 1);
    }

    @Test
    void turning_IPv6_on_between_two_lives_keeps_the_IPv4_subnet_too() {
        operator.network(NETWORK);
        LiveHost host = host(ADDRESS).with("public-ipv6", "2001:db8::3");
        LiveAgent first = host.start();
        String ipv4Only = first.awaitReady().key().text();
        first.stop();
        operator.network(DUAL);
        LiveAgent second = host.start();
        SubnetLease pair = second.awaitReady();
        second.until(
                "the old lease is gone",
                a -> operator.find("subnets/" + ipv4Only).isEmpty());

        assertThat(pair.key().text()).startsWith(ipv4Only.replace("-24", "-24&fd01:"));
        assertThat(operator.leases().keySet()).containsExactly(pair.key().text());
    }

    @Test
    void of_two_keys_of_ours_the_one_of_subnet_env_is_kept_and_the_other_stays_as_it_is() {
        operator.network(NETWORK);
        operator.put("subnets/10.5.40.0-24", value(ADDRESS), operator.grant(600));
        operator.put("subnets/10.5.50.0-24", value(ADDRESS), operator.grant(600));
        LiveAgent agent = host(ADDRESS)
                .withSubnetEnv(subnetEnv("10.5.0.0/16", "10.5.50.1/24"))
                .start();

        assertThat(agent.awaitReady().key().text()).isEqualTo("10.5.50.0-24");
        assertThat(agent.peers().leases()).isEmpty();
    }

    @Test
    void of_two_keys_of_ours_a_reservation_is_kept_before_the_lease_of_subnet_env() {
        operator.network(NETWORK);
        operator.put("subnets/10.5.50.0-24", value(ADDRESS), operator.grant(600));
        operator.put("subnets/10.5.60.0-24", value(ADDRESS));
        LiveAgent agent = host(ADDRESS)
                .withSubnetEnv(subnetEnv("10.5.0.0/16", "10.5.50.1/24"))
                .start();

        assertThat(agent.awaitReady().key().text()).isEqualTo("10.5.60.0-24");
    }
}
