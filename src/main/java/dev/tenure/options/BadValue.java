package dev.tenure.options;

/** A text is not what its option expects. Never leaves this package: it becomes one sentence of a usage error. */
final class BadValue extends Exception {
    private static final long serialVersionUID = 1L;

    private final String text;
    private final String found;

    /** {@code text} is the part that is wrong (one of a list, say). */
    BadValue(String text) {
        this(text, "");
    }

    /** {@code found} says what is wrong with it where "expected …" alone would leave an operator guessing. */
    BadValue(String text, String found) {
        super("a bad value", null, false, false);
        this.text = text;
        this.found = found;
    }

    String text() {
        return text;
    }

    String found() {
        return found;
    }
}
