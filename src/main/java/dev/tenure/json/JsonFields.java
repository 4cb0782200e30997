package dev.tenure.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The fields of one JSON object, in the order in which they were written.
 *
 * <p>The getters read as Go does: the last field of that name in any case counts, and a {@code null} is the same as no
 * field (Go leaves a value that meets {@code null} as it was).
 *
 * @param fields every field, duplicates included
 */
public record JsonFields(List<JsonField> fields) {
    /** Longer than any number that one of our fields may hold, short enough not to be a burden to convert. */
    private static final int NUMBER_LENGTH_MAX = 20;

    private static final int QUOTED_LENGTH_MAX = 40;

    private static final JsonFactory FACTORY = new JsonFactory();

    public JsonFields {
        fields = List.copyOf(fields);
    }

    /** Reads one object and nothing else; {@link MalformedJson} for every other text. */
    public static JsonFields parse(String text) throws MalformedJson {
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedJson(text.isBlank() ? "the value is empty" : "the value is not a JSON object");
            }
            List<JsonField> fields = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                fields.add(field(parser, text));
            }
            if (parser.nextToken() != null) {
                throw new MalformedJson("there is text after the JSON object");
            }
            return new JsonFields(fields);
        } catch (IOException e) {
            throw new MalformedJson("the value is not JSON");
        }
    }

    /** Where {@code text} stops being JSON, for whoever wrote it by hand: {@code line 3, column 7}; empty if it is JSON. */
    public static Optional<String> brokenAt(String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            while (parser.nextToken() != null) {
                parser.skipChildren();
            }
            return Optional.empty();
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            return Optional.of(
                    at == null ? "where it nests too deep" : "line " + at.getLineNr() + ", column " + at.getColumnNr());
        } catch (IOException e) {
            return Optional.of("an unknown place");
        }
    }

    /** The elements of one JSON array, each without a name; {@link MalformedJson} for every other text. */
    public static List<JsonField> elements(String array) throws MalformedJson {
        try (JsonParser parser = FACTORY.createParser(array)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new MalformedJson("the value is not a JSON array");
            }
            List<JsonField> elements = new ArrayList<>();
            for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
                elements.add(value("", token, parser, array));
            }
            if (parser.nextToken() != null) {
                throw new MalformedJson("there is text after the JSON array");
            }
            return elements;
        } catch (IOException e) {
            throw new MalformedJson("the value is not JSON");
        }
    }

    private static JsonField field(JsonParser parser, String text) throws IOException {
        String name = parser.currentName();
        return value(name, parser.nextToken(), parser, text);
    }

    private static JsonField value(String name, JsonToken token, JsonParser parser, String text) throws IOException {
        int start = (int) parser.currentTokenLocation().getCharOffset();
        String content = token.isScalarValue() ? parser.getText() : "";
        parser.skipChildren();
        parser.finishToken();
        int end = (int) parser.currentLocation().getCharOffset();
        JsonField.Kind kind = kind(token);
        String raw = kind == JsonField.Kind.NUMBER ? content : text.substring(start, end);
        return new JsonField(name, kind, raw, kind == JsonField.Kind.STRING ? content : raw);
    }

    private static JsonField.Kind kind(JsonToken token) {
        return switch (token) {
            case VALUE_STRING -> JsonField.Kind.STRING;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> JsonField.Kind.NUMBER;
            case VALUE_TRUE, VALUE_FALSE -> JsonField.Kind.BOOLEAN;
            case START_OBJECT -> JsonField.Kind.OBJECT;
            case START_ARRAY -> JsonField.Kind.ARRAY;
            default -> JsonField.Kind.NULL;
        };
    }

    /** The last field of this name that is not {@code null}. */
    public Optional<JsonField> find(String name) {
        for (int i = fields.size() - 1; i >= 0; i--) {
            JsonField field = fields.get(i);
            if (field.isNamed(name) && field.kind() != JsonField.Kind.NULL) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }

    /** The string in this field; {@link MalformedJson} if another kind stands there. */
    public Optional<String> string(String name) throws MalformedJson {
        return expect(name, JsonField.Kind.STRING, "a string").map(JsonField::text);
    }

    /** The boolean in this field, or {@code absent}; {@link MalformedJson} if another kind stands there. */
    public boolean bool(String name, boolean absent) throws MalformedJson {
        return expect(name, JsonField.Kind.BOOLEAN, "true or false")
                .map(field -> Boolean.parseBoolean(field.raw()))
                .orElse(absent);
    }

    /** The whole number in this field, or 0 where there is none; {@link MalformedJson} outside 0…{@code max}. */
    public int unsigned(String name, int max) throws MalformedJson {
        String expected = "a whole number from 0 to " + max;
        Optional<JsonField> field = expect(name, JsonField.Kind.NUMBER, expected);
        if (field.isEmpty()) {
            return 0;
        }
        String raw = field.get().raw();
        boolean digits = raw.length() <= NUMBER_LENGTH_MAX && raw.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits || raw.length() > 9 || Integer.parseInt(raw) > max) {
            throw new MalformedJson(name + " is " + quote(raw) + "; expected " + expected);
        }
        return Integer.parseInt(raw);
    }

    private Optional<JsonField> expect(String name, JsonField.Kind kind, String expected) throws MalformedJson {
        Optional<JsonField> field = find(name);
        if (field.isPresent() && field.get().kind() != kind) {
            throw new MalformedJson(name + " is " + field.get().shown() + "; expected " + expected);
        }
        return field;
    }

    /** A foreign text made fit for one line of a message: printable, and cut where it is long. */
    public static String quote(String foreign) {
        StringBuilder shown = new StringBuilder();
        foreign.codePoints()
                .limit(QUOTED_LENGTH_MAX)
                .forEach(c -> shown.appendCodePoint(Character.isISOControl(c) || c > 0x7e ? '?' : c));
        return "\"" + shown + (foreign.codePointCount(0, foreign.length()) > QUOTED_LENGTH_MAX ? "…" : "") + "\"";
    }

    /** {@code text} as a JSON string, quotes included. */
    public static String stringLiteral(String text) {
        return '"'
                + new String(com.fasterxml.jackson.core.io.JsonStringEncoder.getInstance()
                        .quoteAsString(text))
                + '"';
    }
}
