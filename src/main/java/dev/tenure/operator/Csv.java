package dev.tenure.operator;

import java.util.ArrayList;
import java.util.List;

/** One line of comma-separated values (RFC 4180), both ways; blanks around a field don't count. */
final class Csv {
    private Csv() {}

    static List<String> fields(String line) throws MalformedInput {
        List<String> fields = new ArrayList<>();
        int at = 0;
        while (at <= line.length()) {
            int start = skipBlanks(line, at);
            boolean isQuoted = start < line.length() && line.charAt(start) == '"';
            int end = isQuoted ? closingQuote(line, start + 1) + 1 : line.indexOf(',', start);
            int stop = end < 0 ? line.length() : end;
            String raw = line.substring(start, stop);
            fields.add(isQuoted ? raw.substring(1, raw.length() - 1).replace("\"\"", "\"") : raw.strip());
            int comma = skipBlanks(line, stop);
            if (comma < line.length() && line.charAt(comma) != ',') {
                throw new MalformedInput("there is text behind a closing quote; expected a comma there");
            }
            at = comma + 1;
        }
        return fields;
    }

    private static int skipBlanks(String line, int from) {
        int at = from;
        while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
            at++;
        }
        return at;
    }

    private static int closingQuote(String line, int from) throws MalformedInput {
        int at = line.indexOf('"', from);
        while (at >= 0 && at + 1 < line.length() && line.charAt(at + 1) == '"') {
            at = line.indexOf('"', at + 2);
        }
        if (at < 0) {
            throw new MalformedInput("a quote is not closed; expected another \" on the same line");
        }
        return at;
    }

    /** The text as a field on one line: in quotes where it needs them. */
    static String field(String text) {
        String line = text.codePoints()
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        boolean isPlain = line.chars().noneMatch(c -> c == ',' || c == '"' || c == '#');
        return isPlain && line.strip().equals(line) ? line : '"' + line.replace("\"", "\"\"") + '"';
    }
}
