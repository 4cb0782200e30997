package dev.tenure.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.support.EtcdServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The password for etcd is seen nowhere: not in the most talkative log, not over HTTP, not by ps. */
final class SecretTest {
    private static final String SECRET = "s3cret-of-the-right-one";
    private static final String WRONG = "s3cret-that-was-wrong";

    /** Everything that answers a GET. */
    private static final List<String> PAGES = List.of(
            "/",
            "/livez",
            "/healthz",
            "/readyz",
            "/readyz?verbose",
            "/metrics",
            "/v1/lease",
            "/v1/leases",
            "/v1/pool",
            "/v1/check",
            "/v1/network",
            "/v1/peers",
            "/openapi.json",
            "/nothing");

    @SuppressWarnings("NullAway.Init")
    private static EtcdServer etcd;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @BeforeAll
    static void startEtcd() {
        etcd = EtcdServer.start();
        etcd.etcdctl("put", "/network/config", Host.NETWORK);
        etcd.enableAuth("root-password", "tenure", SECRET, "/network/");
    }

    @AfterAll
    static void stopEtcd() {
        etcd.close();
    }

    @Test
    void from_the_environment() throws IOException {
        Map<String, String> environment = Map.of("FLANNELD_ETCD_PASSWORD", SECRET);
        try (RunningAgent agent = host().start(environment, "--etcd-username=tenure", "--v=10")) {
            agent.awaitReady();

            showsNoSecret(agent);
        }
    }

    @Test
    void from_a_file_in_which_it_was_wrong_at_first() throws IOException {
        Host host = host();
        Path file = host.write("password", WRONG + "\n");
        try (RunningAgent agent = host.start("--etcd-username=tenure", "--etcd-password-file=" + file, "--v=10")) {
            agent.awaitReason("etcd-unauthenticated");
            showsNoSecret(agent);

            host.write("password", SECRET + "\n");

            agent.awaitReady();
            showsNoSecret(agent);
        }
    }

    @Test
    void from_the_file_of_options_in_which_it_was_wrong_at_first() throws IOException {
        Host host = host();
        Path file = host.optionsFile("etcd-username=tenure\netcd-password=" + WRONG + "\nlog-level=trace\n");
        try (RunningAgent agent = host.start("--config=" + file)) {
            agent.awaitReason("etcd-unauthenticated");
            showsNoSecret(agent);

            host.optionsFile("etcd-username=tenure\netcd-password=" + SECRET + "\nlog-level=trace\n");

            agent.awaitReady();
            showsNoSecret(agent);
        }
    }

    @Test
    void from_a_command_line_that_is_wrong() {
        Program.Ended ended = Program.run(
                Map.of(), "agent", "--etcd-username=tenure", "--etcd-password=" + SECRET, "--etcd-cafile=/no/such");

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.out() + ended.err()).doesNotContain("s3cret");
    }

    @Test
    void from_what_operators_commands_are_given() {
        Host host = host();
        Path file = host.write("operators-password", SECRET + "\n");
        Operator operator = Operator.of(host);

        Program.Ended right = operator.run("leases", "--etcd-username=tenure", "--etcd-password-file=" + file);
        Program.Ended wrong = operator.run("leases", "--etcd-username=tenure", "--etcd-password=" + WRONG);

        assertThat(right.code()).as(right.err()).isZero();
        assertThat(Operator.complaint(3, wrong)).contains("refused the password of user tenure");
        assertThat(right.out() + right.err() + wrong.err()).doesNotContain("s3cret");
    }

    private Host host() {
        Host own = Host.of(etcd, "network", folder);
        return new Host(etcd, etcd.endpoint(), "/network", own.folder(), "192.0.2.7");
    }

    private static void showsNoSecret(RunningAgent agent) throws IOException {
        assertThat(agent.log()).as("a talkative log").contains(" DEBUG ").doesNotContain("s3cret");
        for (String page : PAGES) {
            assertThat(agent.get(page).status()).as(page).isNotZero();
            assertThat(agent.get(page).body()).as(page).doesNotContain("s3cret");
        }
        byte[] seenByPs = Files.readAllBytes(Path.of("/proc", Long.toString(agent.pid()), "cmdline"));
        assertThat(new String(seenByPs, StandardCharsets.UTF_8))
                .contains("agent")
                .doesNotContain("s3cret");
    }
}
