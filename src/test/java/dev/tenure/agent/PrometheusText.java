package dev.tenure.agent;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Prometheus's text format 0.0.4, read strictly: whatever a scraper could stumble over is an {@link AssertionError} that
 * names the line.
 */
public final class PrometheusText {
    /** A metric: its type, and its samples' values by {@code name{label="value",…}} in the order of the labels' names. */
    public record Family(String type, String help, Map<String, Double> samples) {}

    private static final Pattern HELP = Pattern.compile("# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)");
    private static final Pattern TYPE =
            Pattern.compile("# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram|summary)");
    private static final Pattern SAMPLE = Pattern.compile(
            "([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (NaN|[+-]Inf|-?[0-9]+(?:\\.[0-9]+)?(?:E-?[0-9]+)?)");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\[\\\\n\"])*)\"(,|$)");

    private final Map<String, Family> families = new LinkedHashMap<>();
    private String help = "";
    private String current = "";

    private PrometheusText() {}

    /** The families by name, in their order. */
    public static Map<String, Family> parse(String text) {
        if (!text.endsWith("\n")) {
            throw new AssertionError("the last line has no end");
        }
        PrometheusText parsed = new PrometheusText();
        text.lines().forEach(parsed::line);
        parsed.families.forEach(PrometheusText::check);
        return parsed.families;
    }

    private void line(String line) {
        Matcher helpLine = HELP.matcher(line);
        Matcher typeLine = TYPE.matcher(line);
        Matcher sample = SAMPLE.matcher(line);
        if (helpLine.matches()) {
            current = helpLine.group(1);
            help = helpLine.group(2);
        } else if (typeLine.matches()) {
            must(typeLine.group(1).equals(current), "TYPE follows HELP of the same metric", line);
            Family family = new Family(typeLine.group(2), help, new LinkedHashMap<>());
            must(families.put(current, family) == null, "a metric appears once", line);
        } else {
            must(sample.matches(), "a line is HELP, TYPE or a sample", line);
            sample(sample.group(1), sample.group(2), sample.group(3), line);
        }
    }

    private void sample(String name, String labels, String value, String line) {
        Family family = families.get(current);
        if (family == null || !isOf(family, name)) {
            throw new AssertionError("a sample stands below the TYPE of its metric: " + line);
        }
        double number = Double.parseDouble(value.replace("Inf", "Infinity"));
        must(family.samples().put(name + labels(labels, line), number) == null, "a series appears once", line);
    }

    private boolean isOf(Family family, String name) {
        return family.type().equals("histogram")
                ? List.of(current + "_bucket", current + "_count", current + "_sum")
                        .contains(name)
                : name.equals(current);
    }

    private static String labels(@Nullable String text, String line) {
        if (text == null) {
            return "";
        }
        Map<String, String> labels = new TreeMap<>();
        Matcher label = LABEL.matcher(text);
        int end = 0;
        while (label.find() && label.start() == end) {
            must(labels.put(label.group(1), label.group(2)) == null, "a label appears once", line);
            end = label.end();
        }
        must(end == text.length() && !labels.isEmpty(), "labels are name=\"value\", with commas between", line);
        List<String> parts = new ArrayList<>();
        labels.forEach((name, value) -> parts.add(name + "=\"" + value + "\""));
        return "{" + String.join(",", parts) + "}";
    }

    private static void check(String name, Family family) {
        must(!family.samples().isEmpty(), "a metric has a sample", name);
        must(
                family.type().equals("counter") == name.endsWith("_total"),
                "counters, and no others, end in _total",
                name);
        if (family.type().equals("counter")) {
            must(family.samples().values().stream().allMatch(value -> value >= 0), "a counter is never negative", name);
        }
        if (family.type().equals("histogram")) {
            checkBuckets(name, family);
        }
    }

    private static void checkBuckets(String name, Family family) {
        List<Double> buckets = new ArrayList<>();
        family.samples().forEach((series, value) -> {
            if (series.startsWith(name + "_bucket")) {
                buckets.add(value);
            }
        });
        must(buckets.equals(buckets.stream().sorted().toList()), "buckets are cumulative", name);
        Double all = family.samples().get(name + "_bucket{le=\"+Inf\"}");
        must(all != null && all.equals(family.samples().get(name + "_count")), "the last bucket holds all", name);
    }

    private static void must(boolean holds, String rule, String where) {
        if (!holds) {
            throw new AssertionError(rule + ": " + where);
        }
    }
}
