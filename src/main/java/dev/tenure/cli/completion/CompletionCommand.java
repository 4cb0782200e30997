package dev.tenure.cli.completion;

import static java.util.stream.Collectors.joining;

import dev.tenure.cli.Command;
import dev.tenure.cli.ExitCode;
import dev.tenure.cli.Surroundings;
import dev.tenure.options.NearMiss;
import dev.tenure.options.Shown;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code tenure completion}: prints the script with which a shell completes our commands, options and values. */
public final class CompletionCommand implements Command {
    private static final List<String> SHELLS =
            Arrays.stream(Shell.values()).map(Shell::word).toList();

    private final Supplier<CommandSpec> program;

    /** {@code program} is the whole parser, this command included. */
    public CompletionCommand(Supplier<CommandSpec> program) {
        this.program = program;
    }

    @Override
    public String name() {
        return "completion";
    }

    @Override
    public String summary() {
        return "Print the script with which a shell completes commands, options and values.";
    }

    @Override
    public CommandSpec spec() {
        return CommandSpec.create()
                .addPositional(PositionalParamSpec.builder()
                        .index("0")
                        .arity("0..1")
                        .type(String.class)
                        .paramLabel(SHELLS.stream().collect(joining("|")))
                        .completionCandidates(SHELLS)
                        .build());
    }

    @Override
    public String help() {
        return """
                Usage: tenure completion bash|zsh|fish

                Print the script with which a shell completes commands, options and values. It is made from
                this build, asks nothing of etcd, and starts no JVM when a key is pressed.

                  --help
                        Show this.

                In this shell only:
                  source <(tenure completion bash)
                  source <(tenure completion zsh)
                  tenure completion fish | source

                In every shell, for every user:
                  tenure completion bash > /etc/bash_completion.d/tenure
                  tenure completion zsh > /usr/local/share/zsh/site-functions/_tenure
                  tenure completion fish > /etc/fish/completions/tenure.fish

                Exit codes: 0 good, 2 usage.
                """;
    }

    @Override
    public int run(ParseResult given, Surroundings surroundings) {
        String typed = given.matchedPositionalValue(0, "");
        Optional<Shell> shell = Arrays.stream(Shell.values())
                .filter(known -> known.word().equals(typed))
                .findFirst();
        if (shell.isEmpty()) {
            String what = typed.isEmpty() ? "no shell" : "unknown shell " + Shown.quoted(typed);
            String near = NearMiss.of(typed, SHELLS)
                    .map(word -> "; did you mean " + word + "?")
                    .orElse("");
            return surroundings
                    .usageError(what + ": expected bash, zsh or fish, as in \"tenure completion bash\"" + near)
                    .number();
        }
        surroundings.out().print(shell.get().script(CommandReader.read(program.get())));
        return ExitCode.GOOD.number();
    }
}
