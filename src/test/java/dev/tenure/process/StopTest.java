package dev.tenure.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.live.Patience;
import dev.tenure.process.RunningAgent.End;
import dev.tenure.support.EtcdServer;
import dev.tenure.support.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How an agent ends when it is told to, and what it leaves behind; dev.tenure.faults.process ends it at any moment. */
final class StopTest {
    private static final List<Duration> STOPS = new ArrayList<>();

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
    static void most_stops_take_less_than_the_two_seconds_that_are_promised() {
        etcd.close();
        System.out.println(
                "stops took " + STOPS.stream().map(Duration::toMillis).toList() + " ms");
        assertThat(Patience.usual(STOPS)).isLessThan(Duration.ofSeconds(2));
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
        STOPS.add(end.took());
        assertThat(end.took()).isLessThan(RunningAgent.STOP_MAX);
        assertThat(agent.lines().stream().filter(line -> line.contains("agent  stopping; ")))
                .as(agent.log())
                .hasSize(1);
        assertThat(agent.log()).doesNotContain("\tat ", "Exception");
    }
}
