package dev.tenure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.options.AgentOptions;
import dev.tenure.options.IgnoredOptions;
import dev.tenure.options.LogLevel;
import dev.tenure.options.Options;
import dev.tenure.options.OptionsResult;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CliTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<OptionsResult.Good> ran = new ArrayList<>();

    @AfterEach
    void logAsBefore() {
        Logging.level(LogLevel.INFO);
    }

    @Test
    void the_agent_runs_with_its_options_and_its_code_is_the_exit_code() {
        assertThat(run("agent", "--etcd-prefix=/a", "--v", "0")).isEqualTo(42);
        assertThat(options().etcd().prefix()).isEqualTo("/a");
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"--mtu=1400", "--mtu 1400", "-mtu=1400", "-mtu 1400"})
    void a_value_is_written_in_any_of_gos_ways(String written) {
        assertThat(run(("agent " + written).split(" ", -1))).isEqualTo(42);
        assertThat(options().host().mtuBytes()).isEqualTo(1400);
    }

    @ParameterizedTest
    @CsvSource({"--ip-masq, true", "-ip-masq, true", "--ip-masq=false, false", "--ip-masq false, false"})
    void a_switch_needs_no_value(String written, boolean on) {
        assertThat(run(("agent " + written + " -mtu 1400").split(" ", -1))).isEqualTo(42);
        assertThat(options().ipMasq()).isEqualTo(on);
        assertThat(options().host().mtuBytes()).isEqualTo(1400);
    }

    @Test
    void what_starts_flanneld_starts_us() {
        String line = "-v=10 -iface=eth0 --iface eth1 --iface-regex ^ens -kube-subnet-mgr -vmodule a=2"
                + " -ip-masq --healthz-port=0 --iptables-forward-rules=false -logtostderr --net-config-path /x";

        assertThat(run(("agent " + line).split(" ", -1))).isEqualTo(42);
        assertThat(options().host().ifaces()).containsExactly("eth0", "eth1");
        assertThat(options().health()).isNull();
        assertThat(options().logLevel()).isEqualTo(LogLevel.TRACE);
        assertThat(ran.get(0).warnings()).singleElement().asString().contains("--net-config-path");
    }

    @Test
    void a_value_that_looks_like_a_flag_or_a_file_is_a_value() {
        assertThat(run("agent", "--etcd-username", "@u", "--etcd-password", "-p"))
                .isEqualTo(42);
        assertThat(options().etcd().username()).isEqualTo("@u");
        assertThat(String.valueOf(options().etcd().password())).isEqualTo("(secret)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "agent --etcd-endpoint=http://h:1 | unknown option \"--etcd-endpoint\"; did you mean --etcd-endpoints?"
                        + " \"tenure help agent\" lists all",
                "agent --ip-masq --etcd-endpoint=x | unknown option \"--etcd-endpoint\"; did you mean"
                        + " --etcd-endpoints? \"tenure help agent\" lists all",
                "agent -z | unknown option \"--z\"; did you mean --v? \"tenure help agent\" lists all",
                "agent -v2 | unknown option \"--v2\"; did you mean --v? \"tenure help agent\" lists all",
                "agent eth0 | unexpected argument \"eth0\": expected options of tenure agent",
                "agent --etcd-password two words | unexpected argument (not shown, it may be a secret): expected options"
                        + " of tenure agent",
                "agent --mtu | --mtu has no value (command line): expected a whole number of bytes from 576 to 65535",
                "agent --mtu=9 | --mtu \"9\" (command line): expected a whole number of bytes from 576 to 65535",
                "agent --etcd-pasword=hunter2 | unknown option \"--etcd-pasword\"; did you mean --etcd-password?"
                        + " \"tenure help agent\" lists all",
                "agnet | unknown command \"agnet\": expected agent, etcd-role, version, help; did you mean agent?",
                "--iface=eth0 | unknown option \"--iface\"; options stand behind the command, as in \"tenure agent"
                        + " --iface=eth0\"",
                "help nobody | unknown command \"nobody\": expected agent, etcd-role, version, help",
            })
    void a_usage_error_is_one_line_and_exit_code_2(String line, String sentence) {
        assertThat(run(line.split(" ", -1))).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("tenure: " + sentence + System.lineSeparator());
        assertThat(out.size()).isZero();
        assertThat(ran).isEmpty();
    }

    @Test
    void no_command_is_a_usage_error_that_names_the_commands() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("agent, etcd-role, version, help")
                .hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource({"version", "--version", "agent --version", "agent -version"})
    void the_version_goes_to_stdout(String line) {
        assertThat(run(line.split(" ", -1))).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("tenure ").hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource({"agent --help", "agent -h", "help agent"})
    void the_help_of_the_agent_names_every_option_with_variable_and_default(String line) {
        assertThat(run(line.split(" ", -1))).isZero();
        String help = out.toString(StandardCharsets.UTF_8);

        assertThat(Options.ALL)
                .allSatisfy(option -> assertThat(help)
                        .contains("  " + option.flag())
                        .contains("Variable: " + option.env())
                        .contains(option.defaultText().isEmpty() ? "" : "Default: " + option.defaultText()));
        assertThat(help).contains(IgnoredOptions.all().keySet());
    }

    @ParameterizedTest
    @CsvSource({"help", "--help", "help agent", "help etcd-role", "help version"})
    void no_line_of_help_is_longer_than_100(String line) {
        assertThat(run(line.split(" ", -1))).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .allSatisfy(shown -> assertThat(shown.length()).isBetween(0, 100));
    }

    @Test
    void a_bug_in_a_command_is_exit_code_1() {
        Cli cli = new Cli(
                List.of(new AgentCommand(Vertx::vertx, (vertx, source, options) -> {
                    throw new IllegalStateException("on purpose");
                })),
                surroundings(Map.of()));

        assertThat(cli.run("agent")).isEqualTo(1);
    }

    @Test
    void a_variable_of_the_process_counts() {
        assertThat(run(Map.of("FLANNELD_MTU", "1400"), "agent")).isEqualTo(42);
        assertThat(options().host().mtuBytes()).isEqualTo(1400);
    }

    private AgentOptions options() {
        return ran.get(0).options();
    }

    private int run(String... args) {
        return run(Map.of(), args);
    }

    private int run(Map<String, String> environment, String... args) {
        AgentRunner runner = (vertx, source, options) -> {
            ran.add(options);
            return 42;
        };
        return new Cli(
                        List.of(new AgentCommand(Vertx::vertx, runner), new EtcdRoleCommand(), new VersionCommand()),
                        surroundings(environment))
                .run(args);
    }

    private Surroundings surroundings(Map<String, String> environment) {
        return new Surroundings(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                environment);
    }
}
