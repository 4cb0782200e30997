package dev.tenure.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.support.EtcdServer;
import dev.tenure.support.TcpProxy;
import dev.tenure.tenancy.TenancyState;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What networks and etcd itself do while we hold a lease, or before we have one. */
class OutageTest extends LiveTest {
    private static final String ADDRESS = "192.168.64.3";

    /** A TTL in seconds with time for a renewal to begin, and to fail after five seconds, before the deadline. */
    private static final int PATIENT = 24;

    private TcpProxy line = TcpProxy.to(etcd.port());

    @BeforeEach
    void layTheLine() {
        line.close();
        line = TcpProxy.to(etcd.port());
        operator.network(NETWORK);
    }

    @AfterEach
    void takeTheLineDown() {
        line.close();
    }

    private LiveHost host(int ttlSeconds) {
        return host(ADDRESS).with("etcd-endpoints", line.endpoint()).ttl(ttlSeconds);
    }

    private static boolean isDoubtful(LiveAgent agent) {
        return agent.tenancy().state() instanceof TenancyState.Doubtful;
    }

    private List<String> warningsOfOutage() {
        return logs.warnings().stream()
                .filter(line -> !line.contains("not ready"))
                .toList();
    }

    @Test
    void an_outage_makes_the_lease_doubtful_and_leaves_us_ready_until_the_deadline_and_never_after() {
        LiveAgent agent = host(15).start();
        String key = agent.awaitReady().key().text();
        logs.forget();
        line.refuse();
        agent.until("doubtful", OutageTest::isDoubtful);
        assertThat(agent.health().isReady()).isTrue();
        assertThat(agent.reasons()).isNotEmpty();
        awaitTheDeadline(agent);
        agent.throughout("not ready", Duration.ofSeconds(2), a -> !a.health().isReady());
        assertThat(warningsOfOutage())
                .as(logs.toString())
                .hasSizeLessThanOrEqualTo(4)
                .doesNotHaveDuplicates();

        line.forward();
        Duration back = agent.until("ready again", a -> a.health().isReady());
        assertThat(agent.key()).isEqualTo(key);
        System.out.println("ready " + back.toMillis() + " ms after the line was back, past the deadline");
    }

    /** An answer is judged by when it was asked for and when it came, so that no pause between two looks counts. */
    private static void awaitTheDeadline(LiveAgent agent) {
        long before = System.nanoTime();
        long left = agent.health().untilDeadline().orElseThrow().toNanos();
        long latest = System.nanoTime() + left;
        assertThat(Duration.ofNanos(left)).isBetween(Duration.ofMillis(500), Duration.ofSeconds(12));
        agent.until("not ready", a -> {
            long asked = System.nanoTime();
            boolean isReady = a.health().isReady();
            assertThat(isReady && asked > latest).as("ready after the deadline").isFalse();
            return !isReady;
        });
        assertThat(System.nanoTime() - before)
                .as("not ready before the deadline")
                .isGreaterThanOrEqualTo(left);
    }

    @Test
    void an_outage_that_ends_before_the_deadline_writes_nothing_and_says_two_things() {
        LiveAgent agent = host(PATIENT).start();
        String key = agent.awaitReady().key().text();
        Operator.Stored before = operator.get("subnets/" + key);
        long revision = operator.revision();
        logs.forget();
        line.refuse();
        agent.until("doubtful", OutageTest::isDoubtful);
        line.forward();
        agent.until("sure again", a -> !isDoubtful(a));
        agent.until("nothing to complain about", a -> a.reasons().isEmpty());

        assertThat(operator.get("subnets/" + key)).isEqualTo(before);
        assertThat(operator.historyAfter(revision)).isEmpty();
        assertThat(warningsOfOutage()).as(logs.toString()).hasSizeLessThanOrEqualTo(2);
        assertThat(agent.tenancies()).noneMatch(status -> status.state().label().equals("lost"));
    }

    @Test
    void a_silent_partition_is_noticed_and_ends_as_an_outage_does() {
        LiveAgent agent = host(PATIENT).start();
        agent.awaitReady();
        line.hold();
        agent.until("doubtful", OutageTest::isDoubtful);
        assertThat(agent.health().isReady()).isTrue();
        line.forward();
        agent.until("sure again", a -> !isDoubtful(a));
        assertThat(agent.health().isReady()).isTrue();
    }

    @Test
    void a_deadline_that_passes_while_another_host_takes_the_subnet_ends_in_another_subnet() {
        LiveAgent agent = host(5).start();
        String key = agent.awaitReady().key().text();
        line.refuse();
        agent.until("not ready", a -> !a.health().isReady());
        agent.until("the grant has ended", a -> operator.find("subnets/" + key).isEmpty());
        operator.put("subnets/" + key, value("192.168.64.9"), operator.grant(600));
        line.forward();
        agent.awaitReadyWith("another subnet", lease -> !lease.key().text().equals(key));

        assertThat(operator.get("subnets/" + key).value()).isEqualTo(value("192.168.64.9"));
        assertThat(operator.get("subnets/" + key).version()).isEqualTo(1);
    }

    @Test
    void a_grant_that_ended_in_an_outage_costs_the_same_subnet_only_its_key() {
        LiveAgent agent = host(5).start();
        String key = agent.awaitReady().key().text();
        line.refuse();
        agent.until("the grant has ended", a -> operator.find("subnets/" + key).isEmpty());
        assertThat(agent.health().isReady()).isFalse();
        line.forward();
        Duration back = agent.until("ready again", a -> a.health().isReady());

        assertThat(agent.key()).isEqualTo(key);
        agent.until("one grant is left", a -> operator.newGrants().size() == 1);
        System.out.println("a lost lease was back " + back.toMillis() + " ms after the line was");
    }

    @Test
    void an_etcd_that_comes_after_us_is_found_within_five_seconds() {
        line.refuse();
        LiveAgent agent = host(8).start();
        agent.until("etcd is away", a -> a.reasons().contains("etcd-unreachable"));
        assertThat(agent.health().isLive()).isTrue();
        agent.throughout("not ready", Duration.ofSeconds(3), a -> !a.health().isReady());
        line.forward();
        Duration found = agent.until(
                "etcd is found", Duration.ofSeconds(5), a -> !a.reasons().contains("etcd-unreachable"));
        // what etcd takes for the writes of a claim is its own
        Duration ready = agent.until("ready", a -> a.health().isReady());

        assertThat(operator.newGrants()).hasSize(1);
        System.out.println("etcd was found " + found.toMillis() + " ms after it was there, and then ready after "
                + ready.toMillis() + " ms");
    }

    @Test
    void an_etcd_that_is_killed_and_comes_back_finds_the_same_key_and_no_write() {
        EtcdServer own = EtcdServer.start();
        try (Operator there = new Operator(own, prefix)) {
            there.network(NETWORK);
            LiveAgent agent =
                    host(ADDRESS).with("etcd-endpoints", own.endpoint()).ttl(30).start();
            String key = agent.awaitReady().key().text();
            Operator.Stored before = there.get("subnets/" + key);
            own.kill();
            agent.until("etcd is away", a -> a.reasons().contains("etcd-unreachable"));
            assertThat(agent.health().isReady()).isTrue();
            own.restart();
            Duration took = agent.until("etcd is back", a -> a.reasons().isEmpty());

            assertThat(there.get("subnets/" + key)).isEqualTo(before);
            assertThat(there.historyAfter(before.modRevision())).isEmpty();
            there.delete("subnets/" + key);
            agent.until("the watch works", a -> there.find("subnets/" + key).isPresent());
            System.out.println("the watch was back " + took.toMillis() + " ms after etcd was ready");
        } finally {
            own.close();
        }
    }

    @Test
    void a_wiped_etcd_gets_the_same_subnet_again() {
        EtcdServer own = EtcdServer.start();
        try (Operator there = new Operator(own, prefix)) {
            there.network(NETWORK);
            LiveHost host = host(ADDRESS).with("etcd-endpoints", own.endpoint()).ttl(30);
            LiveAgent agent = host.start();
            String key = agent.awaitReady().key().text();
            for (int i = 0; i < 20; i++) {
                there.put("something/" + i, "to be ahead of the new store");
            }
            agent.until("seen", a -> a.tenancy().lease().isPresent());
            own.wipe();
            own.restart();
            try (Operator after = new Operator(own, prefix)) {
                after.network(NETWORK);
                agent.until(
                        "the same subnet",
                        Duration.ofSeconds(20),
                        a -> after.find("subnets/" + key).isPresent()
                                && a.health().isReady());
                assertThat(after.leases()).hasSize(1);
            }
        } finally {
            own.close();
        }
    }

    @Test
    void what_was_compacted_away_while_the_watch_was_cut_is_seen_all_the_same() {
        operator.put("subnets/10.5.244.0-24", value("192.168.64.10"));
        LiveAgent agent = host(30).start();
        agent.awaitReady();
        assertThat(agent.peers().leases()).hasSize(1);
        line.refuse();
        agent.until("cut", a -> a.reasons().contains("etcd-unreachable"));
        operator.delete("subnets/10.5.244.0-24");
        operator.put("subnets/10.5.245.0-24", value("192.168.64.11"));
        operator.put("subnets/10.5.246.0-24", value("192.168.64.12"));
        operator.compact();
        line.forward();
        agent.until(
                "everything is seen",
                a -> a.peers().leases().stream()
                        .map(lease -> lease.key().text())
                        .toList()
                        .equals(List.of("10.5.245.0-24", "10.5.246.0-24")));

        assertThat(agent.health().isReady()).isTrue();
        assertThat(agent.peerChanges().getLast().removed()).hasSize(1);
        agent.until("etcd is well", a -> a.reasons().isEmpty());
        operator.delete("subnets/" + agent.key());
        agent.until(
                "the watch goes on", a -> operator.find("subnets/" + a.key()).isPresent());
    }

    @Test
    void our_own_key_that_went_while_the_watch_was_cut_is_claimed_again() {
        LiveAgent agent = host(60).start();
        String key = agent.awaitReady().key().text();
        line.refuse();
        agent.until("cut", a -> a.reasons().contains("etcd-unreachable"));
        operator.delete("subnets/" + key);
        line.forward();
        agent.until(
                "back before the next renewal",
                a -> operator.find("subnets/" + key).isPresent() && a.health().isReady());
    }

    @Test
    void a_flapping_line_loses_no_event() {
        LiveAgent agent = host(30).start();
        agent.awaitReady();
        for (int i = 0; i < 12; i++) {
            operator.put("subnets/10.5." + (100 + i) + ".0-24", value("192.168.64." + (100 + i)));
            line.cut();
            operator.put("subnets/10.5." + (120 + i) + ".0-24", value("192.168.64." + (120 + i)));
            if (i > 0) {
                operator.delete("subnets/10.5." + (100 + i - 1) + ".0-24");
            }
        }
        agent.until("all is seen", a -> a.peers().leases().size() == 13);

        assertThat(agent.health().isReady()).isTrue();
        assertThat(operator.leases()).hasSize(14);
    }

    @Test
    void a_stop_during_an_outage_takes_less_than_a_second() {
        List<LiveAgent> agents = Stream.of(ADDRESS, "192.168.64.4", "192.168.64.5")
                .map(address -> host(address)
                        .with("etcd-endpoints", line.endpoint())
                        .ttl(15)
                        .start())
                .toList();
        agents.forEach(LiveAgent::awaitReady);
        line.refuse();
        agents.forEach(agent -> agent.until("doubtful", OutageTest::isDoubtful));

        assertThat(Patience.usual(agents.stream().map(LiveAgent::stop).toList()))
                .isLessThan(Duration.ofSeconds(1));
    }
}
