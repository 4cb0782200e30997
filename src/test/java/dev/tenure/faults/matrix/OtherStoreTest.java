package dev.tenure.faults.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.live.LiveAgent;
import dev.tenure.live.LiveHost;
import dev.tenure.live.Operator;
import dev.tenure.support.TcpProxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Row 15: etcd loses its memory, or gets back an older one. */
class OtherStoreTest extends Row {
    private static final Duration FOUND = Duration.ofSeconds(10);
    private static final String PEER = "subnets/10.5.240.0-24";
    private static final int TTL = 12;

    private final Map<LiveAgent, String> keys = new LinkedHashMap<>();

    private void hold(List<LiveHost> hosts) {
        for (LiveHost host : hosts) {
            LiveAgent agent = host.start();
            keys.put(agent, agent.awaitReady().key().text());
        }
    }

    private List<LiveHost> threeHosts() {
        return List.of(host(ADDRESS).ttl(TTL), host("192.168.64.4").ttl(TTL), host("192.168.64.5"));
    }

    private Path snapshot() {
        Path file = disk.resolve("snapshot.db");
        etcd.etcdctl("snapshot", "save", file.toString());
        return file;
    }

    /** Ended, replaced and started again. */
    private void replaceStore(Runnable replacement) {
        replacement.run();
        audit.storeReplaced();
        etcd.restart();
        operator = operatorAt(etcd);
    }

    private boolean isOurs(LiveAgent agent, String key, long createdAfter) {
        return operator.find("subnets/" + key)
                        .filter(now -> now.createRevision() > createdAfter)
                        .isPresent()
                && agent.health().isReady();
    }

    /** Each host gets the subnet again that it held, by a key that was created after this revision. */
    private Duration untilAllPutBack(long after) {
        long start = System.nanoTime();
        keys.forEach((agent, key) -> agent.until(
                "the same subnet " + key,
                FOUND,
                a -> isOurs(a, key, after) && a.key().equals(key)));
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    void row_15_an_emptied_etcd_gets_back_from_each_host_what_it_held() {
        hold(threeHosts());
        keys.keySet()
                .iterator()
                .next()
                .until("all peers", a -> a.peers().leases().size() == 2);
        replaceStore(etcd::wipe);
        operator.network(NETWORK);
        Duration took = untilAllPutBack(0);

        isSafeAndAtRest();
        observed(15, "etcd wiped", "3 hosts put back what they held within %d ms", took.toMillis());
    }

    @Test
    void row_15_an_older_snapshot_without_our_keys_gets_them_again() {
        long start = operator.revision();
        Path before = snapshot();
        hold(threeHosts());
        operator.put("elsewhere", "so that the restored store is behind by more than our keys");
        // what agents write in the new store counts from the snapshot's revision on: they may be faster than we look
        replaceStore(() -> etcd.restore(before));
        Duration took = untilAllPutBack(start);

        isSafeAndAtRest();
        agentsWrote(3, start);
        observed(
                15,
                "older snapshot restored, without our keys",
                "3 hosts put back what they held within %d ms",
                took.toMillis());
    }

    @Test
    void row_15_an_older_snapshot_with_our_keys_costs_no_write() {
        hold(threeHosts());
        long start = operator.revision();
        Path snapshot = snapshot();
        operator.put("elsewhere", "so that the restored store is behind");
        replaceStore(() -> etcd.restore(snapshot));
        agents.forEach(agent -> agent.until("well", FOUND, Row::isWell));
        renewsReadily(agents.getFirst(), 1);

        isSafeAndAtRest();
        agentsWrote(0, start);
        observed(15, "older snapshot restored, with our keys", "same keys, 0 agent revisions");
    }

    @Test
    void row_15_an_older_claim_in_a_restored_store_wins_against_what_we_hold() {
        operator.put(PEER, value(OTHER), operator.grant(600));
        Path before = snapshot();
        goes(PEER);
        LiveHost host = host(ADDRESS).ttl(TTL);
        hold(List.of(host.withSubnetEnv("FLANNEL_NETWORK=10.5.0.0/16\nFLANNEL_SUBNET=10.5.240.1/24\n")));
        LiveAgent agent = agents.getFirst();
        assertThat(agent.key()).isEqualTo("10.5.240.0-24");
        replaceStore(() -> etcd.restore(before));
        Operator.Stored older = operator.get(PEER);
        agent.awaitReadyWith(
                "another subnet", FOUND, lease -> !lease.key().text().equals("10.5.240.0-24"));

        assertThat(operator.get(PEER)).isEqualTo(older);
        goes(PEER);
        isSafeAndAtRest();
        observed(15, "older snapshot restored, our subnet another's", "not overwritten, we took another subnet");
    }

    /** The watch goes on as if nothing had been; only a look at our own key can tell (R8). */
    @Test
    void row_15_a_restored_store_that_has_overtaken_the_old_one_is_found_out_by_our_own_key() {
        Path before = snapshot();
        TcpProxy line = line();
        hold(List.of(
                host(ADDRESS, line.endpoint()).ttl(TTL),
                host("192.168.64.4", line.endpoint()).ttl(TTL)));
        operator.put(PEER, value(OTHER));
        agents.forEach(agent -> agent.until("sees both", a -> a.peers().leases().size() == 2));
        line.refuse();
        replaceStore(() -> etcd.restore(before));
        for (int i = 0; i < 40; i++) {
            operator.put("elsewhere", "to be ahead of the old store " + i);
        }
        long start = operator.revision();
        line.forward();
        Duration took = untilAllPutBack(start);

        isSafeAndAtRest();
        agentsWrote(2, start);
        for (LiveAgent agent : agents) {
            agent.until("knows what etcd knows", a -> a.peers().leases().size() == 1);
        }
        observed(
                15,
                "restored store that has overtaken the old one",
                "found out by the own key, same subnets within %d ms",
                took.toMillis());
    }
}
