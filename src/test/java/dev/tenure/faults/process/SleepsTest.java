package dev.tenure.faults.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.process.Host;
import dev.tenure.process.RunningAgent;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Row 27, second half: the host itself sleeps, so the clock by which Java measures stands still while the grant runs out. For
 * the agent alone: it is stopped, and in its mount namespace /proc/uptime is a file that tells of the sleep.
 */
@Execution(ExecutionMode.CONCURRENT)
class SleepsTest extends ProgramRow {
    private static final String TTL = "--subnet-lease-ttl=60s";
    private static final String JUMPS = "tenure_clock_jumps_total";

    /** An agent that sees an uptime of its own; where mounting is not allowed nobody can make it sleep. */
    private RunningAgent startAsSleeper(Host host) {
        uptimeIs(host, uptime());
        return start(
                host,
                List.of(
                        "unshare",
                        "--mount",
                        "sh",
                        "-c",
                        "mount --bind \"$0\" /proc/uptime && exec \"$@\"",
                        uptimeFile(host).toString()),
                Map.of(),
                TTL);
    }

    private static Path uptimeFile(Host host) {
        return host.folder().resolve("uptime");
    }

    private static double uptime() {
        try {
            return Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ", 2)[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In place and in one write of always the same length: the agent has the file open. */
    private static void uptimeIs(Host host, double seconds) {
        try (RandomAccessFile file = new RandomAccessFile(uptimeFile(host).toFile(), "rw")) {
            file.write(String.format(Locale.ROOT, "%018.2f 1.00%n", seconds).getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void sleeps(Host host, RunningAgent agent, int seconds) {
        agent.freeze();
        uptimeIs(host, uptime() + seconds);
    }

    @Test
    void row_27_a_host_that_slept_past_its_deadline_is_not_ready_until_its_key_was_seen_again() {
        Host host = host(ADDRESS, line.endpoint());
        RunningAgent agent = startAsSleeper(host);
        agent.awaitReady();
        List<Host.Key> held = host.keys();
        long start = audit.revision();
        sleeps(host, agent, 120);
        List<Awakening.Heard> heard = Awakening.of(agent, line);

        assertThat(heard.getFirst().answer()).startsWith("HTTP/1.1 503 ");
        assertThat(host.keys())
                .as("the grant has not ended, since etcd did not sleep")
                .isEqualTo(held);
        isSafeAndAtRest();
        audit.assertQuietSince(start, 0);
        observed(
                27,
                "host suspended for 120 s (TTL 60 s), the grant still lives",
                "first answer 503 after %d ms, ready again after %d ms with 0 agent revisions",
                heard.getFirst().after().toMillis(),
                heard.getLast().after().toMillis());
    }

    @Test
    void row_27_a_host_whose_subnet_was_given_away_while_it_slept_never_says_that_it_is_ready_with_it() {
        Host host = host(ADDRESS, line.endpoint());
        RunningAgent agent = startAsSleeper(host);
        agent.awaitReady();
        Host.Key held = host.keys().getFirst();
        sleeps(host, agent, 120);
        operator.revoke(held.grant());
        operator.put("subnets/" + held.text(), value(OTHER));
        List<Awakening.Heard> heard = Awakening.of(agent, line);

        assertThat(heard.getFirst().answer()).startsWith("HTTP/1.1 503 ");
        assertThat(heard).noneMatch(one -> one.isReady() && one.answer().contains(held.text()));
        assertThat(operator.get("subnets/" + held.text()).value()).isEqualTo(value(OTHER));
        isSafeAndAtRest();
        observed(
                27,
                "host suspended for 120 s (TTL 60 s), meanwhile another host takes its subnet",
                "first answer 503 after %d ms, ready with another subnet after %d ms",
                heard.getFirst().after().toMillis(),
                heard.getLast().after().toMillis());
    }

    @Test
    void row_27_a_nap_is_a_reason_to_look_at_the_lease_and_nothing_else() {
        Host host = host(ADDRESS);
        RunningAgent agent = startAsSleeper(host);
        agent.awaitReady();
        List<Host.Key> held = host.keys();
        long start = audit.revision();
        sleeps(host, agent, 20);
        List<Awakening.Heard> heard = Awakening.of(agent);
        agent.until("a look at the lease", () -> agent.metric(JUMPS) == 1);

        assertThat(heard).hasSize(1);
        assertThat(agent.warnings()).hasSize(1);
        assertThat(host.keys()).isEqualTo(held);
        isSafeAndAtRest();
        audit.assertQuietSince(start, 0);
        observed(27, "host suspended for 20 s (TTL 60 s)", "ready at the first answer, 1 warning, 0 agent revisions");
    }
}
