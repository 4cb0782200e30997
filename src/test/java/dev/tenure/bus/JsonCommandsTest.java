package dev.tenure.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonCommandsTest {
    private static BackendAttributes attributes(String json) {
        return JsonCommands.backendAttributes(new JsonObject(json));
    }

    @Test
    void backend_data_is_an_object_and_keeps_its_order() {
        assertThat(attributes("{\"version\":1,\"backendData\":{\"VtepMAC\":\"c6:d2\", \"VNI\":1, \"A\":[1.5,null]}}"))
                .isEqualTo(new BackendAttributes("{\"VtepMAC\":\"c6:d2\",\"VNI\":1,\"A\":[1.5,null]}", null));
        assertThat(attributes("{\"backendData\":{},\"backendV6Data\":{\"VNI\":2}}"))
                .isEqualTo(new BackendAttributes("{}", "{\"VNI\":2}"));
    }

    @Test
    void null_leaves_a_field_out() {
        assertThat(attributes("{\"backendData\":null}")).isEqualTo(new BackendAttributes(null, null));
    }

    @Test
    void an_empty_object_wipes_nothing_out() {
        assertThatThrownBy(() -> attributes("{}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected the field backendData, backendV6Data or both");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"backendData":"{}"}              | backendData is a string; expected a JSON object, or null
                    {"backendV6Data":7}               | backendV6Data is a number; expected a JSON object, or null
                    {"backendV6Data":true}            | backendV6Data is a boolean; expected a JSON object, or null
                    {"backendData":[]}                | backendData is an array; expected a JSON object, or null
                    {"backenddata":{}}                | "backenddata" is no field of it; expected backendData, backendV6Data
                    {"backendData":{},"version":2}    | its version is another one; expected 1
                    {"backendData":{},"version":"1"}  | its version is another one; expected 1
                    """)
    void what_is_not_understood_is_refused(String json, String sentence) {
        assertThatThrownBy(() -> attributes(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(sentence);
    }

    @Test
    void data_that_is_too_long_is_refused() {
        String fits = "x".repeat(JsonCommands.BACKEND_DATA_CHARS_MAX - "{\"a\":\"\"}".length());
        assertThat(attributes("{\"backendData\":{\"a\":\"" + fits + "\"}}").backendData())
                .hasSize(JsonCommands.BACKEND_DATA_CHARS_MAX);
        assertThatThrownBy(() -> attributes("{\"backendData\":{\"a\":\"" + fits + "x\"}}"))
                .hasMessageContaining("expected at most 16384");
    }

    @Test
    void a_command_without_fields_takes_none() {
        List<Function<JsonObject, Object>> commands =
                List.of(JsonCommands::reserve, JsonCommands::release, JsonCommands::ask);
        List<Object> expected = List.of(new Reserve(), new Release(), new Topics.Ask());
        for (int i = 0; i < commands.size(); i++) {
            Function<JsonObject, Object> command = commands.get(i);
            assertThat(command.apply(new JsonObject())).isEqualTo(expected.get(i));
            assertThat(command.apply(new JsonObject().put("version", 1))).isEqualTo(expected.get(i));
            assertThatThrownBy(() -> command.apply(new JsonObject().put("key\nof mine", "10.5.52.0-24")))
                    .hasMessage("\"key?of mine\" is no field of it; expected an empty object");
        }
    }
}
