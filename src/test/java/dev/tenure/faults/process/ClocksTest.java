package dev.tenure.faults.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.live.Patience;
import dev.tenure.process.Host;
import dev.tenure.process.RunningAgent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Row 26: somebody sets the wall clock under a running agent. */
@Execution(ExecutionMode.CONCURRENT)
class ClocksTest extends ProgramRow {
    /** Seconds by which the wall clock is wrong, one after the other; the last but one leads to 1970. */
    private static final List<Long> OFFSETS =
            List.of(3_600L, -3_600L, 172_800L, -172_800L, -System.currentTimeMillis() / 1_000 + 86_400, 0L);

    private static final String JUMPS = "tenure_clock_jumps_total";
    private static final String RENEWALS = "tenure_lease_renewals_total{outcome=\"kept-alive\"}";
    private static final String TELLS = "the clock has jumped or this host has slept";

    private RunningAgent startWithClock(Host host, long offset, String... options) {
        setClock(host, offset);
        return start(
                host,
                List.of(),
                Map.of(
                        "LD_PRELOAD",
                        libfaketime().toString(),
                        "FAKETIME_TIMESTAMP_FILE",
                        host.folder().resolve("clock").toString(),
                        "FAKETIME_NO_CACHE",
                        "1",
                        // the steady clock goes on, as it does in the kernel when the other one is set
                        "FAKETIME_DONT_FAKE_MONOTONIC",
                        "1",
                        // else threads of the JVM that wait by that clock are woken again and again
                        "FAKETIME_FORCE_MONOTONIC_FIX",
                        "0"),
                options);
    }

    private static Path libfaketime() {
        Path given = Path.of(System.getenv().getOrDefault("TENURE_LIBFAKETIME", "libfaketime.so.1"));
        // a JVM has many threads
        return Stream.of(given.resolveSibling("libfaketimeMT.so.1"), given)
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        "there is no libfaketime; ./test fetches it, or let TENURE_LIBFAKETIME name libfaketime.so.1"));
    }

    private static void setClock(Host host, long offset) {
        host.write("clock", (offset < 0 ? "" : "+") + offset);
    }

    /** A jump is one from what the clock showed before, which is looked at every second. */
    private static void awaitReadyForAWhile(RunningAgent agent) {
        agent.awaitReady();
        Patience.throughout("ready", Duration.ofSeconds(3), agent::isReady, agent::log);
    }

    private static long tells(RunningAgent agent) {
        return agent.lines().stream().filter(line -> line.contains(TELLS)).count();
    }

    @Test
    void row_26_a_clock_that_is_set_by_hours_days_and_decades_is_a_reason_to_look_at_the_lease_and_nothing_else() {
        Host host = host(ADDRESS);
        RunningAgent agent = startWithClock(host, 0);
        awaitReadyForAWhile(agent);
        List<Host.Key> held = host.keys();
        long start = audit.revision();
        long slowest = 0;
        for (int change = 1; change <= OFFSETS.size(); change++) {
            int jumps = change;
            double renewals = agent.metric(RENEWALS);
            long set = System.nanoTime();
            setClock(host, OFFSETS.get(change - 1));
            agent.until("a jump", () -> {
                assertThat(agent.isReady()).as(agent.log()).isTrue();
                return agent.metric(JUMPS) == jumps;
            });
            agent.until("a renewal at once", () -> agent.metric(RENEWALS) == renewals + 1);
            slowest = Math.max(slowest, System.nanoTime() - set);
            agent.until("it is told", () -> tells(agent) == jumps);
        }

        assertThat(agent.isReady()).isTrue();
        assertThat(host.keys()).isEqualTo(held);
        assertThat(agent.warnings()).hasSize(OFFSETS.size());
        isSafeAndAtRest();
        audit.assertQuietSince(start, 0);
        observed(
                26,
                "wall clock set to +1 h, -1 h, +2 d, -2 d, 1970 and back",
                "ready all the time; each time 1 warning and 1 renewal after at most %d ms; 0 agent revisions",
                slowest / 1_000_000);
    }

    @Test
    void row_26_a_lease_is_renewed_through_it() {
        Host host = host(ADDRESS);
        RunningAgent agent = startWithClock(host, 0, "--subnet-lease-ttl=10s");
        awaitReadyForAWhile(agent);
        List<Host.Key> held = host.keys();
        long start = audit.revision();
        for (long offset : List.of(-3_600L, 172_800L)) {
            setClock(host, offset);
            // longer than the grant would live without us
            Patience.throughout("ready", Duration.ofSeconds(13), agent::isReady, agent::log);
        }

        assertThat(host.keys()).isEqualTo(held);
        isSafeAndAtRest();
        audit.assertQuietSince(start, 0);
        observed(26, "clock back 1 h, on 2 d, TTL 10 s", "ready for 13 s after each, same key, 0 agent revisions");
    }

    @Test
    void row_26_a_host_that_boots_in_1970_works_and_goes_on_when_its_clock_is_set() {
        Host host = host(ADDRESS);
        RunningAgent agent = startWithClock(host, -System.currentTimeMillis() / 1_000 + 60);
        awaitReadyForAWhile(agent);
        assertThat(agent.lines().getFirst()).startsWith("1970-01-01T00:01");
        List<Host.Key> held = host.keys();
        setClock(host, 0);
        agent.until("a jump", () -> agent.metric(JUMPS) == 1);

        assertThat(agent.isReady()).isTrue();
        assertThat(host.keys()).isEqualTo(held);
        isSafeAndAtRest();
        observed(26, "started in 1970, then the clock is set", "ready before and after, same key, 1 warning");
    }
}
