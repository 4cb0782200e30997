package dev.tenure.cli.manual;

/** Text in roff's man macros, with everything that roff would take for its own made harmless. Pure. */
final class Roff {
    private final StringBuilder text = new StringBuilder();

    /** A macro with its arguments, each of which may hold spaces; a date among them has plain dashes. */
    Roff macro(String name, String... arguments) {
        text.append('.').append(name);
        for (String argument : arguments) {
            text.append(" \"")
                    .append(escaped(argument).replace("\\-", "-").replace("\"", "\\(dq"))
                    .append('"');
        }
        text.append('\n');
        return this;
    }

    /** One line of text; what is empty is left out, since it would be a gap on the page. */
    Roff line(String line) {
        if (!line.isBlank()) {
            text.append(harmless(escaped(line))).append('\n');
        }
        return this;
    }

    /** What {@code whatis} looks for. */
    Roff name(String name, String summary) {
        text.append(".SH \"NAME\"\n")
                .append(escaped(name))
                .append(" \\- ")
                .append(escaped(summary))
                .append('\n');
        return this;
    }

    /** One line with its first word in bold, as an option stands above its description. */
    Roff option(String line) {
        int end = line.indexOf('=');
        String bold = end < 0 ? line : line.substring(0, end);
        String rest = end < 0 ? "" : line.substring(end);
        text.append("\\fB")
                .append(escaped(bold))
                .append("\\fR")
                .append(escaped(rest))
                .append('\n');
        return this;
    }

    /** Lines exactly as they are, as one would type them. */
    Roff example(Iterable<String> lines) {
        text.append(".EX\n");
        for (String line : lines) {
            text.append(harmless(escaped(line))).append('\n');
        }
        text.append(".EE\n");
        return this;
    }

    private static String escaped(String plain) {
        return plain.replace("\\", "\\e")
                .replace("-", "\\-")
                .replace("~", "\\(ti")
                .replace("^", "\\(ha")
                .replace("`", "\\(ga")
                .replace("'", "\\(aq")
                .replace("…", "\\&...");
    }

    /** A dot at the beginning of a line is a macro; elsewhere it is a dot. */
    private static String harmless(String line) {
        return line.startsWith(".") ? "\\&" + line : line;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
