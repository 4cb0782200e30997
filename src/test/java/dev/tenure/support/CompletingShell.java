package dev.tenure.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A shell that really runs, with a completion script loaded; told a line, it says what it would offer behind it. */
public enum CompletingShell {
    /** As readline calls the function, which has taken the line to pieces at = and : before. */
    BASH("""
            . "$1"
            shift
            COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
            # the name of the function stands behind -F
            $(complete -p "$1" | grep -o -- '-F [^ ]*' | cut -c 4-)
            printf 'offer:%s\\n' "${COMPREPLY[@]}"
            """),

    /** Types the line and a tab on a terminal, and hears what the completion system adds. */
    ZSH("""
            zmodload zsh/zpty && zpty shell TERM=dumb PS1= zsh -f -i || exit 1
            heard() { local text; zpty -r -m shell text "*$1*"; print -r -- "$text"; }
            zpty -w shell 'unsetopt beep; autoload -Uz compinit; compinit -u -D; source '"${(q)1}"'
            compadd() {
                local -a hits
                case ${@[1,(i)(-|--)]} in
                    *-[OAD]\\ *) ;;
                    *) builtin compadd -A hits "$@"; print -rl -- "" "offer:"${^hits} ;;
                esac
                builtin compadd "$@"
            }
            tell() { zle complete-word; print -r -- "" "do""ne"; }
            zle -N tell
            bindkey "^I" tell
            echo rea""dy'
            heard ready >/dev/null
            zpty -w -n shell "$2"$'\\t'
            heard done
            """),

    FISH("""
            source $argv[1]
            complete -C "$argv[2]" | string replace -r '^(.*?)(\\t.*)?$' 'offer:$1'
            exit 0
            """);

    private static final String OFFER = "offer:";

    private final String driver;

    CompletingShell(String driver) {
        this.driver = driver;
    }

    /** What is typed to start it. */
    public String program() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** An error with what it says if it can't read the script. */
    public void reads(Path script) {
        run(List.of(program(), "-n", script.toString()));
    }

    /** What it would offer for the last word of {@code line}, sorted; {@code folder} is where it runs. */
    public List<String> offers(Path script, Path folder, String line) {
        try {
            Path file = Files.writeString(folder.resolve(".driver-" + program()), driver);
            List<String> command = new ArrayList<>(List.of("env", "-C", folder.toString(), program()));
            command.addAll(
                    switch (this) {
                        case BASH -> List.of("--norc");
                        case ZSH -> List.of("-f");
                        case FISH -> List.of("--no-config");
                    });
            command.addAll(List.of(file.toString(), script.toString()));
            command.addAll(this == BASH ? pieces(line) : List.of(line));
            return run(command)
                    .lines()
                    .map(String::stripTrailing)
                    .filter(said -> said.startsWith(OFFER) && said.length() > OFFER.length())
                    .map(said -> said.substring(OFFER.length()))
                    .distinct()
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As bash does it with its usual COMP_WORDBREAKS. */
    private static List<String> pieces(String line) {
        return Arrays.stream(line.split(" +", -1))
                .flatMap(word -> Arrays.stream(word.split("(?<=[=:])|(?=[=:])", -1)))
                .toList();
    }

    private String run(List<String> command) {
        try {
            return Command.run(command, Map.of("LC_ALL", "C.UTF-8"), new byte[0]);
        } catch (UncheckedIOException e) {
            throw new AssertionError(
                    program() + " is missing; .ci/run installs it (Debian: apt install zsh fish mandoc)", e);
        }
    }
}
