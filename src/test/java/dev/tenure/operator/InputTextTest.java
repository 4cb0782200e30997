package dev.tenure.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator may type for a subnet and a host, and what is said about everything else. */
class InputTextTest {
    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(
            delimiter = '~',
            value = {
                "10.5.52.0/24~10.5.52.0/24",
                "10.5.52.0-24~10.5.52.0/24",
                "' 10.5.52.0/24 '~10.5.52.0/24",
                "fd01:0:0:34::/64~fd01:0:0:34::/64",
                "fd01:0:0:34::-64~fd01:0:0:34::/64",
                "0.0.0.0-0&fd01:0:0:34::-64~fd01:0:0:34::/64",
                "10.5.52.0/24,fd01:0:0:34::/64~10.5.52.0/24,fd01:0:0:34::/64",
                "10.5.52.0-24&fd01:0:0:34::-64~10.5.52.0/24,fd01:0:0:34::/64",
                "fd01:0:0:34:0::/64, 10.5.52.0-24~10.5.52.0/24,fd01:0:0:34::/64",
            })
    void a_subnet_is_typed_as_people_or_as_etcd_write_it(String text, String subnet) throws MalformedInput {
        assertThat(InputText.subnet(text)).hasToString(subnet);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.5.52.0",
                "10.5.52.0/",
                "10.5.52.0/33",
                "10.5.52.0/32",
                "0.0.0.0/0",
                "0.0.0.0-0",
                "10.5.52/24",
                "fd01::/128",
                "10.5.52.0/24,",
                "10.5.52.0/24 fd01::/64",
                "::ffff:10.0.0.0/104/24",
                "\u001b[31m10.5.52.0/24🐉"
            })
    void anything_else_is_no_subnet(String text) {
        assertThatThrownBy(() -> InputText.subnet(text))
                .isInstanceOf(MalformedInput.class)
                .hasMessageMatching("\"\\p{Print}*\" is no subnet; expected one such as 10.5.52.0/24, fd01:0:0:34::/64,"
                        + " or both with a comma between");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '~',
            value = {
                "10.5.52.7/24~\"10.5.52.7/24\" is an address inside of a subnet; did you mean 10.5.52.0/24?",
                "10.5.52.0/24,10.5.53.0/24~\"10.5.52.0/24,10.5.53.0/24\" has two IPv4 halves;"
                        + " expected at most one of each family",
            })
    void a_slip_is_named(String text, String sentence) {
        assertThatThrownBy(() -> InputText.subnet(text)).hasMessage(sentence);
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(
            delimiter = '~',
            value = {
                "192.168.64.3~192.168.64.3",
                "fd00::3~fd00::3",
                "' fd00:0::3 , 192.168.64.3'~192.168.64.3,fd00::3",
            })
    void a_host_is_typed_as_its_addresses(String text, String host) throws MalformedInput {
        assertThat(InputText.host(text)).hasToString(host);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "0.0.0.0", "::", "host-a", "192.168.64.3,", "192.168.064.3", "fe80::1%eth0", "\u0007🐉"})
    void anything_else_is_no_host(String text) {
        assertThatThrownBy(() -> InputText.host(text))
                .isInstanceOf(MalformedInput.class)
                .hasMessageMatching("\"\\p{Print}*\" is no host's public address;"
                        + " expected one such as 192.168.64.3 or fd00::3");
    }

    @ParameterizedTest
    @CsvSource({"','", "x"})
    void a_text_of_a_megabyte_is_cut_before_it_is_looked_at(String piece) {
        String text = piece.repeat(1_000_000);
        assertThatThrownBy(() -> InputText.host(text)).hasMessageMatching("(?s).{1,200}");
        assertThatThrownBy(() -> InputText.subnet(text)).hasMessageMatching("(?s).{1,200}");
    }
}
