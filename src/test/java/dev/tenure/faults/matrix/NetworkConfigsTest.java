package dev.tenure.faults.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.health.HealthReport;
import dev.tenure.live.LiveAgent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row 25: what somebody does to the network config while four hosts hold their leases. */
class NetworkConfigsTest extends Row {
    private static final List<String> SUBNETS = List.of("10.5.10", "10.5.20", "10.5.200", "10.5.220");

    private final List<String> keys = new ArrayList<>();
    private long start;

    @BeforeEach
    void holdLeases() {
        for (int i = 0; i < SUBNETS.size(); i++) {
            host("192.168.64." + (10 + i))
                    .ttl(20)
                    .withSubnetEnv("FLANNEL_NETWORK=10.5.0.0/16\nFLANNEL_SUBNET=" + SUBNETS.get(i) + ".1/24\n")
                    .start();
        }
        for (LiveAgent agent : agents) {
            keys.add(agent.awaitReady().key().text());
        }
        assertThat(keys)
                .isEqualTo(SUBNETS.stream().map(subnet -> subnet + ".0-24").toList());
        start = operator.revision();
    }

    /** The old lease is kept until the new one is held; nobody is unready for longer than it takes to write subnet.env. */
    private Duration untilAllHold(Predicate<String> wanted) {
        long began = System.nanoTime();
        for (LiveAgent agent : agents) {
            agent.until("another lease", Duration.ofSeconds(15), a -> {
                for (LiveAgent each : agents) {
                    assertThat(each.health().reasons().stream()
                                    .filter(HealthReport.Reason::isBlocking)
                                    .map(HealthReport.Reason::code))
                            .as("what blocks\n" + logs)
                            .allMatch(code -> code.equals("subnet-env-behind"));
                }
                return wanted.test(a.key());
            });
        }
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private List<String> keysNow() {
        return agents.stream().map(LiveAgent::key).toList();
    }

    @Test
    void row_25_a_network_config_that_no_longer_fits_moves_every_host_once_and_nobody_is_without_a_lease() {
        operator.network("{\"Network\":\"10.7.0.0/16\",\"Backend\":{\"Type\":\"vxlan\"}}");
        Duration took = untilAllHold(key -> key.startsWith("10.7."));

        isSafeAndAtRest();
        agentsWrote(2 * agents.size(), start);
        agents.forEach(Row::wasNeverLost);
        observed(
                25,
                "network config changed",
                "4 hosts moved within %d ms, never without a lease, 2 agent revisions each",
                took.toMillis());
    }

    @Test
    void row_25_a_pool_that_shrinks_moves_those_who_no_longer_fit_and_nobody_else() {
        operator.network("{\"Network\":\"10.5.0.0/16\",\"SubnetMax\":\"10.5.100.0\",\"Backend\":{\"Type\":\"vxlan\"}}");
        Duration took = untilAllHold(key -> Integer.parseInt(key.split("\\.", -1)[2]) <= 100);

        assertThat(keysNow().subList(0, 2)).isEqualTo(keys.subList(0, 2));
        isSafeAndAtRest();
        agentsWrote(2 * 2, start);
        agents.forEach(Row::wasNeverLost);
        observed(
                25,
                "pool shrunk",
                "2 of 4 hosts moved within %d ms, 2 stayed, never without a lease, 4 agent revisions",
                took.toMillis());
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(
            strings = {"", "Network: 10.5.0.0/16", "{\"Network\":\"10.5.0.0/16\",\"SubnetLen\":17}", "deleted for good"
            })
    void row_25_a_network_config_that_is_none_changes_nothing_until_there_is_a_good_one(String config) {
        boolean isDeleted = config.startsWith("deleted");
        if (isDeleted) {
            operator.delete("config");
        } else {
            operator.network(config);
        }
        for (LiveAgent agent : agents) {
            agent.until("told", a -> a.reasons().contains("network-config-bad"));
            agent.throughout("ready", Duration.ofSeconds(1), a -> a.health().isReady());
        }
        assertThat(keysNow()).isEqualTo(keys);
        agentsWrote(0, start);
        // what is lost meanwhile is claimed again by the last good one
        long deleted = operator.delete("subnets/" + keys.getFirst());
        agents.getFirst()
                .until(
                        "claimed again",
                        a -> operator.find("subnets/" + keys.getFirst())
                                        .filter(now -> now.createRevision() > deleted)
                                        .isPresent()
                                && a.health().isReady());
        operator.network(NETWORK);
        agents.forEach(agent -> agent.until("well", Row::isWell));

        isSafeAndAtRest();
        agentsWrote(1, start);
        assertThat(keysNow()).isEqualTo(keys);
        observed(
                25,
                "network config " + (isDeleted ? "deleted" : "broken: '" + config + "'"),
                "last good one in force, ready, 0 agent revisions; a key that is deleted meanwhile is claimed again");
    }
}
