package dev.tenure.cli.manual;

import java.util.List;
import java.util.Locale;

/**
 * One page of the manual, made from a help page. Pure.
 *
 * @param name what the page is called: {@code tenure-network-plan}
 * @param summary one line for {@code whatis}
 * @param help what {@code --help} prints
 * @param others the pages that it names at its end
 */
record ManPage(String name, String summary, String help, List<String> others) {
    private static final String USAGE = "Usage: ";

    ManPage {
        others = List.copyOf(others);
    }

    /** The page as roff, for this release. */
    String roff(String version, String date) {
        Roff page = new Roff();
        page.macro("TH", name.toUpperCase(Locale.ROOT), "1", date, "tenure " + version, "Tenure");
        page.name(name, summary.endsWith(".") ? summary.substring(0, summary.length() - 1) : summary);
        List<String> lines = help.lines().toList();
        page.macro("SH", "SYNOPSIS").line(lines.getFirst().substring(USAGE.length()));
        page.macro("SH", "DESCRIPTION");
        boolean isFirst = true;
        for (HelpBlock block : HelpBlock.parse(lines.subList(1, lines.size()))) {
            add(block, isFirst, page);
            isFirst = block instanceof HelpBlock.Heading;
        }
        if (!others.isEmpty()) {
            page.macro("SH", "SEE ALSO")
                    .line(String.join(
                            ", ", others.stream().map(other -> other + "(1)").toList()));
        }
        return page.toString();
    }

    /** A paragraph directly below a heading needs no gap above it, and mandoc says so. */
    private static void add(HelpBlock block, boolean isFirst, Roff page) {
        switch (block) {
            case HelpBlock.Heading heading -> page.macro("SS", heading.text());
            case HelpBlock.Paragraph paragraph -> gap(isFirst, page).line(paragraph.text());
            case HelpBlock.Example example -> gap(isFirst, page).example(example.lines());
            case HelpBlock.Entry entry -> {
                page.macro("TP").option(entry.written());
                entry.said().forEach(page::line);
            }
        }
    }

    private static Roff gap(boolean isFirst, Roff page) {
        return isFirst ? page : page.macro("PP");
    }
}
