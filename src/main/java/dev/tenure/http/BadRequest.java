package dev.tenure.http;

/** What a client sent cannot be what it means; the message says what was expected. No stack trace: it is no bug. */
final class BadRequest extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;

    BadRequest(String code, String sentence) {
        super(sentence, null, false, false);
        this.code = code;
    }

    /** Stable, for programs. */
    String code() {
        return code;
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
