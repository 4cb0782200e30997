package dev.tenure.cli;

/** Something that was found: what kind of thing, what is the matter, and what to do. Pure. */
final class Finds {
    private Finds() {}

    /** Two or three lines, the first of which begins in the first column. */
    static String of(String heading, String sentence, String cure) {
        return heading + "\n  " + PlainText.of(sentence) + "\n"
                + (cure.isEmpty() ? "" : "  to do: " + PlainText.of(cure) + "\n");
    }
}
