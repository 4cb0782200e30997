package dev.tenure.faults.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.live.LiveAgent;
import dev.tenure.live.Operator;
import dev.tenure.support.EtcdServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows 1, 2 and 36: what an agent meets when it starts, and etcd starting anew under it. */
class StartsTest extends Row {
    /**
     * Forty seconds stand for the row's five minutes: by then every pause between two tries has grown as long as it gets, but
     * for gRPC's own, which we do not wait for.
     */
    @ParameterizedTest(name = "{0} s")
    @ValueSource(ints = {1, 10, 40})
    void row_01_an_etcd_that_comes_after_the_agent_is_found_within_eight_seconds_and_costs_one_grant(int seconds) {
        etcd.kill();
        LiveAgent agent = host(ADDRESS).start();
        agent.throughout(
                "live and not ready",
                Duration.ofSeconds(seconds),
                a -> a.health().isLive() && !a.health().isReady());
        etcd.restart();
        Duration took = agent.until("ready", BACK, a -> a.health().isReady());

        operator = operatorAt(etcd);
        isSafeAndAtRest();
        assertThat(operator.leases()).hasSize(1);
        assertThat(agent.requestsByKind().get("grant")).as("grants").isEqualTo(1);
        observed(
                1,
                "etcd down for %d s at start".formatted(seconds),
                "live, not ready, ready %d ms after etcd, 1 grant",
                took.toMillis());
    }

    @Test
    void row_02_an_etcd_that_is_killed_and_started_again_finds_us_ready_with_the_same_key() {
        restarts("kill -9", EtcdServer::kill);
    }

    @Test
    void row_02_an_etcd_that_is_terminated_and_started_again_finds_us_ready_with_the_same_key() {
        restarts("TERM", EtcdServer::terminate);
    }

    private void restarts(String how, Consumer<EtcdServer> end) {
        LiveAgent agent = host(ADDRESS).ttl(30).start();
        String path = "subnets/" + agent.awaitReady().key().text();
        Operator.Stored before = operator.get(path);
        long start = operator.revision();
        end.accept(etcd);
        agent.until("etcd is away", Row::isAway);
        agent.throughout("ready", Duration.ofSeconds(3), a -> a.health().isReady());
        etcd.restart();
        Duration took = agent.until("well", BACK, Row::isWell);

        operator = operatorAt(etcd);
        isSafeAndAtRest();
        agentsWrote(0, start);
        assertThat(operator.get(path)).isEqualTo(before);
        wasNeverLost(agent);
        observed(
                2,
                "etcd restarted (" + how + ")",
                "ready all the time, same key, 0 agent revisions, all well %d ms after etcd",
                took.toMillis());
    }

    @Test
    void row_36_a_host_that_finds_254_subnets_of_254_taken_waits_and_takes_the_one_that_is_freed() {
        operator.network("{\"Network\":\"10.5.0.0/16\",\"SubnetMax\":\"10.5.254.0\",\"Backend\":{\"Type\":\"vxlan\"}}");
        Map<String, String> all = new HashMap<>();
        for (int i = 1; i <= 254; i++) {
            all.put("subnets/10.5." + i + ".0-24", value("192.168.70." + i));
        }
        operator.putAll(all);
        LiveAgent agent = host(ADDRESS).start();
        agent.until("sees that there is none", a -> a.reasons().contains("pool-exhausted"));
        long start = operator.revision();
        agent.throughout(
                "live and not ready",
                Duration.ofSeconds(5),
                a -> a.health().isLive() && !a.health().isReady());
        agentsWrote(0, start);

        operator.delete("subnets/10.5.77.0-24");
        Duration took = agent.until("ready", a -> a.health().isReady());

        isSafeAndAtRest();
        agentsWrote(1, start);
        assertThat(agent.key()).isEqualTo("10.5.77.0-24");
        observed(
                36,
                "254 of 254 subnets taken, then one freed",
                "waits, not ready, 0 revisions; takes the freed one after %d ms",
                took.toMillis());
    }
}
