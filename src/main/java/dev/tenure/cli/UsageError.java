package dev.tenure.cli;

import dev.tenure.options.Shown;

/** What was typed cannot be meant; it becomes one line and exit code 2, and nothing has been done. */
final class UsageError extends Exception {
    private static final long serialVersionUID = 1L;

    UsageError(String sentence) {
        super(sentence, null, false, false);
    }

    /** {@code --sort "size": expected subnet or host}. */
    static UsageError of(CommandOption option, String text, String expected) {
        return new UsageError(option.flag() + " " + Shown.quoted(text) + ": expected " + expected);
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
