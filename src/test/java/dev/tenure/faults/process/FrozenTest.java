package dev.tenure.faults.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.live.Patience;
import dev.tenure.process.Host;
import dev.tenure.process.RunningAgent;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Row 27, first half: the process is stopped and goes on, as a debugger, a cgroup freezer or a hypervisor does it. */
@Execution(ExecutionMode.CONCURRENT)
class FrozenTest extends ProgramRow {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String TTL = "--subnet-lease-ttl=5s";

    @Test
    void row_27_an_agent_that_slept_its_lease_away_is_not_ready_until_it_has_the_subnet_again() {
        Host host = host(ADDRESS, line.endpoint());
        RunningAgent agent = start(host, TTL);
        agent.awaitReady();
        String key = onlyKey();
        long start = audit.revision();
        agent.freeze();
        Patience.until("the lease has ended", PATIENCE, () -> operator.leases().isEmpty(), agent::log);
        List<Awakening.Heard> heard = Awakening.of(agent, line);

        assertThat(heard.getFirst().answer()).startsWith("HTTP/1.1 503 ");
        assertThat(operator.leases()).as("as it says that it is ready").containsOnlyKeys(key);
        isSafeAndAtRest();
        // the first is etcd's own: the grant ended
        audit.assertQuietSince(start, 2);
        observed(
                27,
                "agent frozen until its grant (TTL 5 s) has ended",
                "first answer 503 after %d ms, ready with the same subnet after %d ms, 1 agent revision",
                heard.getFirst().after().toMillis(),
                heard.getLast().after().toMillis());
    }

    @Test
    void row_27_an_agent_whose_subnet_is_another_hosts_when_it_wakes_never_says_that_it_is_ready_with_it() {
        Host host = host(ADDRESS, line.endpoint());
        RunningAgent agent = start(host, TTL);
        agent.awaitReady();
        String key = onlyKey();
        agent.freeze();
        Patience.until("the lease has ended", PATIENCE, () -> operator.leases().isEmpty(), agent::log);
        operator.put("subnets/" + key, value(OTHER));
        long start = audit.revision();
        List<Awakening.Heard> heard = Awakening.of(agent, line);

        assertThat(heard.getFirst().answer()).startsWith("HTTP/1.1 503 ");
        assertThat(heard).noneMatch(one -> one.isReady() && one.answer().contains(key));
        assertThat(host.subnetFile()).content().doesNotContain(key.replaceFirst("\\.0-24$", ".1/24"));
        assertThat(operator.get("subnets/" + key).value()).isEqualTo(value(OTHER));
        isSafeAndAtRest();
        audit.assertQuietSince(start, 1);
        observed(
                27,
                "agent frozen (TTL 5 s), meanwhile another host takes its subnet",
                "first answer 503 after %d ms, ready with another subnet after %d ms, 1 agent revision",
                heard.getFirst().after().toMillis(),
                heard.getLast().after().toMillis());
    }

    @Test
    void row_27_an_agent_that_wakes_before_its_deadline_is_ready_and_renews() {
        Host host = host(ADDRESS);
        RunningAgent agent = start(host, "--subnet-lease-ttl=30s");
        agent.awaitReady();
        List<Host.Key> held = host.keys();
        long start = audit.revision();
        for (int nap = 1; nap <= 2; nap++) {
            agent.freeze();
            Patience.throughout("held", Duration.ofSeconds(6), () -> host.keys().equals(held), agent::log);
            assertThat(Awakening.of(agent)).hasSize(1);
        }

        assertThat(host.keys()).isEqualTo(held);
        isSafeAndAtRest();
        audit.assertQuietSince(start, 0);
        observed(27, "agent frozen for 6 s of 30, twice", "ready at the first answer, same key, 0 agent revisions");
    }
}
