package dev.tenure.cli;

/** Something that was found: what kind of thing, what is the matter, and what to do. Pure. */
final class Finds {
    private Finds() {}

    /** A line, and another one if there is something to do. */
    static String of(String heading, String sentence, String cure) {
        return heading + ": " + PlainText.of(sentence) + "\n"
                + (cure.isEmpty() ? "" : "  to do: " + PlainText.of(cure) + "\n");
    }
}
