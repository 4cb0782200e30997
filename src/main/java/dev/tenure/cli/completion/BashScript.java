package dev.tenure.cli.completion;

import static java.util.stream.Collectors.joining;

import java.util.Optional;
import java.util.stream.Stream;

/** The script for bash 3.2 and newer; it needs nothing else, not even the package bash-completion. Pure. */
final class BashScript {
    private static final String HEAD = """
            # bash completion for tenure, made by "tenure completion bash". To use it in this shell:
            #   source <(tenure completion bash)
            # and in every shell: write it to /etc/bash_completion.d/tenure, or to
            # ~/.local/share/bash-completion/completions/tenure where bash-completion is installed.

            """;

    private static final String COMPLETE = """
            # True if what comes next is the value of the option that was typed last.
            _tenure_awaits_value() {
                [ -n "$option" ] || return 1
                _tenure_values "$command" "$option"
                case $values in
                    none) return 1 ;;
                    \\?*) [ -n "$equals" ] ;;
                esac
            }

            # Finds the command, and the option that was typed last, in what stands before the cursor.
            _tenure_parse() {
                local i word
                command='' option='' equals=''
                for ((i = 1; i < COMP_CWORD; i++)); do
                    word=${COMP_WORDS[i]}
                    case $word in
                        # bash takes --x=v for three words
                        =) equals== ;;
                        -*)
                            # -iface is the same as --iface
                            case $word in -[!-]?*) word=-$word ;; esac
                            option=$word equals=''
                            ;;
                        *)
                            _tenure_awaits_value ||
                                if _tenure_command "${command:+$command }$word"; then command=${command:+$command }$word; fi
                            option=''
                            ;;
                    esac
                done
            }

            # Fills COMPREPLY with what of one kind begins like this.
            _tenure_offer() {
                local word
                case $1 in
                    none | any) ;;
                    files)
                        compopt -o filenames 2>/dev/null
                        while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "$2")
                        ;;
                    *) while read -r word; do COMPREPLY+=("$word"); done < <(compgen -W "${1#\\?}" -- "$2") ;;
                esac
            }

            _tenure() {
                local command option equals values options commands argument
                local current=${COMP_WORDS[COMP_CWORD]}
                COMPREPLY=()
                _tenure_parse
                if [ "$current" = = ]; then
                    equals== current=''
                fi
                if _tenure_awaits_value; then
                    _tenure_offer "$values" "$current"
                    return
                fi
                _tenure_command "$command"
                case $current in
                    -*) _tenure_offer "$options" "$current" ;;
                    *) _tenure_offer "${commands:-$argument}" "$current" ;;
                esac
            }

            complete -F _tenure tenure
            """;

    private BashScript() {}

    static String of(CommandWords program) {
        StringBuilder text = new StringBuilder(HEAD);
        text.append("# Sets what a command offers; 1 if there is no such command.\n");
        text.append("_tenure_command() {\n    options='' commands='' argument=none\n    case $1 in\n");
        program.all().forEach(command -> text.append(offers(command)));
        text.append("        *) return 1 ;;\n    esac\n}\n\n");
        text.append("# Sets the values of a command's option: none, any, files, or words; ? where they need a =.\n");
        text.append("_tenure_values() {\n    case \"$1 $2\" in\n");
        program.all()
                .flatMap(command -> command.options().stream()
                        .filter(option -> option.values().isPresent())
                        .map(option -> values(command, option)))
                .forEach(text::append);
        text.append("        *) values=none ;;\n    esac\n}\n\n");
        return text.append(COMPLETE).toString();
    }

    private static String offers(CommandWords command) {
        String options = command.options().stream()
                .flatMap(option -> option.names().stream())
                .collect(joining(" "));
        String below = command.below().stream().map(CommandWords::name).collect(joining(" "));
        return "        %s) options=%s commands=%s argument=%s ;;\n"
                .formatted(quoted(command.path()), quoted(options), quoted(below), quoted(kind(command.argument())));
    }

    private static String values(CommandWords command, OptionWords option) {
        String names = option.names().stream()
                .flatMap(BashScript::asParsed)
                .map(name -> quoted(command.path() + " " + name))
                .collect(joining(" | "));
        return "        %s) values=%s ;;\n"
                .formatted(names, quoted((option.isValueOptional() ? "?" : "") + kind(option.values())));
    }

    /** The parser above doubles the dash of a name with one dash and several letters. */
    private static Stream<String> asParsed(String name) {
        return Stream.of(name.matches("-[^-].+") ? "-" + name : name);
    }

    private static String kind(Optional<Values> values) {
        return values.map(kind -> switch (kind) {
                    case Values.Unknown unknown -> "any";
                    case Values.Files files -> "files";
                    case Values.OneOf oneOf -> String.join(" ", oneOf.words());
                })
                .orElse("none");
    }

    private static String quoted(String text) {
        return ShellText.quoted(text);
    }
}
