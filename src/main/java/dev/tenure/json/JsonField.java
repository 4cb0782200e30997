package dev.tenure.json;

/**
 * One field of a JSON object as it stood in the text.
 *
 * @param name the name, unescaped, in the writer's own case
 * @param kind what the value is
 * @param raw the value's exact text, so that it can be written back byte for byte
 * @param text a string's unescaped content; for every other kind the same as {@code raw}
 */
public record JsonField(String name, Kind kind, String raw, String text) {
    /** The six kinds of JSON value (RFC 8259, section 3). */
    public enum Kind {
        STRING,
        NUMBER,
        BOOLEAN,
        NULL,
        OBJECT,
        ARRAY
    }

    /** True if {@code wanted} names this field as Go matches names: without regard to case. */
    public boolean isNamed(String wanted) {
        return name.equalsIgnoreCase(wanted);
    }
}
