package dev.tenure.faults.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.live.EtcdCounters;
import dev.tenure.live.Operator;
import dev.tenure.live.Patience;
import dev.tenure.support.EtcdServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * What etcd has to send when many hosts start at once, with --peers=on and off, as etcd itself counts it.
 * {@code -Dtenure.peers.hosts=1000} compares the two with so many hosts.
 */
@Isolated
@Timeout(900)
class WithoutPeersTest {
    private static final int COMPARED = Integer.getInteger("tenure.peers.hosts", 50);
    private static final Duration WITHIN = Duration.ofMinutes(6);

    /** A claim is looked after within ten seconds. */
    private static final Duration LOOKED_AFTER = Duration.ofSeconds(11);

    /** Its own claim, and what a network config or a second try may add; measured: 1. */
    private static final double EVENTS_A_HOST_MAX = 3;

    /** Three watches are opened and one event is told; measured: 4, and 6 with 1,000 hosts. */
    private static final double MESSAGES_A_HOST_MAX = 18;

    @TempDir
    Path disk = Path.of("");

    /**
     * What one start of so many took.
     *
     * @param sent by etcd, to all hosts, from the start until every claim was looked after
     */
    private record Start(String peers, int hosts, Duration took, EtcdCounters.Sum sent, String requests) {
        double eventsAHost() {
            return (double) sent.watchEvents() / hosts;
        }

        double messagesAHost() {
            return (double) sent.watchMessages() / hosts;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "--peers=%-3s %,5d hosts: all ready after %.1f s; watch events %,d (%.1f a host) in %,d messages;"
                            + " all messages %,d, %.1f MB; %s",
                    peers,
                    hosts,
                    took.toMillis() / 1_000.0,
                    sent.watchEvents(),
                    eventsAHost(),
                    sent.watchMessages(),
                    sent.messages(),
                    sent.bytes() / 1e6,
                    requests);
        }
    }

    private Start start(String peers, int hosts) {
        String prefix = "/mass";
        Map<String, String> options = Map.of("etcd-prefix", prefix, "peers", peers);
        try (EtcdServer etcd = EtcdServer.start();
                Operator operator = new Operator(etcd, prefix);
                MassStart all = new MassStart(disk.resolve(peers + hosts), with(options, etcd)).withFleets(1, hosts)) {
            operator.network("{\"Network\":\"10.0.0.0/12\",\"SubnetLen\":24,\"Backend\":{\"Type\":\"vxlan\"}}");
            EtcdCounters counted = EtcdCounters.of(etcd);
            Duration took = all.start(0, WITHIN);
            Patience.throughout("every claim is looked after", LOOKED_AFTER, () -> true, String::new);
            Start start = new Start(peers, hosts, took, counted.since(), MassStart.spread(all.requests()));
            System.out.println(start);

            assertThat(new HashSet<>(all.keys().values()))
                    .isEqualTo(operator.leases().keySet())
                    .hasSize(hosts);
            assertThat(all.readyCount()).isEqualTo(hosts);
            return start;
        }
    }

    private static Map<String, String> with(Map<String, String> options, EtcdServer etcd) {
        Map<String, String> all = new HashMap<>(options);
        all.put("etcd-endpoints", etcd.endpoint());
        return all;
    }

    @Test
    void what_etcd_sends_to_each_host_that_follows_no_peers_does_not_grow_with_their_number() {
        for (Start start : List.of(start("off", 50), start("off", 200))) {
            assertThat(start.eventsAHost()).as(start.toString()).isLessThanOrEqualTo(EVENTS_A_HOST_MAX);
            assertThat(start.messagesAHost()).as(start.toString()).isLessThanOrEqualTo(MESSAGES_A_HOST_MAX);
        }
    }

    @Test
    void what_etcd_sends_to_each_host_that_follows_its_peers_does() {
        Start off = start("off", COMPARED);
        Start on = start("on", COMPARED);

        assertThat(off.eventsAHost()).isLessThanOrEqualTo(EVENTS_A_HOST_MAX);
        assertThat(on.sent().watchEvents()).isGreaterThan(5 * off.sent().watchEvents());
    }
}
