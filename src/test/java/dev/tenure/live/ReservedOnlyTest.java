package dev.tenure.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.health.HealthReport;
import dev.tenure.support.TcpProxy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A host that takes a reservation only, on real etcd: it claims nothing, whatever happens to what was made for it. */
class ReservedOnlyTest extends LiveTest {
    private static final String ADDRESS = "192.168.64.3";
    private static final String KEY = "10.5.52.0-24";
    private static final String PATH = "subnets/" + KEY;
    private static final String OTHER_PATH = "subnets/10.5.77.0-24";

    /** One watch event, many times over: the machine does much else. */
    private static final Duration ONE_EVENT = Duration.ofSeconds(10);

    private LiveHost reservedOnly() {
        return host(ADDRESS).with("mode", "reserved-only");
    }

    private static boolean waits(LiveAgent agent, String code) {
        HealthReport health = agent.health();
        return !health.isReady()
                && health.reasons().stream().map(HealthReport.Reason::code).anyMatch(code::equals);
    }

    private static String reason(LiveAgent agent) {
        return agent.health().reasons().getFirst().sentence();
    }

    private static void tookNoLongerThanOneEvent(LiveAgent agent, String what, String key) {
        Duration took = agent.until(
                what, ONE_EVENT, a -> a.key().equals(key) && a.health().isReady());
        System.out.println(what + " after " + took.toMillis() + " ms");
    }

    @Test
    void a_reservation_is_taken_lost_moved_and_taken_again_within_one_watch_event_and_nothing_is_ever_written() {
        operator.network(NETWORK);
        LiveHost host = reservedOnly();
        LiveAgent agent = host.start();
        agent.until("waits", a -> waits(a, "no-reservation"));
        assertThat(reason(agent)).contains("tenure reserve SUBNET --public-ip " + ADDRESS);
        assertThat(host.subnetEnvText()).isEmpty();
        long start = operator.revision();

        operator.put(PATH, value(ADDRESS));
        tookNoLongerThanOneEvent(agent, "a reservation that appeared was ready", KEY);
        assertThat(host.subnetEnvText()).contains("FLANNEL_SUBNET=10.5.52.1/24");

        operator.delete(PATH);
        Duration noticed = agent.until("not ready without it", ONE_EVENT, a -> waits(a, "no-reservation"));
        System.out.println("a reservation that was deleted was not ready after " + noticed.toMillis() + " ms");

        operator.put(PATH, value(ADDRESS));
        tookNoLongerThanOneEvent(agent, "a reservation that came back was ready", KEY);

        operator.delete(PATH);
        operator.put(OTHER_PATH, value(ADDRESS));
        tookNoLongerThanOneEvent(agent, "a reservation that was moved was ready", "10.5.77.0-24");

        operator.put(OTHER_PATH, value("192.168.64.9"));
        agent.until("not ready with another host's", ONE_EVENT, a -> waits(a, "no-reservation"));
        assertThat(operator.historyAfter(start))
                .as("nobody but the operator writes")
                .hasSize(6);
        assertThat(operator.newGrants()).isEmpty();
    }

    @Test
    void in_dual_stack_a_reservation_of_both_families_is_taken_within_one_watch_event() {
        operator.network("{\"Network\":\"10.5.0.0/16\",\"EnableIPv6\":true,"
                + "\"IPv6Network\":\"fd01::/48\",\"Backend\":{\"Type\":\"vxlan\"}}");
        LiveAgent agent = reservedOnly().with("public-ipv6", "fd00::3").start();
        agent.until("waits", a -> waits(a, "no-reservation"));

        operator.put(PATH, value(ADDRESS));
        agent.until("names the half that does not do", ONE_EVENT, a -> waits(a, "reservation-unfit"));
        String both = KEY + "&fd01:0:0:34::-64";
        operator.put(
                "subnets/" + both,
                "{\"PublicIP\":\"192.168.64.3\",\"PublicIPv6\":\"fd00::3\",\"BackendType\":\"vxlan\"}");
        tookNoLongerThanOneEvent(agent, "a dual-stack reservation was ready", both);
        operator.delete("subnets/" + both);
        agent.until("waits again", ONE_EVENT, a -> waits(a, "reservation-unfit"));
        assertThat(operator.newGrants()).isEmpty();
    }

    @Test
    void a_lease_from_before_is_named_and_left_alone_until_an_operator_turns_it_into_a_reservation() {
        operator.network(NETWORK);
        LiveHost host = host(ADDRESS);
        LiveAgent leasing = host.start();
        String key = leasing.awaitReady().key().text();
        leasing.stop();
        Operator.Stored before = operator.get("subnets/" + key);

        LiveAgent agent = host.with("mode", "reserved-only").start();
        agent.until("waits", a -> waits(a, "lease-not-reserved"));
        assertThat(reason(agent)).contains(key, "tenure reserve --self");
        assertThat(operator.get("subnets/" + key)).isEqualTo(before);

        operator.put("subnets/" + key, before.value());
        tookNoLongerThanOneEvent(agent, "a lease that was turned into a reservation was ready", key);
        operator.put("subnets/" + key, before.value(), operator.grant(600));
        agent.until("not ready with a lease", ONE_EVENT, a -> waits(a, "lease-not-reserved"));
        assertThat(agent.metric("tenure_lease_losses_total{reason=\"unreserved\"}"))
                .contains(1.0);
        assertThat(operator.get("subnets/" + key).version()).isEqualTo(3);
    }

    @Test
    void started_again_while_etcd_is_away_it_takes_its_reservation_when_etcd_is_back() {
        operator.network(NETWORK);
        operator.put(PATH, value(ADDRESS));
        try (TcpProxy line = TcpProxy.to(etcd.port())) {
            LiveHost host = reservedOnly().with("etcd-endpoints", line.endpoint());
            LiveAgent first = host.start();
            first.awaitReady();
            String file = host.subnetEnvText();
            first.stop();
            line.refuse();

            LiveAgent second = host.start();
            second.until("etcd is away", a -> waits(a, "etcd-unreachable"));
            assertThat(host.subnetEnvText()).isEqualTo(file);
            line.forward();
            assertThat(second.awaitReady(Duration.ofSeconds(30)).key().text()).isEqualTo(KEY);
            assertThat(operator.get(PATH).version()).isEqualTo(1);
        }
    }
}
