package dev.tenure.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.support.EtcdServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an agent costs a node and etcd, as it is shipped. Counts and anonymous memory are the same on every machine, within
 * the slack that is given here; times and clean pages are not, so those are printed only ({@code bench/start} compares them).
 */
final class FootprintIT {
    private static final int THREADS_MAX = 20;
    private static final int CLASSES_MAX = 6_600;
    private static final double ANONYMOUS_MIB_MAX = 33;
    private static final double USED_ANONYMOUS_MIB_MAX = 38;
    /** Code that was compiled meanwhile, and the leases themselves. */
    private static final double LEFT_ANONYMOUS_MIB_MAX = 6;

    private static final int BACKEND_DATA_LENGTH = 8 * 1024;
    private static final int REQUESTS_MAX = 6;
    private static final int ROUNDS = 30;
    private static final int CHANGES_A_ROUND = 100;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private EtcdServer etcd;

    @BeforeEach
    void startEtcd() {
        etcd = EtcdServer.start();
    }

    @AfterEach
    void stopEtcd() {
        etcd.close();
    }

    private static RunningAgent start(Host host, String javaOptions) {
        RunningAgent agent = host.startPackaged(
                Program.HOME.resolve("target/tenure/bin/tenure"), Map.of("TENURE_JAVA_OPTS", javaOptions));
        agent.awaitReady();
        return agent;
    }

    /** Leases of a hundred other hosts, each written anew. */
    private void putLeases(Host host, int round) {
        putLeases(host, round, "");
    }

    private void putLeases(Host host, int round, String backendData) {
        String puts = IntStream.range(0, CHANGES_A_ROUND)
                .mapToObj(n -> "put " + host.prefix() + "/subnets/10.5." + n + ".0-24 "
                        + quoted("{\"PublicIP\":\"198.18." + round + "." + n
                                + "\",\"PublicIPv6\":null,\"BackendType\":\"vxlan\",\"BackendData\":\"" + backendData
                                + "\"}"))
                .collect(Collectors.joining("\n", "\n", "\n\n\n"));
        etcd.etcdctl(puts.getBytes(StandardCharsets.UTF_8), "txn");
    }

    /** As Go writes it: a value in single quotes is cut by etcdctl at the first double one. */
    private static String quoted(String json) {
        return '"' + json.replace("\"", "\\\"") + '"';
    }

    private static double requests(RunningAgent agent) {
        return agent.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("tenure_etcd_requests_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static int threads(RunningAgent agent) {
        return (int) number(agent, "status", "Threads:");
    }

    private static double mebibytes(RunningAgent agent, String what) {
        return number(agent, "smaps_rollup", what) / 1024;
    }

    private static double number(RunningAgent agent, String file, String name) {
        try {
            return Files.readAllLines(Path.of("/proc/" + agent.pid() + "/" + file)).stream()
                    .filter(line -> line.startsWith(name))
                    .mapToDouble(line -> Double.parseDouble(line.split("\\s+", -1)[1]))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void an_agent_that_has_its_lease_costs_twenty_threads_few_pages_and_a_handful_of_requests() {
        Host host = Host.of(etcd, "idle", folder).withNetwork();
        Path log = folder.resolve("classes.log");
        try (RunningAgent agent = start(host, "-Xlog:class+load:file=" + log)) {
            double requests = requests(agent);
            // all that looks now and then has looked once: the watch over the files of options, every 5 s
            agent.until("a look at the options", () -> uptime(agent) > 6);
            LoadedClasses classes = LoadedClasses.in(log);
            System.out.printf(
                    "FootprintIT: idle: %d threads, %d classes, %.1f MiB anonymous, %.1f MiB RSS, %.0f requests%n",
                    threads(agent), classes.all(), mebibytes(agent, "Anonymous:"), mebibytes(agent, "Rss:"), requests);

            assertThat(requests).isLessThanOrEqualTo(REQUESTS_MAX);
            assertThat(threads(agent)).isLessThanOrEqualTo(THREADS_MAX);
            assertThat(classes.all()).isLessThan(CLASSES_MAX);
            assertThat(mebibytes(agent, "Anonymous:")).isLessThan(ANONYMOUS_MIB_MAX);
        }
    }

    @Test
    void an_agent_that_was_used_has_grown_by_a_few_pages_and_asked_etcd_nothing() {
        Host host = Host.of(etcd, "used", folder).withNetwork();
        try (RunningAgent agent = start(host, "")) {
            for (int round = 0; round < ROUNDS; round++) {
                putLeases(host, round);
                for (int n = 0; n < 4; n++) {
                    assertThat(agent.get("/metrics").status()).isEqualTo(200);
                    assertThat(agent.get("/readyz").status()).isEqualTo(200);
                    assertThat(agent.get("/livez").status()).isEqualTo(200);
                }
            }
            agent.until("it knows its peers", () -> knowsLastRound(agent));
            System.out.printf(
                    "FootprintIT: after %d changes of leases, 120 scrapes and 240 probes: %.1f MiB anonymous, %.1f MiB RSS%n",
                    ROUNDS * CHANGES_A_ROUND, mebibytes(agent, "Anonymous:"), mebibytes(agent, "Rss:"));

            assertThat(requests(agent)).isLessThanOrEqualTo(REQUESTS_MAX);
            assertThat(mebibytes(agent, "Anonymous:")).isLessThan(USED_ANONYMOUS_MIB_MAX);
        }
    }

    @Test
    void memory_that_changing_peers_have_taken_goes_back_to_the_node() {
        Host host = Host.of(etcd, "calm", folder).withNetwork();
        try (RunningAgent agent = start(host, "")) {
            agent.until("a look at the options", () -> uptime(agent) > 6);
            double before = mebibytes(agent, "Anonymous:");
            double most = before;
            for (int round = 0; round < ROUNDS; round++) {
                putLeases(host, round, "x".repeat(BACKEND_DATA_LENGTH));
                most = Math.max(most, mebibytes(agent, "Anonymous:"));
            }
            agent.until("it knows its peers", () -> knowsLastRound(agent));
            // less than is worth a collection may stay, until peers that go on changing make it more
            agent.until("what was replaced is given back", () -> {
                putLeases(host, ROUNDS);
                return mebibytes(agent, "Anonymous:") < before + LEFT_ANONYMOUS_MIB_MAX;
            });
            System.out.printf(
                    "FootprintIT: %.1f MiB anonymous before, at most %.1f while %d large leases changed, %.1f a while later%n",
                    before, most, ROUNDS * CHANGES_A_ROUND, mebibytes(agent, "Anonymous:"));

            assertThat(most).as("MiB that there was to give back").isGreaterThan(before + LEFT_ANONYMOUS_MIB_MAX);
            assertThat(agent.get("/readyz").status()).isEqualTo(200);
        }
    }

    private static boolean knowsLastRound(RunningAgent agent) {
        return agent.get("/v1/leases").body().contains("198.18." + (ROUNDS - 1) + "." + (CHANGES_A_ROUND - 1));
    }

    /** Seconds since the process began, from the kernel. */
    private static double uptime(RunningAgent agent) {
        return ProcessHandle.of(agent.pid())
                .flatMap(process -> process.info().startInstant())
                .map(began -> Duration.between(began, Instant.now()).toMillis() / 1000.0)
                .orElse(0.0);
    }
}
