package dev.tenure.json;

import com.google.common.base.Ascii;

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

    /**
     * True if {@code wanted}, which is ASCII, names this field as Go matches names: without regard to case by Unicode's
     * simple folding. {@link String#equalsIgnoreCase} takes a dotless ı for an i as well, and Go doesn't.
     */
    public boolean isNamed(String wanted) {
        // the long s and the Kelvin sign are the only others that fold to ASCII letters
        return Ascii.equalsIgnoreCase(name.replace('\u017f', 's').replace('\u212a', 'k'), wanted);
    }

    /** The value made fit for one line of a message that says "…is …": {@code "24"}, but {@code the string "24"}. */
    public String shown() {
        return kind == Kind.STRING ? "the string " + JsonFields.quote(text) : JsonFields.quote(raw);
    }
}
