package dev.tenure.cli.completion;

/** Text as a shell's source. */
final class ShellText {
    private ShellText() {}

    /** In single quotes; bash and zsh alike. */
    static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
