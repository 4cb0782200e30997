package dev.tenure.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.process.Program.Ended;
import dev.tenure.support.EtcdServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot work ends at once, with one line that says what was given, where, and what was expected. */
final class UsageTest {
    private static final String BAD = """
            subnet-lease-ttl          | 24x                     | a duration from 5s to 8760h
            subnet-lease-ttl          | 4s                      | a duration from 5s to 8760h
            healthz-port              | 65536                   | a port from 1 to 65535, or 0 for none
            healthz-ip                | localhost               | an IP address
            public-ip                 | 10.0.0.256              | an IPv4 address such as 192.0.2.7
            public-ip                 | fd01::1                 | an IPv4 address such as 192.0.2.7
            public-ipv6               | 10.0.0.1                | an IPv6 address such as 2001:db8::7
            iface-can-reach           | 10.0.0.0/8              | an IP address
            iface-regex               | eth[                    | a regular expression
            mtu                       | 575                     | a whole number of bytes from 576 to 65535
            subnet-lease-renew-margin | 1440                    | a whole number of minutes from 1 to 1439
            v                         | -1                      | a whole number from 0 to 999
            ip-masq                   | yes                     | true or false
            mode                      | reserved                | lease or reserved-only
            hook-timeout              | 500ms                   | a duration from 1s to 1h
            renumber                  | stay                    | move or hold
            log-level                 | loud                    | error, warn, info, debug or trace
            etcd-endpoints            | 127.0.0.1:2379          | client URLs such as https://10.0.0.1:2379
            etcd-endpoints            | http://127.0.0.1        | client URLs such as https://10.0.0.1:2379
            etcd-endpoints            | http://a:1,https://b:1  | https:// in every URL or in none
            etcd-prefix               | /a/../b                 | a key such as /coreos.com/network
            config                    | /no/such/file           | a readable file
            api-token-file            | /no/such/file           | the path of a readable file (no such file)
            api-socket                | /run/                   | the path of a Unix socket, 90 bytes at most
            bus-prefix                | a..b                    | letters, digits, dashes and underscores
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @ParameterizedTest
    @CsvSource(textBlock = BAD, delimiter = '|')
    void a_bad_value_on_the_command_line_is_one_line(String name, String value, String expected) {
        Ended ended = Program.run(Map.of(), "agent", "--" + name + "=" + value);

        isOneUsageLine(ended, name, value, "command line", expected);
    }

    @ParameterizedTest
    @CsvSource({
        "subnet-lease-ttl, 24x, a duration",
        "healthz-port, no, a port",
        "public-ip, 10.0.0, an IPv4 address",
        "iface-regex, (, a regular expression",
        "ip-masq, yes, true or false",
        "etcd-endpoints, ftp://a:1, client URLs"
    })
    void a_bad_value_in_the_environment_is_one_line(String name, String value, String expected) {
        String variable = "FLANNELD_" + name.toUpperCase(Locale.ROOT).replace('-', '_');

        isOneUsageLine(Program.run(Map.of(variable, value), "agent"), name, value, variable, expected);
    }

    @ParameterizedTest
    @CsvSource({
        "subnet-lease-ttl, 24x, a duration",
        "healthz-port, no, a port",
        "public-ip, 10.0.0, an IPv4 address",
        "iface-regex, (, a regular expression",
        "ip-masq, yes, true or false",
        "etcd-endpoints, ftp://a:1, client URLs"
    })
    void a_bad_value_in_the_file_is_one_line(String name, String value, String expected) throws IOException {
        Path conf = Files.createDirectories(folder.resolve("conf"));
        Path file = Files.writeString(conf.resolve("tenure.properties"), name + "=" + value + "\n");

        isOneUsageLine(
                Program.run(Map.of("TENURE_HOME", folder.toString()), "agent"),
                name,
                value,
                file + ":" + name,
                expected);
    }

    private static void isOneUsageLine(Ended ended, String name, String value, String source, String expected) {
        assertThat(ended.code()).as(ended.err()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.errLines()).hasSize(1);
        assertThat(ended.err()).startsWith("tenure: --" + name + " ").contains(value, source, "expected ", expected);
    }

    @Test
    void an_unknown_option_is_one_line_with_the_one_that_was_meant() {
        Ended ended = Program.run(Map.of(), "agent", "--etcd-endpoint=http://127.0.0.1:2379");

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.errLines()).hasSize(1);
        assertThat(ended.err()).contains("unknown option \"--etcd-endpoint\"", "did you mean --etcd-endpoints?");
    }

    @Test
    void an_unknown_or_missing_command_is_one_line_with_those_that_there_are() {
        for (String[] arguments : new String[][] {{}, {"agnet"}}) {
            Ended ended = Program.run(Map.of(), arguments);

            assertThat(ended.code()).isEqualTo(2);
            assertThat(ended.errLines()).hasSize(1);
            assertThat(ended.err()).contains("command", "expected ", "agent");
        }
    }

    @Test
    void help_and_version_go_to_stdout_and_end_well() {
        Ended help = Program.run(Map.of(), "--help");
        assertThat(help.code()).isZero();
        assertThat(help.out()).startsWith("Usage: tenure COMMAND").contains("agent");
        assertThat(help.err()).isEmpty();

        Ended agent = Program.run(Map.of(), "agent", "--help");
        assertThat(agent.code()).isZero();
        assertThat(agent.out()).contains("--etcd-endpoints=", "FLANNELD_ETCD_ENDPOINTS", "Default: 24h");

        Ended version = Program.run(Map.of(), "--version");
        assertThat(version.code()).isZero();
        assertThat(version.out()).startsWith("tenure ").hasLineCount(1);
        assertThat(version.err()).isEmpty();
    }

    @Test
    void options_of_flanneld_without_an_effect_are_one_warning() {
        try (EtcdServer etcd = EtcdServer.start()) {
            Host host = Host.of(etcd, "ignored", folder).withNetwork();
            try (RunningAgent agent = host.start(
                    "--kube-subnet-mgr", "-iptables-resync=5", "--ip-masq", "-logtostderr", "-vmodule", "a=2")) {
                agent.awaitReady();

                assertThat(agent.warnings())
                        .containsExactly(
                                "without effect here, since they are for flanneld's data plane, Kubernetes mode or"
                                        + " log: --iptables-resync, --kube-subnet-mgr, --logtostderr, --vmodule");
            }
        }
    }

    @Test
    void a_port_in_use_is_one_line_and_nothing_is_claimed() throws IOException {
        try (EtcdServer etcd = EtcdServer.start();
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Host host = Host.of(etcd, "in-use", folder).withNetwork();
            try (RunningAgent agent = host.start("--healthz-port=" + taken.getLocalPort())) {
                assertThat(agent.end().code()).isEqualTo(1);

                assertThat(agent.warnings())
                        .containsExactly(
                                "127.0.0.1:" + taken.getLocalPort() + " is in use: another program listens there;"
                                        + " stop the other program or choose another port with --healthz-port");
                assertThat(agent.log()).doesNotContain("\tat ");
            }
            assertThat(host.keys()).isEmpty();
            assertThat(host.grants()).isZero();
        }
    }
}
