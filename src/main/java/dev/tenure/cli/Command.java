package dev.tenure.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** One thing that {@code tenure <name>} does. A new command is a new class in the list that {@link Cli} gets. */
public interface Command {
    /** What is typed. */
    String name();

    /** One line for {@code tenure help}. */
    String summary();

    /** Its options for the parser; made anew at each call. */
    CommandSpec spec();

    /** The text of {@code tenure <name> --help}. */
    String help();

    /** Does it; blocks until it is done. */
    int run(ParseResult given, Surroundings surroundings);
}
