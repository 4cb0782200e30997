package dev.tenure.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.process.Program.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator typed wrong, and an etcd that is not there, is one line each. */
@SuppressWarnings("NullAway.Init")
final class OperatorUsageTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private OperatorShell shell;

    @BeforeEach
    void files() throws Exception {
        shell = new OperatorShell("http://127.0.0.1:1", "/net", folder);
        shell.file("network.json", "{\"Network\":\"10.5.0.0/16\"}");
        shell.file("report.json", "{\"version\":1,\"store\":\"1\",\"revision\":1,\"findings\":[]}");
        Files.write(folder.resolve("latin1.json"), new byte[] {'{', (byte) 0xe9, '}'});
        Files.write(folder.resolve("huge.json"), new byte[1024 * 1024 + 1]);
    }

    private Ended run(String line) {
        return shell.run(line.replace("@", folder + "/").split(" ", -1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "network                                     | no command: expected show, check, plan, set",
                "network shwo                                | unknown command \"shwo\": expected show, check, plan, set;"
                        + " did you mean show?",
                "help network plna                           | did you mean plan?",
                "help check now                              | unknown command \"now\": expected nothing more",
                "network show it                             | unexpected argument \"it\": expected options of tenure"
                        + " network show",
                "network plan --movin @network.json          | did you mean --moving? \"tenure help network plan\" lists all",
                "network check                               | no file: expected one with a network config",
                "network check @none.json                    | there is no such file; expected a readable file",
                "network check @                             | can't be read",
                "network check @latin1.json                  | is not UTF-8 text",
                "network check @huge.json                    | is longer than 1024 KiB",
                "network plan @network.json @network.json    | unexpected argument",
                "network set --revision=-1 @network.json     | --revision \"-1\": expected a revision such as 4711",
                "network set --revision= @network.json       | --revision \"\": expected a revision such as 4711",
                "network show -o xml                         | --output \"xml\": expected table or json",
                "network show --timeout=soon                 | --timeout \"soon\": expected a duration",
                "check --expect                              | --expect has no value",
                "repair                                      | no report: expected --from=file",
                "repair --from=@network.json                 | is no report of tenure check -o json",
                "repair --from=@report.json --only=          | --only \"\": expected network-config-missing",
                "completion                                  | no shell: expected bash, zsh or fish",
                "completion fsh                              | unknown shell \"fsh\": expected bash, zsh or fish",
            })
    void what_cannot_be_meant_is_one_line_and_exit_code_2(String line, String sentence) {
        Ended ended = run(line);

        assertThat(ended.code()).as(ended.err()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.errLines())
                .singleElement()
                .asString()
                .startsWith("tenure: ")
                .contains(sentence);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "network show",
                "network plan --no-routes @network.json",
                "network set --no-routes @network.json",
                "network set --no-routes --dry-run -o json @network.json",
                "check",
                "check --grants -o json",
                "repair --from=@report.json"
            })
    void an_etcd_that_is_not_there_is_one_line_and_exit_code_3(String line) {
        long start = System.nanoTime();
        Ended ended = run(line + " --timeout=1s");

        Duration took = Duration.ofNanos(System.nanoTime() - start);
        System.out.println(line + ": " + took.toMillis() + " ms");
        assertThat(ended.code()).as(ended.out() + ended.err()).isEqualTo(3);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.errLines())
                .singleElement()
                .asString()
                .startsWith("tenure: ")
                .contains("127.0.0.1:1");
        assertThat(took).isLessThan(LONG);
    }

    @Test
    void help_for_a_command_below_another_is_found_either_way() {
        Ended help = run("help network set");

        assertThat(help.code()).isZero();
        assertThat(help.out()).startsWith("Usage: tenure network set FILE|- [OPTION]...");
        assertThat(run("network set --help")).isEqualTo(help);
        assertThat(run("network --help").out())
                .startsWith("Usage: tenure network COMMAND")
                .contains("plan", "set");
    }
}
