package dev.tenure.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a section of a page tells people to type, line by line, with what they are told to see. */
record Walk(List<Step> steps) {
    private static final Pattern PROMPT = Pattern.compile("(host-\\d)?\\$ (.*)");

    /**
     * One command.
     *
     * @param host where it is typed; empty for anywhere
     * @param expected what it shall print, with … for anything; empty where the page does not say
     */
    record Step(String host, String command, List<String> expected) {
        /** The columns of a table may be as wide as they like. */
        boolean isMetBy(String output) {
            List<String> lines = output.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
            List<String> wanted = expected.stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
            if (wanted.isEmpty()) {
                return true;
            }
            boolean isSame = lines.size() == wanted.size();
            for (int i = 0; isSame && i < lines.size(); i++) {
                isSame = pattern(wanted.get(i)).matcher(lines.get(i)).matches();
            }
            return isSame;
        }

        private static Pattern pattern(String line) {
            StringBuilder regex = new StringBuilder();
            for (String word : line.split("\\s+", -1)) {
                regex.append(regex.isEmpty() ? "" : "\\s+")
                        .append(Pattern.quote(word).replace("…", "\\E.*\\Q"));
            }
            return Pattern.compile(regex.toString());
        }
    }

    /** The commands below this heading, up to the next one of its kind. */
    static Walk of(Path page, String heading) {
        List<Step> steps = new ArrayList<>();
        boolean isInSection = false;
        boolean isInBlock = false;
        for (String line : lines(page)) {
            if (line.startsWith("## ")) {
                isInSection = line.equals("## " + heading);
            } else if (isInSection && line.startsWith("```")) {
                isInBlock = !isInBlock;
            } else if (isInSection && isInBlock) {
                add(steps, line);
            }
        }
        return new Walk(List.copyOf(steps));
    }

    private static void add(List<Step> steps, String line) {
        Matcher prompt = PROMPT.matcher(line);
        if (prompt.matches()) {
            String host = prompt.group(1);
            steps.add(new Step(host == null ? "" : host, prompt.group(2), new ArrayList<>()));
        } else {
            steps.getLast().expected().add(line);
        }
    }

    private static List<String> lines(Path page) {
        try {
            return Files.readAllLines(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
