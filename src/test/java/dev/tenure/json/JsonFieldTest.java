package dev.tenure.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFieldTest {
    private static JsonField named(String name) {
        return new JsonField(name, JsonField.Kind.NUMBER, "1", "1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"BackendType", "backendtype", "BACKENDTYPE", "bAcKeNdTyPe", "Bac\u212aendType"})
    void matches_a_name_without_regard_to_case_as_go_does(String name) {
        assertThat(named(name).isNamed("BackendType")).isTrue();
    }

    @Test
    void takes_the_long_s_for_an_s_as_go_does() {
        assertThat(named("\u017fubnetLen").isNamed("SubnetLen")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Publ\u0131cIP", "Publ\u0130cIP", "PublicI", "PublicIP ", "Public_IP", ""})
    void takes_no_other_name_for_it(String name) {
        assertThat(named(name).isNamed("PublicIP")).isFalse();
    }
}
