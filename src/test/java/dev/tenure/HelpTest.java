package dev.tenure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.cli.Cli;
import dev.tenure.cli.Command;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What must hold for the help of every command. */
final class HelpTest {
    private static final Pattern WRITTEN = Pattern.compile("^  (?:-\\w, )?(--[a-z0-9-]+)", Pattern.MULTILINE);

    static Stream<Command> commands() {
        return Main.commands().stream().flatMap(HelpTest::withThoseBelow);
    }

    private static Stream<Command> withThoseBelow(Command command) {
        return Stream.concat(Stream.of(command), command.below().stream().flatMap(HelpTest::withThoseBelow));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void it_begins_with_the_usage_and_no_line_is_longer_than_100(Command command) {
        assertThat(command.help()).startsWith("Usage: tenure " + command.path());
        assertThat(command.help().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void it_names_every_option_that_the_parser_takes_and_no_other(Command command) {
        List<String> taken = spec(command).options().stream()
                .filter(option -> !option.hidden())
                .map(OptionSpec::longestName)
                .toList();
        List<String> named = WRITTEN.matcher(command.help())
                .results()
                .map(found -> found.group(1))
                .toList();

        assertThat(named).doesNotHaveDuplicates();
        if (command.below().isEmpty()) {
            assertThat(named).containsExactlyInAnyOrderElementsOf(taken);
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void it_ends_with_examples_that_the_parser_takes(Command command) {
        List<String> examples = command.help()
                .lines()
                .filter(line -> line.startsWith("  tenure "))
                .map(String::strip)
                .toList();

        assertThat(examples).allSatisfy(HelpTest::parse);
        if (command.help().contains("For example:")) {
            assertThat(examples).isNotEmpty();
        }
    }

    /** Fails if the parser does not take such a line, which may go on with what a shell does. */
    static void parse(String line) {
        String[] words = line.replaceFirst(" *(>|\\||&&|#).*", "").split(" +", -1);
        new CommandLine(Cli.spec(Main.commands()))
                .setUnmatchedOptionsAllowedAsOptionParameters(true)
                .parseArgs(Arrays.copyOfRange(words, 1, words.length));
    }

    /** What the parser takes behind it. */
    static CommandSpec spec(Command command) {
        CommandSpec spec = Cli.spec(Main.commands());
        for (String name : command.path().split(" ", -1)) {
            spec = Objects.requireNonNull(spec.subcommands().get(name)).getCommandSpec();
        }
        return spec;
    }
}
