package dev.tenure.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.support.HookScripts;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Hooks from end to end on real etcd. */
class HooksTest extends LiveTest {
    private static final String ADDRESS = "192.168.64.3";
    private static final String PATH = "subnets/10.5.52.0-24";
    private static final String OTHER_PATH = "subnets/10.5.77.0-24";
    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    void hooks_hear_of_a_reservation_that_comes_goes_comes_elsewhere_and_of_a_network_that_changes() {
        HookScripts scripts = new HookScripts(disk)
                .with(
                        "hook",
                        "echo \"$TENURE_EVENT $TENURE_SUBNET ${TENURE_PREVIOUS_SUBNET:--} $FLANNEL_MTU\" >> \"$JOURNAL\"");
        operator.network(NETWORK);
        operator.put(PATH, value(ADDRESS));
        LiveAgent agent = host(ADDRESS)
                .with("mode", "reserved-only")
                .with("mtu", "1400")
                .with("hook-dir", scripts.directory().toString())
                .start();
        await(agent, scripts, "acquired 10.5.52.0/24 - 1400");

        operator.delete(PATH);
        await(agent, scripts, "lost 10.5.52.0/24 - 1400");

        operator.put(OTHER_PATH, value(ADDRESS));
        await(agent, scripts, "acquired 10.5.77.0/24 10.5.52.0/24 1400");

        operator.network("{\"Network\":\"10.4.0.0/15\",\"SubnetLen\":24,\"Backend\":{\"Type\":\"vxlan\"}}");
        await(agent, scripts, "changed 10.5.77.0/24 10.5.77.0/24 1400");

        assertThat(scripts.journal()).hasSize(4);
        // a hook is counted when it has ended, which is later than what it writes
        agent.until(
                "all are counted",
                a -> a.metric("tenure_hook_duration_seconds_count")
                        .filter(count -> count == 4.0)
                        .isPresent());
        assertThat(agent.metric("tenure_hook_runs_total{event=\"acquired\",outcome=\"ok\"}"))
                .contains(2.0);
    }

    private static void await(LiveAgent agent, HookScripts scripts, String line) {
        Duration took = agent.until(
                line,
                SOON,
                a -> !scripts.journal().isEmpty() && scripts.journal().getLast().equals(line));
        System.out.println("\"" + line + "\" was in the journal after " + took.toMillis() + " ms");
    }
}
