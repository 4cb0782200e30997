package dev.tenure.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.Seed;
import dev.tenure.process.RunningAgent.End;
import dev.tenure.support.EtcdServer;
import dev.tenure.support.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How an agent ends, asked for or not, and what it leaves behind. */
final class StopTest {
    private static final Duration STOP_MAX = Duration.ofSeconds(2);
    private static final int KILLS = 20;

    @SuppressWarnings("NullAway.Init")
    private static EtcdServer etcd;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @BeforeAll
    static void startEtcd() {
        etcd = EtcdServer.start();
    }

    @AfterAll
    static void stopEtcd() {
        etcd.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void ends_well_and_soon_while_etcd_is_away(String signal) {
        String nobody = "http://127.0.0.1:" + Ports.free(1).getFirst();
        try (RunningAgent agent = Host.of(etcd, nobody, "away", folder).start()) {
            agent.awaitReason("starting");

            endsWellAndSoon(agent, signal);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void ends_well_and_soon_while_it_waits_for_a_network_config(String signal) {
        try (RunningAgent agent = Host.of(etcd, "none-" + signal, folder).start()) {
            agent.awaitReason("no-network-config");

            endsWellAndSoon(agent, signal);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void ends_well_and_soon_while_it_holds_and_keeps_key_grant_and_file(String signal) throws IOException {
        Host host = Host.of(etcd, "holding-" + signal, folder).withNetwork();
        try (RunningAgent agent = host.start()) {
            agent.awaitReady();
            List<Host.Key> held = host.keys();
            String env = Files.readString(host.subnetFile());

            endsWellAndSoon(agent, signal);

            assertThat(host.keys()).isEqualTo(held).hasSize(1);
            assertThat(etcd.etcdctl(
                            "lease",
                            "timetolive",
                            Long.toHexString(held.getFirst().grant())))
                    .containsPattern("granted with TTL\\(86400s\\), remaining\\(8\\d{4}s\\)");
            assertThat(host.subnetFile()).hasContent(env);
        }
    }

    @Test
    void ends_well_and_soon_while_etcd_is_stuck() {
        try (EtcdServer stuck = EtcdServer.start()) {
            Host host = Host.of(stuck, "stuck", folder).withNetwork();
            try (RunningAgent agent = host.start()) {
                agent.awaitReady();
                stuck.freeze();

                endsWellAndSoon(agent, "TERM");
            }
            stuck.thaw();
            assertThat(host.keys()).hasSize(1);
        }
    }

    @Test
    void gives_key_and_grant_back_where_it_is_told_to() {
        Host host = Host.of(etcd, "release", folder).withNetwork();
        int grantsBefore = host.grants();
        try (RunningAgent agent = host.start("--release-on-stop")) {
            agent.awaitReady();
            assertThat(host.keys()).hasSize(1);

            endsWellAndSoon(agent, "TERM");

            assertThat(host.keys()).isEmpty();
            assertThat(host.grants()).isEqualTo(grantsBefore);
            assertThat(agent.log()).contains("stopping; giving the lease back", "released ");
        }
    }

    private static void endsWellAndSoon(RunningAgent agent, String signal) {
        End end = agent.signal(signal);

        assertThat(end.code()).as(agent.log()).isZero();
        assertThat(end.took()).isLessThan(STOP_MAX);
        assertThat(agent.lines().stream().filter(line -> line.contains("agent  stopping; ")))
                .as(agent.log())
                .hasSize(1);
        assertThat(agent.log()).doesNotContain("\tat ", "Exception");
    }

    @Test
    void loses_nothing_when_it_is_killed_at_any_moment() throws Exception {
        RandomGenerator random = Seed.forTest("killed at any moment").random();
        Host host = Host.of(etcd, "killed", folder).withNetwork();
        int grantsBefore = host.grants();
        Duration start = timeToReady(host);
        List<Host.Key> first = host.keys();
        assertThat(first).hasSize(1);
        // an empty network again, so that the first kills fall into claims
        etcd.etcdctl("del", "--prefix", host.prefix() + "/subnets/");
        Files.delete(host.subnetFile());

        Set<String> seen = new TreeSet<>();
        for (int kill = 0; kill < KILLS; kill++) {
            Duration life = Duration.ofMillis(random.nextLong(start.toMillis() / 2, start.toMillis() * 3 / 2));
            try (RunningAgent agent = host.start()) {
                assertThat(agent.endsWithin(life)).as(agent.log()).isFalse();
                agent.kill();
            }
            host.keys().forEach(key -> seen.add(key.text()));
            subnetEnvIsWholeOrAbsent(host);
        }
        timeToReady(host);

        // the subnet that the host's address leads to, which a host that lost everything gets, too
        assertThat(host.keys())
                .extracting(Host.Key::text)
                .containsExactly(first.getFirst().text());
        assertThat(seen).isSubsetOf(first.getFirst().text());
        assertThat(host.grants() - grantsBefore).isLessThanOrEqualTo(1 + 1 + KILLS);
        assertThat(filesIn(host.folder().resolve("run"))).containsExactly("subnet.env");
        subnetEnvIsWholeOrAbsent(host);
    }

    private static Duration timeToReady(Host host) {
        long began = System.nanoTime();
        try (RunningAgent agent = host.start()) {
            agent.awaitReady();
            return Duration.ofNanos(System.nanoTime() - began);
        }
    }

    private static void subnetEnvIsWholeOrAbsent(Host host) throws IOException {
        if (Files.exists(host.subnetFile())) {
            assertThat(Files.readString(host.subnetFile()))
                    .matches("FLANNEL_NETWORK=10\\.5\\.0\\.0/16\nFLANNEL_SUBNET=10\\.5\\.\\d+\\.1/24\n"
                            + "FLANNEL_MTU=\\d+\nFLANNEL_IPMASQ=false\n");
        }
    }

    private static List<String> filesIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
