package dev.tenure.cli.manual;

import java.util.List;

/** One page of the manual, made from a help page. Pure. */
final class ManPage {
    private static final String USAGE = "Usage: ";

    private ManPage() {}

    /**
     * The page as roff.
     *
     * @param name what the page is called: {@code tenure-network-plan}
     * @param summary one line for {@code whatis}
     * @param help what {@code --help} prints
     * @param version the release that it is about
     * @param others the pages that it names at its end
     */
    static String of(String name, String summary, String help, String version, List<String> others) {
        Roff page = new Roff();
        page.macro("TH", name.toUpperCase(java.util.Locale.ROOT), "1", "", "tenure " + version, "Tenure");
        page.macro("SH", "NAME").line(name + " \u0000 " + withoutStop(summary));
        List<String> lines = help.lines().toList();
        page.macro("SH", "SYNOPSIS").line(lines.getFirst().substring(USAGE.length()));
        page.macro("SH", "DESCRIPTION");
        boolean isFirst = true;
        for (HelpBlock block : HelpBlock.parse(lines.subList(1, lines.size()))) {
            add(block, isFirst, page);
            isFirst = false;
        }
        if (!others.isEmpty()) {
            page.macro("SH", "SEE ALSO").line(String.join(", ", others.stream().map(other -> other + "(1)").toList()));
        }
        return page.toString().replace("\u0000", "\\-");
    }

    private static void add(HelpBlock block, boolean isFirst, Roff page) {
        switch (block) {
            case HelpBlock.Heading heading -> page.macro("SS", heading.text());
            case HelpBlock.Paragraph paragraph -> {
                if (!isFirst) {
                    page.macro("PP");
                }
                page.line(paragraph.text());
            }
            case HelpBlock.Example example -> {
                if (!isFirst) {
                    page.macro("PP");
                }
                page.example(example.lines());
            }
            case HelpBlock.Entry entry -> {
                page.macro("TP").option(entry.written());
                entry.said().forEach(page::line);
                if (entry.said().isEmpty()) {
                    page.line("\u0001");
                }
            }
        }
    }

    private static String withoutStop(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }
}
