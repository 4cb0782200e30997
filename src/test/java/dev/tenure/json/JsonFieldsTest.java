package dev.tenure.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenure.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFieldsTest {
    private static JsonFields fields(String json) throws MalformedJson {
        return JsonFields.parse(json);
    }

    @Test
    void keeps_the_fields_in_their_order_and_each_value_byte_for_byte() throws MalformedJson {
        JsonFields fields = fields("""
                 { "a" : "x\\u0041\\/" , "B":[ 1, {"c":2} ],"o":{ "n" : null },"n":-1.50E+2,"t":true,"f" :false,"z":null }
                """);
        assertThat(fields.fields())
                .containsExactly(
                        new JsonField("a", JsonField.Kind.STRING, "\"x\\u0041\\/\"", "xA/"),
                        new JsonField("B", JsonField.Kind.ARRAY, "[ 1, {\"c\":2} ]", "[ 1, {\"c\":2} ]"),
                        new JsonField("o", JsonField.Kind.OBJECT, "{ \"n\" : null }", "{ \"n\" : null }"),
                        new JsonField("n", JsonField.Kind.NUMBER, "-1.50E+2", "-1.50E+2"),
                        new JsonField("t", JsonField.Kind.BOOLEAN, "true", "true"),
                        new JsonField("f", JsonField.Kind.BOOLEAN, "false", "false"),
                        new JsonField("z", JsonField.Kind.NULL, "null", "null"));
    }

    @Test
    void reads_the_elements_of_an_array_and_what_was_put_into_one() throws MalformedJson {
        String array = "[ 1, \"x\\u0041\", {\"a\":[2]} ]";
        assertThat(JsonFields.elements(array))
                .containsExactly(
                        new JsonField("", JsonField.Kind.NUMBER, "1", "1"),
                        new JsonField("", JsonField.Kind.STRING, "\"x\\u0041\"", "xA"),
                        new JsonField("", JsonField.Kind.OBJECT, "{\"a\":[2]}", "{\"a\":[2]}"));
        assertThat(JsonFields.elements("[]")).isEmpty();
        JsonText text =
                new JsonText().put("t", "é\"\n").put("none", null).put("n", -7).putArray("a", List.of("1", "{}"));
        assertThat(text).hasToString("{\"t\":\"é\\\"\\n\",\"none\":null,\"n\":-7,\"a\":[1,{}]}");
        assertThat(JsonFields.elements(
                        fields(text.toString()).fields().getLast().raw()))
                .hasSize(2);
        for (String bad : List.of("", "{}", "[1", "[1] 2", "[,]")) {
            assertThatExceptionOfType(MalformedJson.class).as(bad).isThrownBy(() -> JsonFields.elements(bad));
        }
    }

    @Test
    void a_text_that_is_no_JSON_shows_where_it_is_broken() {
        assertThat(JsonFields.brokenAt("{\"a\":[1,2],\n \"b\":1}")).isEmpty();
        assertThat(JsonFields.brokenAt("{\"a\":1,\n \"b\":2,\n}")).contains("line 3, column 1");
        assertThat(JsonFields.brokenAt("{'a':1}")).contains("line 1, column 2");
        assertThat(JsonFields.brokenAt("[" + "[".repeat(100_000))).contains("where it nests too deep");
    }

    @Test
    void matches_names_without_regard_to_case_and_takes_the_last_of_duplicates() throws MalformedJson {
        JsonFields fields = fields("{\"Type\":\"a\",\"type\":\"b\",\"other\":1,\"TYPE\":\"c\"}");
        assertThat(fields.string("tYpE")).contains("c");
        assertThat(fields.fields()).hasSize(4);
    }

    @Test
    void null_is_no_field_and_leaves_an_earlier_one_as_it_was() throws MalformedJson {
        JsonFields fields = fields("{\"a\":null,\"b\":\"x\",\"B\":null}");
        assertThat(fields.string("a")).isEmpty();
        assertThat(fields.string("b")).contains("x");
        assertThat(fields.bool("a", true)).isTrue();
        assertThat(fields.unsigned("a", 9)).isZero();
    }

    @ParameterizedTest(name = "{0} is refused: {1}")
    @CsvSource(
            delimiter = '~',
            value = {
                "'' ~ the value is empty",
                "'  \t' ~ the value is empty",
                "null ~ the value is not a JSON object",
                "[{}] ~ the value is not a JSON object",
                "7 ~ the value is not a JSON object",
                "\"{}\" ~ the value is not a JSON object",
                "{} x ~ the value is not JSON",
                "{}{} ~ there is text after the JSON object",
                "{} 7 ~ there is text after the JSON object",
                "{ ~ the value is not JSON",
                "{\"a\" ~ the value is not JSON",
                "{\"a\": ~ the value is not JSON",
                "{\"a\":} ~ the value is not JSON",
                "{\"a\":1,} ~ the value is not JSON",
                "{\"a\":01} ~ the value is not JSON",
                "{\"a\":NaN} ~ the value is not JSON",
                "{\"a\":+1} ~ the value is not JSON",
                "{\"a\":.5} ~ the value is not JSON",
                "{\"a\":tru} ~ the value is not JSON",
                "{\"a\":'b'} ~ the value is not JSON",
                "{a:1} ~ the value is not JSON",
                "{\"a\":1 /* b */} ~ the value is not JSON",
                "{\"a\":\"b} ~ the value is not JSON",
                "{\"a\":\"\\x\"} ~ the value is not JSON",
                "{\"a\":\"\\u12\"} ~ the value is not JSON",
                "\ufeff{} ~ the value is not JSON",
                "{\"a\":[1} ~ the value is not JSON",
            })
    void every_other_text_is_refused(String text, String reason) {
        assertThatExceptionOfType(MalformedJson.class)
                .isThrownBy(() -> fields(text))
                .withMessage(reason);
    }

    @Test
    void a_control_character_in_a_string_is_refused_as_in_go() {
        assertThatThrownBy(() -> fields("{\"a\":\"x\ty\"}")).isInstanceOf(MalformedJson.class);
        assertThatThrownBy(() -> fields("{\"a\":\"x\0y\"}")).isInstanceOf(MalformedJson.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "[[", "[{\"a\":["})
    void a_nesting_bomb_is_refused_and_breaks_nothing(String opening) {
        String bomb = "{\"a\":" + opening.repeat(200_000);
        assertThatExceptionOfType(MalformedJson.class)
                .isThrownBy(() -> fields(bomb))
                .withMessage("the value is not JSON");
    }

    @Test
    void a_number_bomb_is_refused() {
        assertThatThrownBy(() -> fields("{\"a\":1" + "0".repeat(100_000) + "}")).isInstanceOf(MalformedJson.class);
    }

    @Test
    void a_lone_surrogate_is_kept_as_it_was_written() throws MalformedJson {
        JsonField field = fields("{\"a\":\"x\\ud800y\"}").fields().getFirst();
        assertThat(field.raw()).isEqualTo("\"x\\ud800y\"");
        assertThat(field.text()).isEqualTo("x\ud800y");
    }

    @Test
    void a_getter_refuses_another_kind_with_a_sentence() throws MalformedJson {
        JsonFields fields = fields("{\"s\":\"x\",\"n\":24,\"o\":{\"a\":1},\"b\":true}");
        assertRefused(() -> fields.string("n"), "n is \"24\"; expected a string");
        assertRefused(() -> fields.string("o"), "o is \"{\"a\":1}\"; expected a string");
        assertRefused(() -> fields.bool("s", true), "s is the string \"x\"; expected true or false");
        assertRefused(() -> fields.unsigned("b", 9), "b is \"true\"; expected a whole number from 0 to 9");
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String sentence) {
        assertThatExceptionOfType(MalformedJson.class).isThrownBy(call).withMessage(sentence);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "-0", "1.0", "1e1", "256", "4294967320", "99999999999999999999999"})
    void a_number_that_is_not_whole_or_not_in_range_is_refused(String number) throws MalformedJson {
        JsonFields fields = fields("{\"SubnetLen\":" + number + "}");
        assertRefused(
                () -> fields.unsigned("SubnetLen", 255),
                "SubnetLen is \"" + number + "\"; expected a whole number from 0 to 255");
    }

    @Test
    void a_foreign_text_fits_into_one_line_of_a_message() {
        assertThat(JsonFields.quote("a\nb\u0000c\u001b[31m\u202e\u00e4")).isEqualTo("\"a?b?c?[31m??\"");
        assertThat(JsonFields.quote("x".repeat(41))).isEqualTo("\"" + "x".repeat(40) + "…\"");
        assertThat(JsonFields.quote("x".repeat(40))).isEqualTo("\"" + "x".repeat(40) + "\"");
    }

    @Test
    void a_string_literal_reads_back_as_the_same_text() throws MalformedJson {
        Seed seed = Seed.forTest("JsonFieldsTest.a_string_literal_reads_back_as_the_same_text");
        RandomGenerator random = seed.random();
        for (int round = 0; round < 5_000; round++) {
            String text = text(random);
            String literal = JsonFields.stringLiteral(text);
            assertThat(fields("{" + literal + ":" + literal + "}").fields())
                    .as("%s", seed)
                    .containsExactly(new JsonField(text, JsonField.Kind.STRING, literal, text));
        }
    }

    private static String text(RandomGenerator random) {
        StringBuilder text = new StringBuilder();
        random.ints(random.nextInt(12), 0, 0x3000)
                .forEach(c -> text.appendCodePoint(random.nextBoolean() ? c & 0x7f : c));
        return text.toString();
    }

    @Test
    void finds_every_value_s_exact_text_in_an_object_of_any_size() throws MalformedJson {
        Seed seed = Seed.forTest("JsonFieldsTest.finds_every_value_s_exact_text_in_an_object_of_any_size");
        RandomGenerator random = seed.random();
        for (int round = 0; round < 100; round++) {
            // well past any buffer of the parser's
            int count = random.nextInt(1, 3_000);
            List<String> raws = new ArrayList<>();
            StringBuilder json = new StringBuilder("{");
            for (int i = 0; i < count; i++) {
                String raw = value(random, 3);
                raws.add(raw);
                json.append(i == 0 ? "" : ",")
                        .append(space(random))
                        .append("\"f")
                        .append(i)
                        .append("\"");
                json.append(space(random))
                        .append(':')
                        .append(space(random))
                        .append(raw)
                        .append(space(random));
            }
            List<String> found =
                    fields(json + "}").fields().stream().map(JsonField::raw).toList();
            assertThat(found).as("%s round %s", seed, round).isEqualTo(raws);
        }
    }

    private static String space(RandomGenerator random) {
        return " ".repeat(random.nextInt(2)) + (random.nextInt(20) == 0 ? "\r\n\t" : "");
    }

    private static String value(RandomGenerator random, int depth) {
        return switch (random.nextInt(depth == 0 ? 5 : 7)) {
            case 0 -> JsonFields.stringLiteral(text(random));
            case 1 -> "\"" + "y".repeat(random.nextInt(300)) + "\\u00e9\"";
            case 2 -> Long.toString(random.nextLong());
            case 3 -> random.nextBoolean() ? "1.5e-10" : "0";
            case 4 -> List.of("true", "false", "null").get(random.nextInt(3));
            case 5 -> "[" + space(random) + value(random, depth - 1) + " ," + value(random, depth - 1) + "]";
            default -> "{" + space(random) + "\"k\"" + space(random) + ":" + value(random, depth - 1) + "}";
        };
    }
}
