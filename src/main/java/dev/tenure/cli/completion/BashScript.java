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
            # Finds the command, and the option whose value is being typed, in what stands before the cursor.
            _tenure_parse() {
                local i word
                command='' option='' typed=''
                for ((i = 1; i < COMP_CWORD; i++)); do
                    word=${COMP_WORDS[i]}
                    case $word in
                        # bash takes --x=v for three words
                        =) typed== ;;
                        -*)
                            # -iface is the same as --iface
                            case $word in -[!-]?*) word=-$word ;; esac
                            option=$word typed=''
                            ;;
                        *)
                            if [ -n "$option" ]; then
                                _tenure_values "$command" "$option"
                                case $values in
                                    none | \\?*) [ -n "$typed" ] && option='' typed='' && continue ;;
                                    *)
                                        option='' typed=''
                                        continue
                                        ;;
                                esac
                            fi
                            option=''
                            _tenure_command "${command:+$command }$word" && command="${command:+$command }$word"
                            ;;
                    esac
                done
            }

            # Fills COMPREPLY for values of one kind.
            _tenure_offer() {
                case $1 in
                    none | any) ;;
                    files)
                        compopt -o filenames 2>/dev/null
                        local IFS=$'\\n'
                        COMPREPLY=($(compgen -f -- "$2"))
                        ;;
                    *) COMPREPLY=($(compgen -W "${1#\\?}" -- "$2")) ;;
                esac
            }

            _tenure() {
                local command option typed values options commands argument
                local current=${COMP_WORDS[COMP_CWORD]}
                COMPREPLY=()
                _tenure_parse
                if [ "$current" = = ]; then
                    typed== current=''
                fi
                if [ -n "$option" ]; then
                    _tenure_values "$command" "$option"
                    case $values in
                        none) ;;
                        \\?*)
                            if [ -n "$typed" ]; then
                                _tenure_offer "$values" "$current"
                                return
                            fi
                            ;;
                        *)
                            _tenure_offer "$values" "$current"
                            return
                            ;;
                    esac
                fi
                _tenure_command "$command" || return
                case $current in
                    -*) COMPREPLY=($(compgen -W "$options" -- "$current")) ;;
                    *) if [ -n "$commands" ]; then _tenure_offer "$commands" "$current"; else _tenure_offer "$argument" "$current"; fi ;;
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
        String options =
                command.options().stream().flatMap(option -> option.names().stream()).collect(joining(" "));
        String below = command.below().stream().map(CommandWords::name).collect(joining(" "));
        return "        %s) options=%s commands=%s argument=%s ;;\n"
                .formatted(
                        quoted(command.path()), quoted(options), quoted(below), quoted(kind(command.argument())));
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
