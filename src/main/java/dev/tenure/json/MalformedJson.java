package dev.tenure.json;

/** The text is not what was asked for; the message is half a sentence that names the field, the value and the cure. */
public final class MalformedJson extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedJson(String message) {
        super(message, null, false, false);
    }
}
