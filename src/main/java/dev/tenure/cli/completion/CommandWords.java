package dev.tenure.cli.completion;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One command as a shell sees it.
 *
 * @param path what is typed to get there, without {@code tenure}: {@code network plan}; empty for the program itself
 * @param summary what it does, in one line
 * @param options those of this command
 * @param argument what its arguments are; empty if it has none
 * @param below the commands of this command
 */
record CommandWords(
        String path, String summary, List<OptionWords> options, Optional<Values> argument, List<CommandWords> below) {
    CommandWords {
        options = List.copyOf(options);
        below = List.copyOf(below);
    }

    /** The last word of the path. */
    String name() {
        return path.substring(path.lastIndexOf(' ') + 1);
    }

    /** This one and all below it. */
    Stream<CommandWords> all() {
        return Stream.concat(Stream.of(this), below.stream().flatMap(CommandWords::all));
    }
}
