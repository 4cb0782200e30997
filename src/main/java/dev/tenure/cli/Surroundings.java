package dev.tenure.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;

/**
 * What a command gets from its process.
 *
 * @param out for what was asked for
 * @param err for errors and the log
 * @param environment the variables
 * @param isErrTerminal true if a person looks at {@code err}, to whom progress may be drawn
 * @param in what is piped or typed into it
 */
public record Surroundings(
        PrintStream out, PrintStream err, Map<String, String> environment, boolean isErrTerminal, Input in) {
    public Surroundings {
        environment = Map.copyOf(environment);
    }

    /** Nobody looks at {@code err} while it is written, and nothing is piped in. */
    public Surroundings(PrintStream out, PrintStream err, Map<String, String> environment) {
        this(out, err, environment, false, Input.NONE);
    }

    /** Nothing is piped in. */
    public Surroundings(PrintStream out, PrintStream err, Map<String, String> environment, boolean isErrTerminal) {
        this(out, err, environment, isErrTerminal, Input.NONE);
    }

    /** Asks a person a question that is answered with y or n; whatever else is typed means no. Blocks. */
    boolean confirms(String question) {
        err.print(PlainText.of(question) + " [y/N] ");
        err.flush();
        try {
            return in.line().matches("(?i)y|yes");
        } catch (IOException e) {
            return false;
        }
    }

    /** Prints a sentence as the one line that it is. */
    void complain(String sentence) {
        err.println("tenure: " + PlainText.of(sentence));
    }

    /** Prints a usage error as the one line that it is, and gives the exit code that goes with it. */
    public ExitCode usageError(String sentence) {
        complain(sentence);
        return ExitCode.USAGE;
    }

    /** Names only: a variable may be a secret. */
    @Override
    public String toString() {
        return "environment " + environment.keySet();
    }
}
