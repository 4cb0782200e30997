package dev.tenure.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.lease.SubnetLease;
import dev.tenure.subnet.Subnet;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** With --peers=off a host keeps what it promises, and etcd has next to nothing to tell it. */
class WithoutPeersTest extends LiveTest {
    private static final String ADDRESS = "192.168.64.3";

    /** A claim is looked after within ten seconds. */
    private static final Duration LOOKED_AFTER = Duration.ofSeconds(25);

    private LiveHost quiet(String publicIp) {
        return host(publicIp).with("peers", "off");
    }

    private static String path(SubnetLease lease) {
        return "subnets/" + lease.key().text();
    }

    private static boolean isReserved(LiveAgent agent) {
        return agent.tenancy().lease().filter(SubnetLease::isReservation).isPresent();
    }

    @Test
    void it_keeps_its_subnet_over_a_restart_and_the_loss_of_its_key() {
        operator.network(NETWORK);
        LiveHost host = quiet(ADDRESS);
        LiveAgent first = host.start();
        SubnetLease lease = first.awaitReady();
        first.stop();
        LiveAgent agent = host.start();
        assertThat(agent.awaitReady()).isEqualTo(lease);

        operator.delete(path(lease));
        Duration took = agent.until(
                "the same subnet again",
                a -> a.tenancy()
                        .lease()
                        .filter(now -> now.createRevision() > lease.createRevision())
                        .isPresent());
        System.out.println("a deleted key is claimed again after " + took.toMillis() + " ms");
        SubnetLease again = agent.awaitReady();
        assertThat(again.key()).isEqualTo(lease.key());

        operator.revoke(operator.get(path(again)).grant());
        agent.until(
                "the same subnet once more",
                a -> a.tenancy()
                        .lease()
                        .filter(now -> now.createRevision() > again.createRevision())
                        .isPresent());
        assertThat(agent.awaitReady().key()).isEqualTo(lease.key());
    }

    @Test
    void an_operator_s_word_about_its_own_key_counts_at_once() {
        operator.network(NETWORK);
        LiveAgent agent = quiet(ADDRESS).start();
        SubnetLease lease = agent.awaitReady();
        operator.put(path(lease), value(ADDRESS));
        Duration took = agent.until("a reservation", WithoutPeersTest::isReserved);
        System.out.println("a reservation on its own key is taken after " + took.toMillis() + " ms");

        long revision = operator.put(path(lease), value("192.168.64.9"));
        SubnetLease other =
                agent.awaitReadyWith("another subnet", now -> !now.key().equals(lease.key()));
        assertThat(other.createRevision()).isGreaterThan(revision);
        assertThat(operator.get(path(lease)).modRevision()).isEqualTo(revision);
    }

    @Test
    void a_network_config_that_no_longer_fits_moves_it_and_one_that_fits_does_not() {
        operator.network(NETWORK);
        LiveHost host = quiet(ADDRESS);
        LiveAgent agent = host.start();
        SubnetLease lease = agent.awaitReady();
        operator.network("{\"Network\":\"10.5.0.0/16\",\"Backend\":{\"Type\":\"host-gw\"}}");
        agent.until("its key says so", a -> operator.get(path(lease)).value().contains("host-gw"));
        assertThat(agent.awaitReady().key()).isEqualTo(lease.key());

        operator.put("subnets/10.6.6.0-24", value("192.168.64.9"));
        operator.network("{\"Network\":\"10.6.0.0/16\",\"Backend\":{\"Type\":\"host-gw\"}}");
        SubnetLease moved =
                agent.awaitReadyWith("a subnet of 10.6", now -> now.key().text().startsWith("10.6."));
        agent.until("the old key is gone", a -> operator.find(path(lease)).isEmpty());

        operator.put(path(moved), value(ADDRESS));
        agent.until("its new key is watched", WithoutPeersTest::isReserved);
        assertThat(host.subnetEnvText()).contains("FLANNEL_NETWORK=10.6.0.0/16");
    }

    @Test
    void hosts_that_start_together_in_dual_stack_share_no_half_of_a_pair() {
        operator.network("{\"Network\":\"10.6.0.0/25\",\"SubnetLen\":28,\"EnableIPv6\":true,"
                + "\"IPv6Network\":\"fd02::/120\",\"IPv6SubnetLen\":124}");
        // so that no IPv4 subnet can go with the IPv6 subnet of its own number
        operator.put("subnets/0.0.0.0-0&fd02::10-124", "{\"PublicIP\":\"0.0.0.0\",\"PublicIPv6\":\"2001:db8::77\"}");
        List<LiveAgent> agents = IntStream.range(0, 7)
                .mapToObj(i -> quiet("192.168.64." + (20 + i))
                        .with("public-ipv6", "2001:db8::" + (20 + i))
                        .start())
                .toList();
        List<Subnet> held = agents.stream()
                .map(agent -> agent.awaitReady(Duration.ofSeconds(30)).subnet())
                .toList();

        assertThat(held.stream().map(Subnet::ipv4)).doesNotHaveDuplicates().doesNotContainNull();
        assertThat(held.stream().map(Subnet::ipv6)).doesNotHaveDuplicates().doesNotContainNull();
        agents.getFirst().until("no other key is left", a -> operator.leases().size() == 8);
    }

    @Test
    void a_rival_that_never_yields_is_seen_by_the_look_after_the_claim_and_an_older_claim_moves() {
        operator.network("{\"Network\":\"10.5.0.0/16\",\"EnableIPv6\":true,\"IPv6Network\":\"fd01::/48\"}");
        LiveAgent agent = quiet(ADDRESS).with("public-ipv6", "2001:db8::3").start();
        agent.until("it has claimed", a -> a.tenancy().lease().isPresent());
        SubnetLease lease = agent.tenancy().lease().orElseThrow();
        // as flanneld does in dual stack: the same IPv4 subnet with another IPv6 subnet
        String half = lease.key().text().replaceFirst("&.*", "");
        operator.put(
                "subnets/" + half + "&fd01:0:0:ff::-64",
                "{\"PublicIP\":\"192.168.64.9\",\"PublicIPv6\":\"2001:db8::9\"}",
                operator.grant(3_600));

        SubnetLease other = agent.awaitReadyWith(
                "another IPv4 subnet",
                LOOKED_AFTER,
                now -> !Objects.equals(now.subnet().ipv4(), lease.subnet().ipv4()));
        System.out.println("moved from " + lease.subnet() + " to " + other.subnet());
    }

    @Test
    void it_takes_the_subnet_that_becomes_free_in_an_exhausted_pool() {
        operator.network("{\"Network\":\"10.6.0.0/28\",\"SubnetLen\":30}");
        for (String key : List.of("10.6.0.4-30", "10.6.0.8-30", "10.6.0.12-30")) {
            operator.put("subnets/" + key, value("192.168.64.10"));
        }
        LiveAgent agent = quiet(ADDRESS).start();
        agent.until(
                "it waits",
                a -> a.tenancy().blocked().isPresent() && a.tenancy().needsPeers());
        operator.delete("subnets/10.6.0.8-30");
        Duration took = agent.until("it has it", a -> a.key().equals("10.6.0.8-30"));
        System.out.println("a subnet that became free is taken after " + took.toMillis() + " ms");
        agent.awaitReady();
    }

    @Test
    void a_reservation_ends_the_wait_of_a_host_that_takes_no_lease() {
        operator.network(NETWORK);
        LiveAgent agent = quiet(ADDRESS).with("mode", "reserved-only").start();
        agent.until("it waits", a -> a.tenancy().needsPeers());
        operator.put("subnets/10.5.77.0-24", value(ADDRESS));

        assertThat(agent.awaitReady().key().text()).isEqualTo("10.5.77.0-24");
    }

    @Test
    void two_hundred_changes_of_peers_cost_no_request_and_tell_it_nothing() {
        operator.network("{\"Network\":\"10.0.0.0/8\",\"SubnetLen\":24,\"Backend\":{\"Type\":\"vxlan\"}}");
        LiveAgent agent = quiet(ADDRESS).start();
        agent.awaitReady();
        agent.until(
                "its claim is looked after",
                LOOKED_AFTER,
                a -> a.requestsByKind().getOrDefault("txn", 0) == 3);
        Map<String, Integer> before = agent.requestsByKind();
        EtcdCounters counted = EtcdCounters.of(etcd);
        operator.putAll(peers(200));
        peers(200).forEach(operator::put);
        agent.throughout(
                "no request", Duration.ofSeconds(1), a -> a.requestsByKind().equals(before));

        assertThat(counted.watchEventsSince()).isZero();
        System.out.println("a start and the look after its claim: " + before);
        assertThat(before).isEqualTo(Map.of("txn", 3, "watch", 3, "grant", 1));
    }

    private static Map<String, String> peers(int count) {
        Map<String, String> peers = new HashMap<>();
        for (int i = 0; i < count; i++) {
            peers.put("subnets/10.100." + i + ".0-24", value("172.16.0." + i));
        }
        return peers;
    }
}
