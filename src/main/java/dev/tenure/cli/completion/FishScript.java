package dev.tenure.cli.completion;

import static java.util.stream.Collectors.joining;

/** The script for fish 3, with the summaries beside the words. Pure. */
final class FishScript {
    private static final String HEAD = """
            # fish completion for tenure, made by "tenure completion fish". To use it in this shell:
            #   tenure completion fish | source
            # and in every shell: write it to ~/.config/fish/completions/tenure.fish

            """;

    private static final String AT = """
            # True if the command before the cursor is this one.
            function __tenure_at
                set -l command ''
                set -l skip 0
                for word in (commandline -opc)[2..-1]
                    if test $skip = 1
                        set skip 0
                        continue
                    end
                    switch $word
                        case '-*=*'
                        case '--*' '-?'
                            contains -- "$command $word" $__tenure_with_value; and set skip 1
                        case '-*'
                            contains -- "$command -$word" $__tenure_with_value; and set skip 1
                        case '*'
                            set -l longer (string trim "$command $word")
                            contains -- $longer $__tenure_commands; and set command $longer
                    end
                end
                test "$command" = "$argv[1]"
            end

            complete -c tenure -f
            """;

    private FishScript() {}

    static String of(CommandWords program) {
        StringBuilder text = new StringBuilder(HEAD);
        text.append(
                list("__tenure_commands", program.all().map(CommandWords::path).filter(path -> !path.isEmpty())));
        text.append(list(
                "__tenure_with_value",
                program.all()
                        .flatMap(command -> command.options().stream()
                                .filter(OptionWords::takesNextWord)
                                .flatMap(option -> option.names().stream())
                                .map(name -> command.path() + " " + name))));
        text.append('\n').append(AT);
        program.all().forEach(command -> command(command, text));
        return text.toString();
    }

    private static String list(String name, java.util.stream.Stream<String> words) {
        return "set -g " + name + words.map(word -> " \\\n    " + quoted(word)).collect(joining()) + "\n";
    }

    private static void command(CommandWords command, StringBuilder text) {
        String at = "complete -c tenure -n " + quoted("__tenure_at " + quoted(command.path()));
        text.append('\n');
        for (CommandWords below : command.below()) {
            text.append(at + " -a " + below.name() + " -d " + quoted(below.summary()) + "\n");
        }
        command.argument().ifPresent(values -> text.append(at + argument(values) + "\n"));
        for (OptionWords option : command.options()) {
            String names = option.names().stream().map(FishScript::name).collect(joining());
            String values = option.takesNextWord()
                    ? option.values().map(FishScript::value).orElse("")
                    : "";
            text.append(at + names + values + " -d " + quoted(option.summary()) + "\n");
        }
    }

    private static String name(String name) {
        return name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1);
    }

    private static String value(Values values) {
        return switch (values) {
            case Values.Unknown unknown -> " -x";
            case Values.Files files -> " -r -F";
            case Values.OneOf oneOf -> " -x -a " + quoted(String.join(" ", oneOf.words()));
        };
    }

    private static String argument(Values values) {
        return switch (values) {
            case Values.Unknown unknown -> "";
            case Values.Files files -> " -F";
            case Values.OneOf oneOf -> " -a " + quoted(String.join(" ", oneOf.words()));
        };
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
