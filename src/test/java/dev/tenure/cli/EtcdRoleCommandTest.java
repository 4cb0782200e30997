package dev.tenure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.support.Command;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is printed for a shell that is root of an etcd, so every byte of it matters; what it does there, real etcds show. */
final class EtcdRoleCommandTest {
    private static final String AS_IT_IS = """
            # The least that the agents of Tenure need in an etcd with authentication: one role, and one user that has it.
            # Run it once as root of that etcd: set ETCDCTL_ENDPOINTS, ETCDCTL_USER and what else etcdctl needs to get
            # there, and pipe this into sh. It ends at the first command that fails.
            set -eu
            export ETCDCTL_API=3

            etcdctl role add 'tenure-agent'

            # read on the whole prefix: an agent reads the network config and every lease in one transaction, and follows
            # both by one watch, which etcd grants only to who may read the whole of its range
            etcdctl role grant-permission --prefix=true 'tenure-agent' read '/coreos.com/network/'

            # write on the leases alone: an agent claims, updates and releases its own key, each time on the condition that
            # nobody else has changed it; the network config is for operators to write
            etcdctl role grant-permission --prefix=true 'tenure-agent' write '/coreos.com/network/subnets/'

            # Nothing more: grants (what etcd itself calls leases) are made and kept alive by whoever is logged in.

            # etcdctl asks for the password
            etcdctl user add 'tenure' </dev/tty
            etcdctl user grant-role 'tenure' 'tenure-agent'

            # If it is not on yet, "etcdctl auth enable" switches authentication on; it wants a user root with the role root.
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void without_options_it_is_the_role_for_agents_without_options() {
        assertThat(script()).isEqualTo(AS_IT_IS);
    }

    @Test
    void its_options_are_the_agent_s_and_so_are_its_variables() {
        assertThat(script("--etcd-prefix=/a//b/", "-role", "hosts", "--etcd-username", "node@site"))
                .contains(
                        "'hosts' read '/a/b/'", "'hosts' write '/a/b/subnets/'", "user grant-role 'node@site' 'hosts'");
        assertThat(script(Map.of("FLANNELD_ETCD_PREFIX", "/v", "FLANNELD_ETCD_USERNAME", "u"), "--role=r"))
                .contains("'r' read '/v/'", "user add 'u'");
        assertThat(script("--etcd-prefix=/")).contains("read '/'", "write '/subnets/'");
    }

    @Test
    void an_operator_s_role_may_write_the_whole_prefix_and_is_not_mixed_up_with_the_agents() {
        String script =
                script(Map.of("FLANNELD_ETCD_USERNAME", "node"), "--operator", "--etcd-prefix=/a", "--no-password");

        assertThat(asEtcdctlSawIt(script))
                .containsExactly(
                        "role|add|tenure-operator|",
                        "role|grant-permission|--prefix=true|tenure-operator|readwrite|/a/|",
                        "user|add|tenure-operator|--no-password|",
                        "user|grant-role|tenure-operator|tenure-operator|");
        assertThat(script)
                .contains("# The least that the operators of Tenure need")
                .doesNotContain("an agent ");
        assertThat(script("--operator", "--etcd-username=ann", "--role=ops"))
                .contains("'ops' readwrite", "user grant-role 'ann' 'ops'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/$(>x)", "/`id`", "/a\"b", "/a;b|c&d>e", "/a\\", "/~*?[a-z]{1,2}!#", "no/slash"})
    void whatever_a_prefix_holds_is_nothing_but_text_to_the_shell(String prefix) {
        List<String> arguments = asEtcdctlSawIt(script("--etcd-prefix=" + prefix, "--no-password"));

        assertThat(arguments)
                .contains(
                        "role|grant-permission|--prefix=true|tenure-agent|read|" + prefix + "/|",
                        "role|grant-permission|--prefix=true|tenure-agent|write|" + prefix + "/subnets/|")
                .hasSize(5);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void a_password_comes_from_its_file_and_stands_nowhere_else() throws IOException {
        Path file = Files.writeString(folder.resolve("password"), "sesame\nno more\n");
        String script = script("--etcd-password-file=" + file);

        assertThat(script).doesNotContain("sesame", "/dev/tty");
        assertThat(asEtcdctlSawIt(script)).contains("user|add|tenure|--interactive=false|");
    }

    @Test
    void a_password_that_etcdctl_would_cut_is_refused_before_the_user_is_made() throws IOException {
        Path file = Files.writeString(folder.resolve("password"), "open sesame\n");
        String script = script("--etcd-password-file=" + file);

        // it ends with 1, which would be an error of this test
        List<String> seen = asEtcdctlSawIt("trap 'exit 0' EXIT\n" + script);

        assertThat(seen).noneMatch(line -> line.startsWith("user|"));
        assertThat(seen).contains("the password in its file holds white space, which etcdctl cannot read");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "--etcd-prefix=/it's | --etcd-prefix \"/it's\": expected a text without spaces and single quotes",
                "--etcd-prefix=-x | --etcd-prefix \"-x\": expected a text without spaces and single quotes, and no dash",
                "--etcd-prefix=/a/../b | --etcd-prefix \"/a/../b\" (command line): expected a key such as",
                "--etcd-username=a:b | --etcd-username \"a:b\": expected at most 64 letters, digits,",
                "--role=$(id) | --role \"$(id)\": expected at most 64 letters, digits,",
                "--role=-r | --role \"-r\": expected at most 64 letters, digits,",
                "--etcd-password-file=it's | --etcd-password-file \"it's\": expected a text without spaces",
                "--etcd-password-file=f --no-password | --etcd-password-file \"f\": expected either a file or --no-password",
                "--etcd-passwd-file=f | unknown option \"--etcd-passwd-file\"; did you mean --etcd-password-file?",
                "tenure | unexpected argument \"tenure\": expected options of tenure etcd-role",
            })
    void what_is_not_safe_to_print_is_a_usage_error(String line, String sentence) {
        assertThat(run(Map.of(), line.split(" ", -1))).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("tenure: " + sentence)
                .hasLineCount(1);
        assertThat(out.size()).isZero();
    }

    private String script(String... options) {
        return script(Map.of(), options);
    }

    private String script(Map<String, String> environment, String... options) {
        out.reset();
        assertThat(run(environment, options)).isZero();
        assertThat(err.size()).isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    private int run(Map<String, String> environment, String... options) {
        List<String> arguments = new ArrayList<>(List.of("etcd-role"));
        arguments.addAll(List.of(options));
        Surroundings surroundings = new Surroundings(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                environment);
        return new Cli(List.of(new EtcdRoleCommand()), surroundings).run(arguments.toArray(String[]::new));
    }

    /** Runs it with a shell in which etcdctl only says what it was given, a bar behind each argument. */
    private List<String> asEtcdctlSawIt(String script) {
        String all = "cd '" + folder + "'\netcdctl() { printf '%s|' \"$@\"; echo; }\n" + script;
        return Command.run(List.of("sh"), Map.of(), all.getBytes(StandardCharsets.UTF_8))
                .lines()
                .toList();
    }
}
