package dev.tenure.operator;

/** What an operator gave is not what was asked for; the message says what it is and what was expected. */
public final class MalformedInput extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedInput(String message) {
        super(message, null, false, false);
    }
}
