package dev.tenure.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.support.EtcdServer;
import dev.tenure.support.Ports;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is shipped: bin/tenure with the fat jar, installed somewhere and called through a link from somewhere else. */
final class PackagedIT {
    private static final String SECRET = "s3cret-on-the-command-line";

    private static final Map<String, String> JAVA = Map.of("JAVA_HOME", System.getProperty("java.home"));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private Path link;

    @BeforeEach
    void install() throws IOException {
        Path installed = folder.resolve("installed");
        for (String part : List.of("bin", "bin/lib", "conf", "lib")) {
            Files.createDirectories(installed.resolve(part));
        }
        for (String file : List.of("bin/tenure", "bin/lib/java.sh", "conf/jvm.options", "conf/tenure.properties")) {
            Files.copy(Program.HOME.resolve(file), installed.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
        }
        Files.copy(Program.HOME.resolve("target/tenure.jar"), installed.resolve("lib/tenure.jar"));
        link = Files.createSymbolicLink(folder.resolve("tenure"), installed.resolve("bin/tenure"));
    }

    @Test
    void the_jar_says_its_version_and_lists_its_options() {
        Program.Ended version = Program.run(List.of(link.toString(), "--version"), JAVA);
        assertThat(version.out()).matches("tenure \\d\\S* \\(commit \\S+, Java \\S+\\)\n");
        assertThat(version.err()).isEmpty();

        Program.Ended help = Program.run(List.of(link.toString(), "agent", "--help"), JAVA);
        assertThat(help.code()).isZero();
        assertThat(help.out()).contains("--etcd-endpoints=");
        assertThat(help.err()).isEmpty();
    }

    @Test
    void takes_a_lease_with_the_options_of_its_own_file_and_hides_the_password() throws IOException {
        try (EtcdServer etcd = EtcdServer.start()) {
            Host host = Host.of(etcd, "packaged", folder).withNetwork();
            etcd.enableAuth("root-password", "tenure", SECRET, host.prefix() + "/");
            int port = Ports.free(1).getFirst();
            host.write("../installed/conf/tenure.properties", """
                    etcd-endpoints=%s
                    etcd-prefix=%s
                    subnet-file=%s
                    healthz-port=%d
                    healthz-ip=127.0.0.1
                    iface=lo
                    public-ip=192.0.2.7
                    """.formatted(
                            etcd.endpoint(), host.prefix(), host.subnetFile(), port));

            List<String> command =
                    List.of(link.toString(), "agent", "--etcd-username=tenure", "--etcd-password", SECRET, "--v=10");
            try (RunningAgent agent = new RunningAgent(command, JAVA, port)) {
                agent.awaitReady();

                String seenByPs = Files.readString(
                        Path.of("/proc", Long.toString(agent.pid()), "cmdline"), StandardCharsets.ISO_8859_1);
                assertThat(seenByPs).contains("-jar", "--etcd-username=tenure").doesNotContain(SECRET);
                assertThat(agent.log()).doesNotContain(SECRET);
                assertThat(host.subnetFile()).content().contains("FLANNEL_NETWORK=10.5.0.0/16");

                assertThat(agent.signal("TERM").code()).isZero();
                assertThat(agent.log()).contains("stopping; ");
            }
        }
    }

    @Test
    void the_log_of_a_start_has_no_word_of_the_jvm_or_a_library() throws IOException {
        try (EtcdServer etcd = EtcdServer.start()) {
            Host host = Host.of(etcd, "quiet", folder).withNetwork();
            try (RunningAgent agent = host.startPackaged(link, JAVA)) {
                agent.awaitReady();
                agent.signal("TERM");

                assertThat(agent.lines()).as(agent.log()).hasSize(6).allMatch(line -> line.contains("Z INFO  "));
            }
        }
    }
}
