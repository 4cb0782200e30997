package dev.tenure.cli.manual;

import java.util.ArrayList;
import java.util.List;

/** One piece of a help page. */
sealed interface HelpBlock {
    /** Sentences, joined again where the help broke its lines. */
    record Paragraph(String text) implements HelpBlock {}

    /** A line above a list of options. */
    record Heading(String text) implements HelpBlock {}

    /** An option or a command as it is written, and what is said of it, line by line. */
    record Entry(String written, List<String> said) implements HelpBlock {
        public Entry {
            said = List.copyOf(said);
        }
    }

    /** Lines to be shown as they are. */
    record Example(List<String> lines) implements HelpBlock {
        public Example {
            lines = List.copyOf(lines);
        }
    }

    /**
     * The pieces of a page: what begins in the first column is text, two spaces and a dash begin an option, more spaces say what
     * it does, two spaces and a word with a gap behind it are a command, and two spaces and anything else are an example.
     */
    static List<HelpBlock> parse(List<String> lines) {
        List<HelpBlock> blocks = new ArrayList<>();
        int at = 0;
        while (at < lines.size()) {
            String line = lines.get(at);
            int end = at + 1;
            if (isEntry(line)) {
                while (end < lines.size() && lines.get(end).startsWith("    ")) {
                    end++;
                }
                blocks.add(entry(line, lines.subList(at + 1, end)));
            } else if (line.startsWith("  ")) {
                while (end < lines.size() && isExample(lines.get(end))) {
                    end++;
                }
                blocks.add(new Example(lines.subList(at, end).stream()
                        .map(shown -> shown.substring(2))
                        .toList()));
            } else if (!line.isBlank()) {
                while (end < lines.size() && isText(lines.get(end))) {
                    end++;
                }
                boolean isHeading = end == at + 1 && end < lines.size() && isEntry(lines.get(end));
                String text = String.join(" ", lines.subList(at, end));
                blocks.add(isHeading ? new Heading(text) : new Paragraph(text));
            }
            at = end;
        }
        return blocks;
    }

    /** An option, or a command with what it does beside it. */
    private static boolean isEntry(String line) {
        return line.startsWith("  -") || line.matches("  \\S+ {2,}\\S.*");
    }

    private static boolean isExample(String line) {
        return line.startsWith("  ") && !isEntry(line);
    }

    private static boolean isText(String line) {
        return !line.isBlank() && !line.startsWith(" ");
    }

    /** What stands behind an option after two spaces, or below it. The lines of a wrapped sentence become one. */
    private static Entry entry(String line, List<String> below) {
        String[] parts = line.strip().split(" {2,}", 2);
        List<String> said = new ArrayList<>();
        if (parts.length > 1) {
            said.add(parts[1]);
        }
        String joined = String.join(" ", below.stream().map(String::strip).toList());
        if (!joined.isEmpty()) {
            said.add(joined);
        }
        return new Entry(parts[0], said);
    }
}
