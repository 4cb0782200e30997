package dev.tenure.options;

import java.nio.file.Path;

/** Foreign texts made fit for one line of a message. */
public final class Shown {
    private static final int LENGTH_MAX = 80;
    private static final int PATH_LENGTH_MAX = 400;

    private Shown() {}

    /** In quotes, printable ASCII, and cut where it is long. */
    public static String quoted(String foreign) {
        return '"' + printable(foreign, LENGTH_MAX) + '"';
    }

    /** A path, printable and as good as never cut. */
    public static String path(Path path) {
        return printable(path.toString(), PATH_LENGTH_MAX);
    }

    private static String printable(String foreign, int lengthMax) {
        StringBuilder shown = new StringBuilder();
        foreign.codePoints().limit(lengthMax).forEach(c -> shown.appendCodePoint(c < 0x20 || c > 0x7e ? '?' : c));
        return foreign.codePointCount(0, foreign.length()) > lengthMax ? shown + "..." : shown.toString();
    }
}
