package dev.tenure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.cli.Cli;
import dev.tenure.cli.Command;
import dev.tenure.cli.Surroundings;
import dev.tenure.options.Options;
import dev.tenure.support.CompletingShell;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the shells themselves make of the scripts that {@code tenure completion} prints. */
final class CompletionTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @BeforeEach
    void aFileAndAFolder() throws IOException {
        Files.writeString(folder.resolve("network.json"), "{}");
        Files.createDirectory(folder.resolve("nets"));
    }

    @ParameterizedTest
    @EnumSource
    void the_shell_can_read_the_script(CompletingShell shell) throws IOException {
        shell.reads(script(shell));
    }

    @ParameterizedTest
    @EnumSource
    void every_command_is_offered(CompletingShell shell) throws IOException {
        List<String> names = Stream.concat(Main.commands().stream().map(Command::name), Stream.of("help"))
                .sorted()
                .toList();

        assertThat(offers(shell, "tenure ")).isEqualTo(names);
        assertThat(offers(shell, "tenure ag")).containsExactly("agent");
    }

    @ParameterizedTest
    @EnumSource
    void every_option_of_the_agent_is_offered_and_no_option_of_flanneld_without_effect(CompletingShell shell)
            throws IOException {
        List<String> offered = offers(shell, "tenure agent --");

        assertThat(offered)
                .containsAll(Options.ALL.stream().map(Object::toString).toList());
        assertThat(offered).contains("--help", "--version").doesNotContain("--kube-subnet-mgr");
    }

    @ParameterizedTest
    @EnumSource
    void the_options_are_those_of_the_command_before_the_cursor(CompletingShell shell) throws IOException {
        assertThat(offers(shell, "tenure leases --so")).containsExactly("--sort");
        assertThat(offers(shell, "tenure agent --so")).isEmpty();
        // the value of an option is no command, even if it is called like one
        assertThat(offers(shell, "tenure agent --iface leases --mt")).containsExactly("--mtu");
    }

    @ParameterizedTest
    @EnumSource
    void the_words_that_an_option_takes_are_offered_however_it_is_written(CompletingShell shell) throws IOException {
        assertThat(offers(shell, "tenure agent --renumber ")).containsExactly("hold", "move");
        assertThat(values(shell, "tenure agent --renumber=")).containsExactly("hold", "move");
        assertThat(values(shell, "tenure agent --renumber=h")).containsExactly("hold");
        assertThat(offers(shell, "tenure leases -o ")).containsExactly("json", "table");
        assertThat(offers(shell, "tenure completion ")).containsExactly("bash", "fish", "zsh");
    }

    @ParameterizedTest
    @EnumSource
    void commands_below_a_command_are_offered_with_their_own_options_and_files(CompletingShell shell)
            throws IOException {
        assertThat(offers(shell, "tenure network ")).containsExactly("check", "plan", "set", "show");
        assertThat(offers(shell, "tenure network plan --mov")).containsExactly("--moving");
        assertThat(offers(shell, "tenure network show --mov")).isEmpty();
        assertThat(offers(shell, "tenure network plan network.j")).containsExactly("network.json");
        assertThat(offers(shell, "tenure repair --only over")).containsExactly("overlap");
        assertThat(offers(shell, "tenure repair --from network.j")).containsExactly("network.json");
    }

    @ParameterizedTest
    @EnumSource
    void files_are_offered_where_a_path_is_expected_and_nowhere_else(CompletingShell shell) throws IOException {
        assertThat(offers(shell, "tenure agent --config net"))
                .extracting(name -> name.replace("/", ""))
                .containsExactly("nets", "network.json");
        assertThat(offers(shell, "tenure agent --iface net")).isEmpty();
        assertThat(offers(shell, "tenure agent net")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void a_switch_takes_no_word(CompletingShell shell) throws IOException {
        assertThat(offers(shell, "tenure agent --ip-masq ")).doesNotContain("true", "false");
        assertThat(offers(shell, "tenure agent --ip-masq --mt")).containsExactly("--mtu");
        assertThat(offers(shell, "tenure agent --ip-masq=false --mt")).containsExactly("--mtu");
        if (shell != CompletingShell.FISH) {
            assertThat(values(shell, "tenure agent --ip-masq=t")).containsExactly("true");
        }
    }

    /** Some shells offer the whole word, some only what stands behind the sign. */
    private List<String> values(CompletingShell shell, String line) throws IOException {
        return offers(shell, line).stream()
                .map(offer -> offer.substring(offer.indexOf('=') + 1))
                .toList();
    }

    private List<String> offers(CompletingShell shell, String line) throws IOException {
        return shell.offers(script(shell), folder, line);
    }

    private Path script(CompletingShell shell) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Surroundings surroundings = new Surroundings(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of());
        assertThat(new Cli(Main.commands(), surroundings).run("completion", shell.program()))
                .as(err.toString(StandardCharsets.UTF_8))
                .isZero();
        return Files.write(folder.resolve("." + shell.program()), out.toByteArray());
    }
}
