package dev.tenure.cli;

/** Texts from elsewhere made harmless for a terminal: nothing in them moves a cursor, ends a line or hides a letter. Pure. */
final class PlainText {
    private PlainText() {}

    /**
     * Printable ASCII as it is, everything else as {@code \}{@code u001b}, so that nothing is lost and every letter is one
     * column.
     */
    static String of(String foreign) {
        return plain(foreign, false);
    }

    /** Likewise, but lines stay lines. JSON means the same after it, since only its strings hold anything else. */
    static String lines(String foreign) {
        return plain(foreign, true);
    }

    private static String plain(String foreign, boolean withLines) {
        if (foreign.chars().allMatch(c -> isPlain(c, withLines))) {
            return foreign;
        }
        StringBuilder plain = new StringBuilder(foreign.length() + 16);
        foreign.chars().forEach(c -> {
            if (isPlain(c, withLines)) {
                plain.append((char) c);
            } else {
                plain.append("\\u%04x".formatted(c));
            }
        });
        return plain.toString();
    }

    private static boolean isPlain(int c, boolean withLines) {
        return c >= 0x20 && c <= 0x7e || withLines && c == '\n';
    }
}
