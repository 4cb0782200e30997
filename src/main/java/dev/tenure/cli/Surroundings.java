package dev.tenure.cli;

import java.io.PrintStream;
import java.util.Map;

/**
 * What a command gets from its process.
 *
 * @param out for what was asked for
 * @param err for errors and the log
 * @param environment the variables
 */
public record Surroundings(PrintStream out, PrintStream err, Map<String, String> environment) {
    public Surroundings {
        environment = Map.copyOf(environment);
    }

    /** Prints a usage error as the one line that it is, and gives the exit code that goes with it. */
    public ExitCode usageError(String sentence) {
        err.println("tenure: " + sentence);
        return ExitCode.USAGE;
    }

    /** Names only: a variable may be a secret. */
    @Override
    public String toString() {
        return "environment " + environment.keySet();
    }
}
