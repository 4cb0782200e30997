package dev.tenure.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.lease.SubnetLease;
import dev.tenure.tenancy.TenancyState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FirstStartTest extends LiveTest {
    private static final String ADDRESS = "192.168.64.3";

    @Test
    void takes_a_subnet_for_a_day_and_says_so_in_etcd_and_in_subnet_env() throws IOException {
        operator.network(NETWORK);
        LiveHost host = host(ADDRESS);
        SubnetLease lease = host.start().awaitReady();

        String key = lease.key().text();
        Operator.Stored stored = operator.get("subnets/" + key);
        assertThat(key).matches("10\\.5\\.\\d+\\.0-24").isNotEqualTo("10.5.0.0-24");
        assertThat(stored.value())
                .isEqualTo("{\"PublicIP\":\"192.168.64.3\",\"PublicIPv6\":null,\"BackendType\":\"vxlan\"}");
        assertThat(stored.version()).isEqualTo(1);
        assertThat(stored.modRevision()).isEqualTo(lease.modRevision());
        assertThat(operator.secondsGranted(stored.grant())).isEqualTo(86_400);
        assertThat(operator.newGrants()).containsExactly(Operator.printed(stored.grant()));
        assertThat(host.subnetEnvText())
                .isEqualTo("FLANNEL_NETWORK=10.5.0.0/16\nFLANNEL_SUBNET=" + key.replace(".0-24", ".1/24")
                        + "\nFLANNEL_MTU=65486\nFLANNEL_IPMASQ=false\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(host.subnetEnv())))
                .isEqualTo("rw-r--r--");
    }

    @Test
    void leaves_BackendType_out_for_a_network_of_the_backend_alloc_as_flanneld_does() {
        operator.network("{\"Network\":\"10.5.0.0/16\",\"Backend\":{\"Type\":\"alloc\"}}");
        SubnetLease lease = host(ADDRESS).start().awaitReady();

        assertThat(operator.get("subnets/" + lease.key().text()).value())
                .isEqualTo("{\"PublicIP\":\"192.168.64.3\",\"PublicIPv6\":null}");
    }

    @Test
    void takes_a_pair_in_dual_stack() {
        operator.network("{\"Network\":\"10.5.0.0/16\",\"EnableIPv6\":true,\"IPv6Network\":\"fd01::/48\","
                + "\"Backend\":{\"Type\":\"vxlan\"}}");
        LiveHost host = host(ADDRESS).with("public-ipv6", "2001:db8::3");
        SubnetLease lease = host.start().awaitReady();

        assertThat(lease.key().text()).matches("10\\.5\\.\\d+\\.0-24&fd01:0:0:[0-9a-f]+::-64");
        assertThat(operator.get("subnets/" + lease.key().text()).value())
                .isEqualTo("{\"PublicIP\":\"192.168.64.3\",\"PublicIPv6\":\"2001:db8::3\",\"BackendType\":\"vxlan\"}");
        assertThat(host.subnetEnvText()).matches("""
                        FLANNEL_NETWORK=10\\.5\\.0\\.0/16
                        FLANNEL_SUBNET=10\\.5\\.\\d+\\.1/24
                        FLANNEL_IPV6_NETWORK=fd01::/48
                        FLANNEL_IPV6_SUBNET=fd01:0:0:[0-9a-f]+::1/64
                        FLANNEL_MTU=\\d+
                        FLANNEL_IPMASQ=false
                        """);
    }

    @Test
    void takes_an_IPv6_subnet_alone_where_IPv4_is_off() {
        operator.network("{\"EnableIPv4\":false,\"EnableIPv6\":true,\"IPv6Network\":\"fd01::/48\"}");
        LiveHost host = bareHost("six").with("public-ipv6", "2001:db8::3");
        SubnetLease lease = host.start().awaitReady();

        assertThat(lease.key().text()).matches("0\\.0\\.0\\.0-0&fd01:0:0:[0-9a-f]+::-64");
        assertThat(operator.get("subnets/" + lease.key().text()).value())
                .isEqualTo("{\"PublicIP\":\"0.0.0.0\",\"PublicIPv6\":\"2001:db8::3\"}");
        assertThat(host.subnetEnvText()).matches("""
                        FLANNEL_IPV6_NETWORK=fd01::/48
                        FLANNEL_IPV6_SUBNET=fd01:0:0:[0-9a-f]+::1/64
                        FLANNEL_MTU=\\d+
                        FLANNEL_IPMASQ=false
                        """);
    }

    @Test
    void takes_the_reservation_that_was_made_for_it_and_never_gives_it_a_TTL() {
        operator.network(NETWORK);
        operator.put("subnets/10.5.77.0-24", value(ADDRESS));
        LiveHost host = host(ADDRESS);
        for (int life = 1; life <= 3; life++) {
            LiveAgent agent = host.start();
            SubnetLease lease = agent.awaitReady();
            assertThat(lease.key().text()).isEqualTo("10.5.77.0-24");
            assertThat(lease.isReservation()).isTrue();
            assertThat(agent.health().untilDeadline()).isEmpty();
            agent.stop();
        }

        assertThat(operator.get("subnets/10.5.77.0-24").grant()).isZero();
        assertThat(operator.get("subnets/10.5.77.0-24").version()).isEqualTo(1);
        assertThat(operator.newGrants()).isEmpty();
    }

    @Test
    void waits_for_a_network_config_and_says_so_until_there_is_one() {
        LiveAgent agent = host(ADDRESS).ttl(8).start();
        agent.until("waits for a network config", a -> a.reasons().contains("no-network-config"));
        assertThat(agent.health().isReady()).isFalse();
        assertThat(agent.health().isLive()).isTrue();
        assertThat(operator.newGrants()).isEmpty();

        operator.network("{\"Network\": 5}");
        agent.until("sees that it is broken", a -> a.reasons().contains("network-config-broken"));

        operator.network(NETWORK);
        agent.awaitReady();
    }

    @Test
    void waits_in_a_full_pool_and_takes_the_first_subnet_that_is_freed() {
        operator.network("{\"Network\":\"10.6.0.0/28\",\"SubnetLen\":30}");
        operator.put("subnets/10.6.0.4-30", value("192.168.64.10"), operator.grant(600));
        operator.put("subnets/10.6.0.8-30", value("192.168.64.11"), operator.grant(600));
        operator.put("subnets/10.6.0.12-30", value("192.168.64.12"));
        LiveAgent agent = host(ADDRESS).start();
        agent.until("finds the pool full", a -> a.reasons().contains("pool-exhausted"));
        assertThat(agent.tenancy().state()).isInstanceOf(TenancyState.Waiting.class);
        assertThat(agent.health().reasons().getFirst().sentence()).contains("2 leases", "1 reservation");

        operator.delete("subnets/10.6.0.8-30");

        assertThat(agent.awaitReady().key().text()).isEqualTo("10.6.0.8-30");
    }

    @Test
    void finds_a_free_half_where_only_one_half_of_a_dual_stack_pair_is_free() {
        operator.network("{\"Network\":\"10.6.0.0/28\",\"SubnetLen\":30,\"EnableIPv6\":true,"
                + "\"IPv6Network\":\"fd02::/120\",\"IPv6SubnetLen\":122}");
        // only the last IPv4 and the first IPv6 subnet are left
        operator.put("subnets/10.6.0.4-30&fd02::80-122", value("192.168.64.10"));
        operator.put("subnets/10.6.0.8-30&fd02::c0-122", value("192.168.64.11"));
        LiveAgent agent = host(ADDRESS).with("public-ipv6", "2001:db8::3").start();

        assertThat(agent.awaitReady().key().text()).isEqualTo("10.6.0.12-30&fd02::40-122");
    }

    @Test
    void hosts_that_start_together_get_subnets_of_their_own() {
        operator.network("{\"Network\":\"10.6.0.0/24\",\"SubnetLen\":28}");
        var agents = IntStream.range(0, 8)
                .mapToObj(i -> host("192.168.64." + (20 + i)).start())
                .toList();
        var keys = agents.stream()
                .map(agent -> agent.awaitReady(Duration.ofSeconds(30)).key().text())
                .collect(Collectors.toSet());

        assertThat(keys).hasSize(8);
        assertThat(operator.leases()).hasSize(8);
        assertThat(operator.newGrants())
                .containsExactlyInAnyOrderElementsOf(operator.leases().values().stream()
                        .map(stored -> Operator.printed(stored.grant()))
                        .toList());
    }

    @Test
    void what_others_hold_is_told_as_peers_and_what_is_ours_is_not() {
        operator.network(NETWORK);
        operator.putAll(
                Map.of("subnets/10.5.3.0-24", value("192.168.64.10"), "subnets/10.5.4.0-24", value("192.168.64.11")));
        LiveHost host = host(ADDRESS);
        LiveAgent earlier = host.start();
        earlier.awaitReady();
        earlier.stop();
        LiveAgent agent = host.start();
        agent.awaitReady();

        assertThat(agent.peers().leases())
                .extracting(lease -> lease.key().text())
                .containsExactly("10.5.3.0-24", "10.5.4.0-24");
        assertThat(agent.peerChanges())
                .allSatisfy(change -> assertThat(change.added())
                        .noneMatch(lease -> lease.holder().equals(ADDRESS)));
    }
}
