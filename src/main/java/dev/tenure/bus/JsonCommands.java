package dev.tenure.bus;

import dev.tenure.json.JsonFields;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The public commands and questions from JSON. Pure.
 *
 * <p>What is not understood is refused with an {@link IllegalArgumentException} whose message is half a sentence that names
 * the field and what was expected: a data plane that misspells a field must not find out from a lease that lacks it. An
 * object may carry {@code "version": 1}, as everything that the mirrors write does.
 */
public final class JsonCommands {
    /** The longest text of BackendData or BackendV6Data; a VTEP needs 60 characters, and every peer keeps a copy. */
    public static final int BACKEND_DATA_CHARS_MAX = 16 * 1024;

    private static final String VERSION = "version";
    private static final String DATA = "backendData";
    private static final String V6_DATA = "backendV6Data";

    private JsonCommands() {}

    /**
     * {@code {"backendData": {…}, "backendV6Data": null}}. {@code null} leaves a field out of the lease, and so does the
     * absence of one of the two; one has to be there, so that an empty object wipes nothing out.
     */
    public static BackendAttributes backendAttributes(JsonObject json) {
        check(json, List.of(DATA, V6_DATA));
        if (!json.containsKey(DATA) && !json.containsKey(V6_DATA)) {
            throw new IllegalArgumentException("expected the field " + DATA + ", " + V6_DATA
                    + " or both, each a JSON object, or null to leave it out of the lease");
        }
        return new BackendAttributes(opaque(json, DATA), opaque(json, V6_DATA));
    }

    /** {@code {}}. */
    public static Reserve reserve(JsonObject json) {
        check(json, List.of());
        return new Reserve();
    }

    /** {@code {}}. */
    public static Release release(JsonObject json) {
        check(json, List.of());
        return new Release();
    }

    /** {@code {}}. */
    public static Topics.Ask ask(JsonObject json) {
        check(json, List.of());
        return new Topics.Ask();
    }

    private static @Nullable String opaque(JsonObject json, String field) {
        Object value = json.getValue(field);
        if (value == null) {
            return null;
        }
        if (!(value instanceof JsonObject object)) {
            throw new IllegalArgumentException(field + " is " + kind(value) + "; expected a JSON object, or null");
        }
        String text = object.encode();
        if (text.length() > BACKEND_DATA_CHARS_MAX) {
            throw new IllegalArgumentException(
                    field + " is " + text.length() + " characters long; expected at most " + BACKEND_DATA_CHARS_MAX);
        }
        return text;
    }

    private static String kind(Object value) {
        return switch (value) {
            case CharSequence text -> "a string";
            case Number number -> "a number";
            case Boolean bool -> "a boolean";
            default -> "an array";
        };
    }

    private static void check(JsonObject json, List<String> fields) {
        Object version = json.getValue(VERSION);
        if (version != null && !Objects.equals(version, JsonMirror.VERSION)) {
            throw new IllegalArgumentException("its version is another one; expected " + JsonMirror.VERSION);
        }
        for (String field : new TreeSet<>(json.fieldNames())) {
            if (!field.equals(VERSION) && !fields.contains(field)) {
                throw new IllegalArgumentException(JsonFields.quote(field) + " is no field of it; expected "
                        + (fields.isEmpty() ? "an empty object" : String.join(", ", fields)));
            }
        }
    }
}
