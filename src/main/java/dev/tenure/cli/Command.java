package dev.tenure.cli;

import java.util.List;
import java.util.OptionalInt;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** One thing that {@code tenure <path>} does. A new command is a new class in the list that {@link Cli} gets. */
public interface Command {
    /** What is typed. */
    String name();

    /** All that is typed behind {@code tenure} to get here: {@code network plan} where the name is {@code plan}. */
    default String path() {
        return name();
    }

    /** The commands below it, such as {@code plan} below {@code network}; a command that has some does nothing by itself. */
    default List<Command> below() {
        return List.of();
    }

    /** The heading under which the help lists it. */
    default Topic topic() {
        return Topic.PROGRAM;
    }

    /** One line for {@code tenure help}. */
    String summary();

    /** Its options for the parser; made anew at each call. */
    CommandSpec spec();

    /** The text of {@code tenure <path> --help}. */
    String help();

    /**
     * Does it at once where its arguments need no parser to be understood; empty, with nothing done, where they do. Blocks
     * until it is done.
     */
    default OptionalInt runPlain(List<String> args, Surroundings surroundings) {
        return OptionalInt.empty();
    }

    /** Does it; blocks until it is done. */
    int run(ParseResult given, Surroundings surroundings);
}
