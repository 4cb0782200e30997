package dev.tenure.options;

/** Carries the sentence of a usage error up to where it becomes an {@link OptionsResult.Bad}. */
final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String sentence) {
        super(sentence, null, false, false);
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
