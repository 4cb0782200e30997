package dev.tenure.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** hosts.csv as people, spreadsheets and this program's own reports write it, and what is said about every wrong line. */
class HostsFileTest {
    /** {@code number:host>subnet}, with a check mark where it is done. */
    private static String shown(HostsFile file) {
        return file.lines().stream()
                .map(line -> line.number() + ":" + line.host() + ">"
                        + line.subnet().map(Object::toString).orElse("") + (line.isDone() ? "✓" : ""))
                .collect(Collectors.joining(" "));
    }

    private static String errors(HostsFile file) {
        return file.errors().stream()
                .map(error -> error.number() + ": " + error.sentence())
                .collect(Collectors.joining("\n"));
    }

    private static void reads(String text, String expected) {
        HostsFile file = HostsFile.parse(text);
        assertThat(errors(file)).isEmpty();
        assertThat(shown(file)).isEqualTo(expected);
    }

    private static void fails(String text, String expected) {
        assertThat(errors(HostsFile.parse(text))).isEqualTo(expected);
    }

    @Test
    void a_line_names_a_host_and_may_name_its_second_address_and_a_subnet() {
        reads(
                """
                192.168.64.3
                192.168.64.4,10.5.52.0/24
                192.168.64.5,fd00::5
                192.168.64.6,fd00::6,10.5.53.0/24,fd01:0:0:35::/64
                192.168.64.7,fd00::7,"10.5.54.0/24,fd01:0:0:36::/64"
                192.168.64.8,,10.5.55.0-24
                fd00::9,fd01:0:0:37::/64
                """,
                "1:192.168.64.3> 2:192.168.64.4>10.5.52.0/24 3:192.168.64.5,fd00::5>"
                        + " 4:192.168.64.6,fd00::6>10.5.53.0/24,fd01:0:0:35::/64"
                        + " 5:192.168.64.7,fd00::7>10.5.54.0/24,fd01:0:0:36::/64 6:192.168.64.8>10.5.55.0/24"
                        + " 7:fd00::9>fd01:0:0:37::/64");
    }

    @Test
    void a_mark_at_the_start_carriage_returns_comments_blank_lines_and_quotes_are_as_spreadsheets_leave_them() {
        reads(
                "\ufeffPublic_IP, Subnet\r\n\r\n# rack 7\r\n  \"192.168.64.3\" ,\t10.5.52.0/24 \r\n192.168.64.4,\r\n",
                "4:192.168.64.3>10.5.52.0/24 5:192.168.64.4>");
    }

    @Test
    void a_header_says_in_which_order_the_columns_stand() {
        reads(
                "subnet,public-ipv6,public-ip\n\"10.5.52.0/24,fd01::/64\",fd00::3,192.168.64.3\n",
                "2:192.168.64.3,fd00::3>10.5.52.0/24,fd01::/64");
    }

    @Test
    void a_report_is_read_again_without_what_is_done() {
        reads("""
                line,public-ip,public-ipv6,subnet,result,code,sentence
                7,192.168.64.3,,10.5.52.0/24,done,,
                8,192.168.64.4,,,already,,"10.5.53.0/24 is reserved for 192.168.64.4, already"
                9,192.168.64.5,fd00::5,"10.5.54.0/24,fd01::/64",failed,unreachable,etcd is away
                """, "2:192.168.64.3>10.5.52.0/24✓ 3:192.168.64.4>✓ 4:192.168.64.5,fd00::5>10.5.54.0/24,fd01::/64");
        reads(
                " {\"rows\":[{\"line\":7,\"publicIp\":\"192.168.64.3\",\"publicIpv6\":null,\"subnet\":\"10.5.52.0/24\","
                        + "\"result\":\"done\"},{\"publicIpv6\":\"fd00::5\",\"result\":\"not-tried\"}]}",
                "1:192.168.64.3>10.5.52.0/24✓ 2:fd00::5>");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "host-a,10.5.52.0/24~\"host-a\" is no host's public address; expected one such as 192.168.64.3 or fd00::3",
                "192.168.64.3,10.5.52.7/24~\"10.5.52.7/24\" is an address inside of a subnet; did you mean 10.5.52.0/24?",
                "192.168.64.3;10.5.52.0/24~\"192.168.64.3;10.5.52.0/24\" has no comma;"
                        + " expected public-ip[,public-ipv6][,subnet]",
                "192.168.64.3,192.168.64.4~\"192.168.64.3,192.168.64.4\" has two IPv4 addresses;"
                        + " expected at most one of each family",
                "\"192.168.64.3~a quote is not closed; expected another \" on the same line",
                "\"192.168.64.3\"x~there is text behind a closing quote; expected a comma there",
                ",,10.5.52.0/24~\"\" is no host's public address; expected one such as 192.168.64.3 or fd00::3",
            })
    void each_wrong_line_is_named_with_its_number_and_the_cure(String line, String sentence) {
        String text = "192.168.64.1\n" + line + "\n192.168.64.2\n";
        fails(text, "2: " + sentence);
        assertThat(shown(HostsFile.parse(text))).isEqualTo("1:192.168.64.1> 3:192.168.64.2>");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '~',
            value = {
                "pubic-ip,subnet~\"pubic-ip\" is no column; did you mean public-ip?",
                "hostname~\"hostname\" is no column; expected public-ip[,public-ipv6][,subnet]",
            })
    void a_header_that_is_not_understood_ends_the_reading(String header, String sentence) {
        fails(header + "\n192.168.64.3\nnonsense\n", "1: " + sentence);
    }

    @Test
    void a_wrong_row_of_a_JSON_report_does_not_hide_the_others() {
        HostsFile file =
                HostsFile.parse("{\"rows\":[{\"publicIp\":\"192.168.64.3\"},{\"publicIp\":3},7,{\"publicIp\":\"x\"},"
                        + "{\"publicIp\":\"192.168.64.4\"}]}");
        assertThat(shown(file)).isEqualTo("1:192.168.64.3> 5:192.168.64.4>");
        assertThat(errors(file))
                .isEqualTo(
                        "2: publicIp is \"3\"; expected a string\n3: the value is not a JSON object\n4: \"x\" is no host's"
                                + " public address; expected one such as 192.168.64.3 or fd00::3");
    }

    @Test
    void a_host_stands_in_one_line() {
        fails(
                "192.168.64.3,fd00::3\n192.168.64.4,fd00::3\n192.168.64.3,10.5.52.0/24\n",
                "2: fd00::3 stands in line 1 already; keep one of the two lines\n"
                        + "3: 192.168.64.3 stands in line 1 already; keep one of the two lines");
    }

    @Test
    void more_fields_than_columns_are_a_subnet_without_its_quotes() {
        fails(
                "public-ip,subnet\n192.168.64.3,10.5.52.0/24,fd01::/64\n",
                "2: there are 3 fields and 2 columns; put a subnet that has a comma in quotes");
    }

    @ParameterizedTest
    @CsvSource({"''", "'# nobody'", "'public-ip,subnet'"})
    void a_file_without_a_host_is_a_mistake(String text) {
        fails(text, "1: the file names no host; expected public-ip[,public-ipv6][,subnet] on each line");
    }

    @Test
    void a_file_has_a_hundred_thousand_hosts_at_most() {
        String text = IntStream.rangeClosed(0, HostsFile.LINES_MAX)
                .mapToObj(i -> String.format(Locale.ROOT, "172.%d.%d.%d\n", 16 + i / 65_536, i / 256 % 256, i % 256))
                .collect(Collectors.joining());
        HostsFile file = HostsFile.parse(text);
        assertThat(file.lines()).hasSize(HostsFile.LINES_MAX);
        assertThat(errors(file)).isEqualTo("100001: the file names more than 100000 hosts; split it");
    }

    @Test
    void hostile_files_give_printable_sentences() {
        for (String hostile : new String[] {
            "\u001b[31m🐉\u0000",
            "x".repeat(1_000_000),
            ",".repeat(1_000_000),
            "\"".repeat(3_001),
            "{\"rows\":[" + "[".repeat(5_000),
            "{\"rows\":3}",
            "{}",
            "{\"rows\":[{\"publicIp\":3}]}"
        }) {
            HostsFile file = HostsFile.parse(hostile);
            assertThat(file.lines()).isEmpty();
            assertThat(errors(file)).matches("[\\p{Print}…]{1,300}");
        }
    }
}
