package dev.tenure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.cli.Surroundings;
import dev.tenure.cli.manual.Manual;
import dev.tenure.support.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The manual as the build writes it, seen through a program that shows manuals. */
final class ManualTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void there_is_a_page_for_the_program_and_one_for_each_command_without_a_mistake() throws IOException {
        ManualWriter.main(new String[] {folder.toString(), "1.2.3", "2026-11-23T00:00:00Z"});

        assertThat(folder.resolve("tenure.1")).isRegularFile();
        assertThat(folder.resolve("tenure-network-plan.1")).content().contains("\"tenure 1.2.3\"", "\"2026-11-23\"");
        for (String page : Manual.pages(Main.commands(), "1.2.3", "2026-11-23").keySet()) {
            assertThat(mandoc(
                            "-T", "lint", "-W", "warning", folder.resolve(page).toString()))
                    .as(page)
                    .isEmpty();
        }
    }

    @Test
    void the_pages_name_each_command_and_each_of_its_options() {
        Map<String, String> pages = Manual.pages(Main.commands(), "1.2.3", "2026-11-23");
        pages.forEach(this::write);

        String program = shown("tenure.1");
        HelpTest.commands().forEach(command -> {
            String name = "tenure-" + command.path().replace(' ', '-');
            assertThat(program).contains(name + "(1)").contains(command.path().split(" ", -1)[0]);
            String page = shown(name + ".1");
            assertThat(page).contains("tenure " + command.path()).contains("NAME", "SYNOPSIS", "DESCRIPTION");
            if (command.below().isEmpty()) {
                CommandSpec spec = HelpTest.spec(command);
                assertThat(spec.options().stream()
                                .filter(option -> !option.hidden())
                                .map(OptionSpec::longestName))
                        .allSatisfy(option -> assertThat(page).containsPattern("\\n +(-\\w, )?" + option + "\\b"));
            }
        });
    }

    @Test
    void what_roff_would_take_for_its_own_stands_on_the_page_as_it_is() {
        String odd = ".hidden 'quoted' back\\slash --dash ~ ^ `tick` \"said\"";
        Manual.pages(List.of(new OddCommand(odd)), "1", "2026-11-23").forEach(this::write);

        assertThat(shown("tenure-odd.1")).contains(odd);
    }

    private void write(String name, String text) {
        try {
            Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Plain text, in lines so long that no name is cut. */
    private String shown(String page) {
        return mandoc("-T", "ascii", "-O", "width=300", folder.resolve(page).toString())
                .replaceAll(".\b", "");
    }

    private static String mandoc(String... arguments) {
        try {
            String[] command = new String[arguments.length + 1];
            command[0] = "mandoc";
            System.arraycopy(arguments, 0, command, 1, arguments.length);
            return Command.run(command);
        } catch (UncheckedIOException e) {
            throw new AssertionError("mandoc is missing; .ci/run installs it (Debian: apt install mandoc)", e);
        }
    }

    /** A command whose help says what is given. */
    private record OddCommand(String text) implements dev.tenure.cli.Command {
        @Override
        public String name() {
            return "odd";
        }

        @Override
        public String summary() {
            return "Say something odd.";
        }

        @Override
        public CommandSpec spec() {
            return CommandSpec.create();
        }

        @Override
        public String help() {
            return "Usage: tenure odd\n\n" + text + "\n";
        }

        @Override
        public int run(ParseResult given, Surroundings surroundings) {
            return 0;
        }
    }
}
