package dev.tenure.json;

import java.util.Collection;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** One JSON object in the making, on one line, its fields in the order in which they are put. */
public final class JsonText {
    private final StringJoiner fields = new StringJoiner(",", "{", "}");

    /** A string, or {@code null} where there is none. */
    public JsonText put(String name, @Nullable String text) {
        return putJson(name, text == null ? "null" : JsonFields.stringLiteral(text));
    }

    /** A whole number. */
    public JsonText put(String name, long number) {
        return putJson(name, String.valueOf(number));
    }

    /** What is JSON already. */
    public JsonText putJson(String name, String json) {
        fields.add(JsonFields.stringLiteral(name) + ":" + json);
        return this;
    }

    /** An array of what is JSON already. */
    public JsonText putArray(String name, Collection<String> elements) {
        return putJson(name, "[" + String.join(",", elements) + "]");
    }

    /** The object as it is so far. */
    @Override
    public String toString() {
        return fields.toString();
    }
}
