package dev.tenure.faults.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.Seed;
import dev.tenure.process.Host;
import dev.tenure.process.RunningAgent;
import dev.tenure.process.RunningAgent.End;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rows 28 and 29 with the program itself: at random moments, and right after each line that it says while it starts. */
class ProgramEndingsTest extends ProgramRow {
    private static final List<String> LINES =
            List.of("INFO  agent  ", "INFO  host  ", "INFO  tenancy  ", "INFO  subnet-env  ", "INFO  health  ready");
    private static final int RANDOM_LIVES = 5;
    private static final String TTL = "--subnet-lease-ttl=20s";

    private final Set<String> seen = new HashSet<>();
    private final List<Duration> ends = new ArrayList<>();

    /** When a life is to end: right after a line, or so long after the first one. */
    private record Moment(String line, Duration later) {}

    private static List<Moment> moments(String signal, Duration start) {
        RandomGenerator random = Seed.forTest("the program ended by " + signal).random();
        return Stream.concat(
                        LINES.stream().map(line -> new Moment(line, Duration.ZERO)),
                        IntStream.range(0, RANDOM_LIVES)
                                .mapToObj(life -> new Moment(
                                        LINES.getFirst(), Duration.ofNanos(random.nextLong(start.toNanos() * 3 / 2)))))
                .toList();
    }

    private RunningAgent wholeStart(Host host) {
        RunningAgent agent = start(host, TTL);
        agent.awaitReady();
        return agent;
    }

    private void end(Host host, RunningAgent agent, String signal, int code) {
        End end = signal.equals("KILL") ? agent.kill() : agent.signal(signal);
        audit.ended(host.publicIp());
        assertThat(end.code()).as(agent.log()).isEqualTo(code);
        ends.add(end.took());
    }

    /** Each moment once with nothing there, as on a new host, and once with the key and the file of the life before. */
    private void endThem(String signal, int code) throws IOException, InterruptedException {
        Host host = host(ADDRESS);
        long began = System.nanoTime();
        RunningAgent first = wholeStart(host);
        Duration start = Duration.ofNanos(System.nanoTime() - began);
        String key = onlyKey();
        String whole = Files.readString(host.subnetFile());
        end(host, first, signal, code);

        for (Moment moment : moments(signal, start)) {
            for (boolean isNew : List.of(true, false)) {
                if (isNew) {
                    operator.delete("subnets/" + key);
                    Files.deleteIfExists(host.subnetFile());
                }
                RunningAgent agent = start(host, TTL);
                agent.awaitLine(moment.line());
                assertThat(agent.endsWithin(moment.later())).as(agent.log()).isFalse();
                end(host, agent, signal, code);
                assertThat(Files.exists(host.subnetFile()) ? Files.readString(host.subnetFile()) : whole)
                        .isEqualTo(whole);
                seen.addAll(operator.leases().keySet());
            }
        }
        RunningAgent last = wholeStart(host);
        assertThat(onlyKey()).isEqualTo(key);
        assertThat(seen).isSubsetOf(key);
        assertThat(filesIn(host.subnetFile().resolveSibling(""))).containsExactly("subnet.env");
        isSafeAndAtRest();
        assertThat(last.isReady()).isTrue();
    }

    private static List<String> filesIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private void isObserved(int row, String how, long start) {
        List<Long> millis = ends.stream().map(Duration::toMillis).sorted().toList();
        observed(
                row,
                how + ", the program itself",
                "%d lives, ended within %d to %d ms (median %d); same subnet, file whole or not there yet, %d claims, none"
                        + " where the own key was there; at the end one grant",
                ends.size(),
                millis.getFirst(),
                millis.getLast(),
                millis.get(millis.size() / 2),
                claimsSince(start).size());
    }

    @Test
    void row_28_the_program_loses_and_leaves_nothing_when_it_is_killed() throws Exception {
        long start = operator.revision();
        endThem("KILL", 137);
        isObserved(28, "kill -9 after each line and at random moments", start);
    }

    @Test
    void row_29_the_program_ends_well_and_keeps_its_key_when_it_is_told_to_stop() throws Exception {
        long start = operator.revision();
        endThem("TERM", 0);

        assertThat(ends).allMatch(took -> took.compareTo(Duration.ofSeconds(5)) < 0);
        isObserved(29, "SIGTERM after each line and at random moments", start);
    }
}
