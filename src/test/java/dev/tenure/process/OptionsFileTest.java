package dev.tenure.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.support.EtcdServer;
import dev.tenure.support.TcpProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** conf/tenure.properties: what it is worth, and what a change in it does to an agent that runs. */
final class OptionsFileTest {
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

    @Test
    void a_flag_wins_over_a_variable_over_the_file_over_the_default() throws IOException {
        Host host = Host.of(etcd, "precedence", folder).withNetwork();
        Files.createDirectories(host.folder().resolve("conf"));
        host.write("conf/tenure.properties", """
                etcd-prefix=/not-this
                public-ip=192.0.2.31
                mtu=1404
                """);
        Map<String, String> environment =
                Map.of("TENURE_HOME", host.folder().toString(), "FLANNELD_PUBLIC_IP", "192.0.2.32", "FLANNELD_MTU", "");

        try (RunningAgent agent = host.start(environment, "--public-ip=")) {
            agent.awaitReady();

            // the prefix by the flag, the address by the variable, the MTU by the file, as the variable is empty
            assertThat(host.keys().getFirst().value()).contains("\"PublicIP\":\"192.0.2.32\"");
            assertThat(host.subnetFile()).content().contains("FLANNEL_MTU=1404", "FLANNEL_IPMASQ=false");
        }
    }

    @Test
    void the_level_of_the_log_follows_the_file() {
        Host host = Host.of(etcd, "level", folder).withNetwork();
        Path file = host.optionsFile("log-level=info\n");
        try (RunningAgent agent = host.start("--config=" + file)) {
            agent.awaitReady();
            assertThat(agent.log()).doesNotContain(" DEBUG ");

            host.optionsFile("log-level=debug\n");
            agent.awaitLine("--log-level has another value now, which takes effect now");
            // it is said a moment before it takes effect, so the first change may come too early
            agent.until("a talkative log", () -> {
                host.withNetwork();
                return agent.log().contains(" DEBUG ");
            });
        }
    }

    @Test
    void a_file_that_became_wrong_is_one_warning_and_changes_nothing() {
        Host host = Host.of(etcd, "became-wrong", folder).withNetwork();
        Path file = host.optionsFile("mtu=1400\n");
        try (RunningAgent agent = host.start("--config=" + file)) {
            agent.awaitReady();

            host.optionsFile("mtu=nonsense\n");
            agent.awaitLine("A change of options is left out, what was good stays: --mtu \"nonsense\"");

            host.optionsFile("mtu=1300\n");
            agent.awaitLine("--mtu has another value now, which takes effect at the next start");
            assertThat(agent.warnings()).as(agent.log()).hasSize(1);
            assertThat(agent.isReady()).isTrue();
        }
    }

    @Test
    void other_endpoints_take_effect_while_it_runs() {
        Host host = Host.of(etcd, "endpoints", folder).withNetwork();
        try (TcpProxy first = TcpProxy.to(etcd.port());
                TcpProxy second = TcpProxy.to(etcd.port())) {
            Path file = host.optionsFile("etcd-endpoints=" + first.endpoint() + "\n");
            try (RunningAgent agent = host.start("--config=" + file, "--etcd-endpoints=", "--subnet-lease-ttl=10s")) {
                agent.awaitReady();
                String subnet = agent.subnet();

                host.optionsFile("etcd-endpoints=" + second.endpoint() + "\n");
                agent.awaitLine("--etcd-endpoints has another value now, which takes effect now");
                agent.until("a connection by the new way", () -> second.openLinks() > 0);
                first.refuse();
                double renewals = agent.metric("tenure_lease_renewals_total{outcome=\"kept-alive\"}");
                agent.until(
                        "a renewal by the new way",
                        () -> agent.metric("tenure_lease_renewals_total{outcome=\"kept-alive\"}") > renewals);

                assertThat(agent.isReady()).isTrue();
                assertThat(agent.subnet()).isEqualTo(subnet);
                assertThat(first.openLinks()).isZero();
            }
        }
    }

    @Test
    void another_password_takes_effect_while_it_holds() {
        try (EtcdServer guarded = EtcdServer.start()) {
            Host host = Host.of(guarded, "password", folder).withNetwork();
            guarded.enableAuth("root-password", "tenure", "first", "/password/");
            Path file = host.optionsFile("etcd-username=tenure\netcd-password=first\n");
            // of renewals between the change in etcd and the look at the file, up to 5 s later, none succeeds
            try (RunningAgent agent = host.start("--config=" + file, "--subnet-lease-ttl=20s")) {
                agent.awaitReady();

                guarded.etcdctl(
                        "second".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        "--user=root:root-password",
                        "user",
                        "passwd",
                        "tenure",
                        "--interactive=false");
                host.optionsFile("etcd-username=tenure\netcd-password=second\n");
                agent.awaitLine("--etcd-password has another value now, which takes effect now");
                double renewals = agent.metric("tenure_lease_renewals_total{outcome=\"kept-alive\"}");
                agent.until(
                        "two renewals",
                        () -> agent.metric("tenure_lease_renewals_total{outcome=\"kept-alive\"}") >= renewals + 2);

                assertThat(agent.isReady()).isTrue();
                assertThat(agent.metric("tenure_lease_losses_total{reason=\"deadline-passed\"}"))
                        .isZero();
            }
        }
    }
}
