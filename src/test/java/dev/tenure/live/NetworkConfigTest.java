package dev.tenure.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.lease.SubnetLease;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What somebody does to the network config while we hold a lease. */
class NetworkConfigTest extends LiveTest {
    private static final String ADDRESS = "192.168.64.3";
    private static final String OTHER_NETWORK = "{\"Network\":\"10.7.0.0/16\",\"Backend\":{\"Type\":\"vxlan\"}}";

    private LiveHost host() {
        // a request may take a sixth of it before it is one that failed, which would be another warning
        return host(ADDRESS).ttl(12);
    }

    private String subnetLine(String key) {
        return "FLANNEL_SUBNET=" + key.replace(".0-24", ".1/24") + "\n";
    }

    @Test
    void one_that_still_fits_rewrites_subnet_env_and_the_lease_stays() {
        operator.network(NETWORK);
        LiveHost host = host();
        LiveAgent agent = host.start();
        String key = agent.awaitReady().key().text();
        assertThat(host.subnetEnvText()).contains("FLANNEL_MTU=65486");

        operator.network("{\"Network\":\"10.0.0.0/8\",\"SubnetLen\":24,\"Backend\":{\"Type\":\"vxlan\",\"MTU\":1400}}");
        agent.until("the new MTU", a -> host.subnetEnvText().contains("FLANNEL_MTU=1350"));
        assertThat(host.subnetEnvText())
                .isEqualTo(
                        "FLANNEL_NETWORK=10.0.0.0/8\n" + subnetLine(key) + "FLANNEL_MTU=1350\nFLANNEL_IPMASQ=false\n");
        assertThat(operator.get("subnets/" + key).version()).isEqualTo(1);

        operator.network("{\"Network\":\"10.0.0.0/8\",\"SubnetLen\":24,\"Backend\":{\"Type\":\"host-gw\"}}");
        agent.until("the new overhead", a -> host.subnetEnvText().contains("FLANNEL_MTU=65536"));
        agent.until("the new type", a -> operator.get("subnets/" + key).value().contains("host-gw"));
        agent.awaitReady();

        assertThat(agent.key()).isEqualTo(key);
        assertThat(operator.get("subnets/" + key).version()).isEqualTo(2);
        assertThat(operator.newGrants()).hasSize(1);
    }

    @Test
    void one_that_no_longer_fits_moves_us_and_the_old_lease_goes_after_the_new_one_is_written() {
        operator.network(NETWORK);
        LiveHost host = host();
        LiveAgent agent = host.start();
        String old = agent.awaitReady().key().text();
        long revision = operator.revision();
        operator.network(OTHER_NETWORK);
        SubnetLease lease = agent.awaitReadyWith(
                "the other network", held -> held.key().text().startsWith("10.7."));
        agent.until(
                "the old lease is gone", a -> operator.find("subnets/" + old).isEmpty());
        String now = lease.key().text();

        assertThat(operator.historyAfter(revision))
                .extracting(event -> (event.isPut() ? "put " : "delete ") + event.path())
                .containsExactly("put config", "put subnets/" + now, "delete subnets/" + old);
        assertThat(host.subnetEnvText()).contains("FLANNEL_NETWORK=10.7.0.0/16\n" + subnetLine(now));
        agent.until("one grant is left", a -> operator.newGrants().size() == 1);
        assertThat(agent.tenancies()).noneMatch(status -> status.state().label().equals("lost"));
    }

    @Test
    void one_that_no_longer_fits_is_reported_and_nothing_moves_where_that_is_wished() {
        operator.network(NETWORK);
        LiveHost host = host().with("renumber", "hold");
        LiveAgent agent = host.start();
        String key = agent.awaitReady().key().text();
        String file = host.subnetEnvText();
        operator.network(OTHER_NETWORK);
        agent.until("reported", a -> a.reasons().contains("subnet-unfit"));
        long revision = operator.revision();
        agent.throughout(
                "ready and still", Duration.ofSeconds(4), a -> a.health().isReady());

        assertThat(agent.key()).isEqualTo(key);
        assertThat(host.subnetEnvText()).isEqualTo(file);
        assertThat(operator.historyAfter(revision)).isEmpty();
    }

    @Test
    void one_that_no_longer_fits_and_has_no_room_is_reported_and_the_old_lease_is_held_until_there_is_some() {
        operator.network(NETWORK);
        LiveAgent agent = host().start();
        String old = agent.awaitReady().key().text();
        operator.put("subnets/10.8.0.4-30", value("192.168.64.10"));
        operator.put("subnets/10.8.0.8-30", value("192.168.64.11"));
        operator.put("subnets/10.8.0.12-30", value("192.168.64.12"));
        operator.network("{\"Network\":\"10.8.0.0/28\",\"SubnetLen\":30,\"Backend\":{\"Type\":\"vxlan\"}}");
        agent.until("reported", a -> a.reasons().contains("move-pool-exhausted"));
        assertThat(agent.health().isReady()).isTrue();
        assertThat(agent.key()).isEqualTo(old);

        operator.delete("subnets/10.8.0.8-30");
        agent.awaitReadyWith("the freed subnet", held -> held.key().text().equals("10.8.0.8-30"));
        agent.until(
                "the old lease is gone", a -> operator.find("subnets/" + old).isEmpty());
    }

    static Stream<Arguments> no_network_configs() {
        return Stream.of(
                Arguments.of("empty", ""),
                Arguments.of("no JSON", "Network: 10.5.0.0/16"),
                Arguments.of("an array", "[]"),
                Arguments.of("a wrong type", "{\"Network\":12}"),
                Arguments.of("no network", "{\"Networks\":\"10.5.0.0/16\"}"),
                Arguments.of("a length that does not go", "{\"Network\":\"10.5.0.0/16\",\"SubnetLen\":17}"),
                Arguments.of(
                        "a number out of range", "{\"Network\":\"10.5.0.0/16\",\"SubnetLen\":99999999999999999999}"),
                Arguments.of(
                        "a zone id",
                        "{\"EnableIPv6\":true,\"Network\":\"10.5.0.0/16\",\"IPv6Network\":\"fe80::%1/48\"}"),
                Arguments.of("binary", "\u0000\u0001\u00ff\u0000"),
                Arguments.of("a megabyte", "{\"Network\":\"" + "1".repeat(1_000_000) + "\"}"),
                Arguments.of("deep", "[".repeat(100_000)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("no_network_configs")
    void one_that_is_none_leaves_the_last_good_one_in_force_with_one_warning(String what, String config) {
        operator.network(NETWORK);
        LiveHost host = host();
        LiveAgent agent = host.start();
        String key = agent.awaitReady().key().text();
        String file = host.subnetEnvText();
        logs.forget();
        operator.network(config);
        agent.until("told", a -> a.reasons().contains("network-config-bad"));
        operator.put("subnets/10.5.243.0-24", value("192.168.64.10"));
        agent.until("the watch goes on", a -> !a.peers().leases().isEmpty());

        assertThat(agent.health().isReady()).as(what).isTrue();
        assertThat(agent.metric("tenure_network_config_valid")).hasValue(0.0);
        assertThat(agent.key()).isEqualTo(key);
        assertThat(host.subnetEnvText()).isEqualTo(file);
        assertThat(logs.warnings()).hasSize(1);
        assertThat(logs.warnings().getFirst())
                .contains("network config", "last good one")
                .hasSizeLessThan(500);

        operator.delete("subnets/" + key);
        agent.until(
                "the same subnet is claimed again",
                a -> operator.find("subnets/" + key).isPresent() && a.health().isReady());
    }

    @Test
    void one_that_is_deleted_leaves_the_last_good_one_in_force_with_one_warning() {
        operator.network(NETWORK);
        LiveAgent agent = host().start();
        String key = agent.awaitReady().key().text();
        logs.forget();
        operator.delete("config");
        agent.until("told", a -> a.reasons().contains("network-config-bad"));

        assertThat(agent.health().isReady()).isTrue();
        assertThat(agent.key()).isEqualTo(key);
        assertThat(logs.warnings()).hasSize(1);
        operator.network(NETWORK);
        agent.until("good again", a -> a.reasons().isEmpty());
        assertThat(operator.get("subnets/" + key).version()).isEqualTo(1);
    }

    @Test
    void many_changes_in_a_row_end_in_what_the_last_one_says() {
        operator.network(NETWORK);
        LiveHost host = host();
        LiveAgent agent = host.start();
        agent.awaitReady();
        for (int i = 0; i < 20; i++) {
            operator.network("{\"Network\":\"10." + (20 + i) + ".0.0/16\",\"Backend\":{\"Type\":\"vxlan\"}}");
        }
        agent.awaitReadyWith("the last network", held -> held.key().text().startsWith("10.39."));
        agent.until("everything else is gone", a -> operator.leases().size() == 1);
        agent.until("and its grant", a -> operator.newGrants().size() == 1);

        assertThat(host.subnetEnvText()).contains("FLANNEL_NETWORK=10.39.0.0/16");
    }
}
