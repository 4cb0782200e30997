package dev.tenure.cli.completion;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The script for zsh 5, with the summaries beside the words. Pure. */
final class ZshScript {
    private static final String HEAD = """
            #compdef tenure
            # zsh completion for tenure, made by "tenure completion zsh". To use it in this shell, after compinit:
            #   source <(tenure completion zsh)
            # and in every shell: write it to a file _tenure in a folder of $fpath.

            """;

    private static final String TAIL = """
            # loaded by compinit it is called, sourced it registers itself
            if [ "$funcstack[1]" = _tenure ]; then
                _tenure "$@"
            else
                compdef _tenure tenure
            fi
            """;

    private ZshScript() {}

    static String of(CommandWords program) {
        return HEAD + program.all().map(ZshScript::function).collect(joining()) + TAIL;
    }

    private static String function(CommandWords command) {
        List<String> specs = new ArrayList<>();
        command.options().forEach(option -> specs.addAll(options(option)));
        if (command.below().isEmpty()) {
            command.argument().ifPresent(values -> specs.add("*:argument:" + action(values)));
            return "%s() {\n    _arguments%s\n}\n\n".formatted(functionOf(command), lines(specs, "        "));
        }
        specs.add("1: :->command");
        specs.add("*:: :->arguments");
        String described = command.below().stream()
                .map(below ->
                        ShellText.quoted(below.name() + ":" + below.summary().replace(":", "\\:")))
                .collect(joining("\n                "));
        String cases = command.below().stream()
                .map(below -> "                %s) %s ;;\n".formatted(below.name(), functionOf(below)))
                .collect(joining());
        return """
                %s() {
                    local state line curcontext=$curcontext
                    typeset -A opt_args
                    _arguments -C%s
                    case $state in
                        command)
                            local -a commands=(
                                %s
                            )
                            _describe -t commands command commands
                            ;;
                        arguments)
                            curcontext=${curcontext%%:*}-$words[1]:
                            case $words[1] in
                %s            esac
                            ;;
                    esac
                }

                """.formatted(functionOf(command), lines(specs, "        "), described, cases);
    }

    private static String functionOf(CommandWords command) {
        return command.path().isEmpty()
                ? "_tenure"
                : "_tenure_" + command.path().replace(' ', '_');
    }

    private static String lines(List<String> specs, String indent) {
        return specs.stream()
                .map(spec -> " \\\n" + indent + ShellText.quoted(spec))
                .collect(joining());
    }

    /** One spec for each name; a name that is given takes the others away unless all may be repeated. */
    private static Stream<String> specs(OptionWords option) {
        String others = option.isRepeatable() ? "*" : "(" + String.join(" ", option.names()) + ")";
        String summary = "[" + option.summary().replaceAll("[\\[\\]:\\\\]", "\\\\$0") + "]";
        return option.names().stream().map(name -> others + name + mark(name, option) + summary + value(option));
    }

    private static List<String> options(OptionWords option) {
        return specs(option).toList();
    }

    private static String mark(String name, OptionWords option) {
        if (option.values().isEmpty()) {
            return "";
        }
        return option.isValueOptional() ? "=-" : name.startsWith("--") ? "=" : "";
    }

    private static String value(OptionWords option) {
        Optional<Values> values = option.values();
        return values.map(kind -> (option.isValueOptional() ? "::" : ":") + "value:" + action(kind))
                .orElse("");
    }

    private static String action(Values values) {
        return switch (values) {
            case Values.Unknown unknown -> "";
            case Values.Files files -> "_files";
            case Values.OneOf oneOf -> "(" + String.join(" ", oneOf.words()) + ")";
        };
    }
}
