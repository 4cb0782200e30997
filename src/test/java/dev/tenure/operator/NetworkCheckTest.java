package dev.tenure.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.Seed;
import dev.tenure.subnet.NetworkConfig;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said about a network config before it is written: the field, what is wrong with it, and the cure. */
class NetworkCheckTest {
    private static final String FIRST_SKIPPED = " by default: the first subnet is skipped";

    private static String shown(NetworkCheck check) {
        return check.findings().stream()
                .map(finding -> finding.severity().label() + " [" + finding.field() + "] " + finding.sentence()
                        + (finding.cure().isEmpty() ? "" : " -> " + finding.cure()))
                .collect(Collectors.joining("\n"));
    }

    private static void finds(String json, String... findings) {
        assertThat(shown(NetworkCheck.of(json))).isEqualTo(String.join("\n", findings));
    }

    /** What is found beside notices. */
    private static void warns(String json, String... findings) {
        assertThat(shown(NetworkCheck.of(json)).lines().filter(line -> !line.startsWith("notice")))
                .containsExactly(findings);
        assertThat(NetworkCheck.of(json).config()).isPresent();
    }

    @Test
    void a_config_that_says_everything_needs_no_comment() {
        String json = "{\"Network\":\"10.5.0.0/16\",\"SubnetLen\":24,\"SubnetMin\":\"10.5.1.0\","
                + "\"SubnetMax\":\"10.5.255.0\",\"Backend\":{\"Type\":\"vxlan\",\"VNI\":1}}";
        finds(json);
        assertThat(NetworkCheck.of(json).config()).contains((NetworkConfig) NetworkConfig.parse(json));
    }

    @Test
    void the_defaults_that_apply_are_told() {
        finds(
                "{\"Network\":\"10.5.0.0/16\",\"SubnetLen\":0,\"SubnetMin\":\"0.0.0.0\",\"EnableIPv6\":true,"
                        + "\"IPv6Network\":\"fd01::/48\"}",
                "notice [SubnetLen] SubnetLen is 24 by default",
                "notice [SubnetMin] SubnetMin is 10.5.1.0" + FIRST_SKIPPED,
                "notice [SubnetMax] SubnetMax is 10.5.255.0 by default",
                "notice [IPv6SubnetLen] IPv6SubnetLen is 64 by default",
                "notice [IPv6SubnetMin] IPv6SubnetMin is fd01:0:0:1::" + FIRST_SKIPPED,
                "notice [IPv6SubnetMax] IPv6SubnetMax is fd01:0:0:ffff:: by default",
                "notice [Backend] Backend is udp by default, which carries every packet through a program"
                        + " -> name one, such as {\"Type\":\"vxlan\"}");
    }

    @Test
    void every_mistake_is_named_and_not_only_the_first() {
        finds(
                "{\"EnableIPv6\":true,\"Network\":\"10.5.0.0/16\",\"SubnetMin\":\"10.6.0.0\",\"SubnetMax\":\"10.5.9.1\","
                        + "\"IPv6Network\":\"fd01::/48\",\"IPv6SubnetLen\":\"64\",\"IPv6SubnetMin\":\"fd02::\","
                        + "\"EnableNFTables\":1,\"Backend\":{\"Type\":7}}",
                "error [SubnetMin] SubnetMin is \"10.6.0.0\" -> expected an address inside 10.5.0.0/16",
                "error [SubnetMax] SubnetMax is \"10.5.9.1\" -> expected the first address of a /24, such as 10.5.9.0",
                "error [IPv6SubnetLen] IPv6SubnetLen is the string \"64\" -> expected a whole number from 0 to 255",
                "error [Backend.Type] Type is 7 -> expected a string".replace(" 7 ", " \"7\" "),
                "error [EnableNFTables] EnableNFTables is \"1\" -> expected true or false");
    }

    @Test
    void a_missing_network_does_not_hide_what_is_wrong_elsewhere() {
        finds(
                "{\"Netwrok\":\"10.5.0.0/16\",\"EnableIPv6\":true,\"IPv6Network\":\"fd01::/127\","
                        + "\"Backend\":\"vxlan\"}",
                "error [Network] Network is missing -> expected an IPv4 network such as 10.5.0.0/16",
                "error [IPv6Network] IPv6Network is fd01::/127 -> expected /124 or larger, so that it holds four subnets of"
                        + " four addresses",
                "warning [Network] \"Netwrok\" is no field of a network config and has no effect -> did you mean Network?");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "~[] the value is empty -> write one JSON object such as",
                "[]~[] the value is not a JSON object -> write one JSON object such as",
                "{\"Network\":\"10.5.0.0/16\",}~[] the value is not JSON: see line 1, column 26 -> write one JSON object",
                "{} {}~[] there is text after the JSON object -> write one JSON object such as",
                "{\"EnableIPv4\":false}~[EnableIPv4] EnableIPv4 and EnableIPv6 are both false -> expected at least one",
                "{\"Network\":\"10.5.0.0/16\",\"SubnetMax\":\"10.5.0.0\"}~[SubnetMin] SubnetMin 10.5.1.0 is behind"
                        + " SubnetMax 10.5.0.0 -> expected it to be the same or before",
                "{\"Network\":\"10.5.0.0/16\",\"Backend\":{\"Type\":\"vxlan\",\"MTU\":50}}~[Backend.MTU] MTU of Backend is 50"
                        + " -> expected more than the 50 bytes that vxlan takes of each packet",
            })
    void one_mistake_is_one_finding(String json, String start) {
        NetworkCheck check = NetworkCheck.of(json == null ? "" : json);
        assertThat(check.config()).isEmpty();
        assertThat(shown(check).lines().filter(line -> line.startsWith("error")))
                .singleElement()
                .asString()
                .startsWith("error " + start);
    }

    @Test
    void what_flannel_ignores_without_a_word_is_named() {
        warns(
                "{\"Network\":\"10.5.0.0/16\",\"network\":\"10.7.0.0/16\",\"SubnetLength\":25,\"IPv6Network\":\"fd01::/48\","
                        + "\"Backend\":{\"Type\":\"vxlna\"}}",
                "warning [SubnetLen] \"SubnetLength\" is no field of a network config and has no effect"
                        + " -> did you mean SubnetLen?",
                "warning [Network] Network stands there 2 times, and the last one counts -> keep one",
                "warning [IPv6Network] IPv6Network has no effect while EnableIPv6 is false"
                        + " -> set EnableIPv6 to true, or leave it out",
                "warning [Backend.Type] Type of Backend is \"vxlna\", which flannel does not know -> did you mean vxlan?");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '~',
            value = {
                "10.5.3.0/16~Network is \"10.5.3.0/16\", which is an address inside of 10.5.0.0/16 -> write 10.5.0.0/16",
                "11.0.0.0/8~Network 11.0.0.0/8 is not private, so the public addresses in it are out of reach -> choose a"
                        + " network inside of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10, unless it is yours",
            })
    void a_network_that_gets_in_somebodys_way_is_a_warning(String network, String finding) {
        warns("{\"Network\":\"" + network + "\",\"Backend\":{\"Type\":\"vxlan\"}}", "warning [Network] " + finding);
    }

    @Test
    void a_network_that_hosts_do_not_route_is_a_warning() {
        warns(
                "{\"EnableIPv4\":false,\"EnableIPv6\":true,\"IPv6Network\":\"fe80::/48\",\"Backend\":{\"Type\":\"vxlan\"}}",
                "warning [IPv6Network] IPv6Network fe80::/48 overlaps fe80::/10 (link-local), which hosts do not route"
                        + " -> choose a network such as fd01::/48");
    }

    @Test
    void the_first_subnet_and_a_backend_without_a_type_are_warnings() {
        warns(
                "{\"Network\":\"10.5.0.0/16\",\"SubnetMin\":\"10.5.0.0\",\"Backend\":{}}",
                "warning [SubnetMin] SubnetMin is the network's own address, which causes trouble on the interface that"
                        + " gets it -> begin with 10.5.1.0",
                "warning [Backend.Type] Backend has no Type, and flannel does not start without one -> name one of alloc,"
                        + " ali-vpc, aws-vpc, extension, gce, host-gw, ipip, ipsec, tencent-vpc, udp, vxlan, wireguard");
    }

    @Test
    void warnings_stand_before_notices_and_of_many_unknown_fields_twenty_are_named() {
        String unknown =
                IntStream.range(0, 25).mapToObj(i -> "\"zzzzzzzz" + i + "\":1,").collect(Collectors.joining());
        NetworkCheck check =
                NetworkCheck.of("{" + unknown + "\"EnableIPv4\":false,\"EnableIPv6\":true,\"Network\":\"10.5.0.0/16\","
                        + "\"IPv6Network\":\"fd01::/48\",\"Backend\":{\"Type\":\"vxlan\"}}");
        assertThat(shown(check))
                .startsWith(
                        "warning [Network] Network has no effect while EnableIPv4 is false -> set EnableIPv4 to true, or"
                                + " leave it out\nnotice [] \"zzzzzzzz0\" is no field of a network config and has no effect\n")
                .contains("\nnotice [] 5 more fields have no effect\n")
                .doesNotContain("zzzzzzzz20");
    }

    @Test
    void a_text_that_is_too_long_is_one_mistake() {
        assertThat(shown(NetworkCheck.of("{\"Network\":\"10.5.0.0/16\",\"a\":\"" + "x".repeat(300_000) + "\"}")))
                .startsWith("error [] the value is longer than 256 KiB");
    }

    @Test
    void hostile_texts_give_short_printable_findings() {
        String many = Collections.nCopies(50_000, "\"\\u001b🐉\":\"\\u0007\"").stream()
                .collect(Collectors.joining(","));
        for (String hostile : List.of(
                "{\"\\u001b[31m🐉\":1,\"Network\":\"\\u0000🐉\"}",
                "{\"Network\":\"" + "x".repeat(200_000) + "\"}",
                "x".repeat(1_000_000),
                "{" + many.substring(0, 250_000 - 250_000 % 21) + "\"a\":1}",
                "{\"Network\":" + "[".repeat(100_000),
                "{\"Backend\":{\"Type\":\"\\u001b🐉" + "y".repeat(1_000) + "\"},\"Network\":\"10.5.0.0/16\"}")) {
            NetworkCheck check = NetworkCheck.of(hostile);
            assertThat(check.findings()).isNotEmpty().hasSizeLessThan(40);
            assertThat(shown(check).lines()).allMatch(line -> line.matches("[\\p{Print}…]{1,400}"), "is printable");
        }
    }

    @Test
    void a_config_has_an_error_if_and_only_if_no_agent_can_use_it() {
        Seed seed = Seed.forTest("NetworkCheckTest");
        RandomGenerator random = seed.random();
        List<String> values = List.of(
                "\"10.5.0.0/16\"", "\"fd01::/48\"", "24", "\"10.5.4.0\"", "true", "{}", "null", "\"x\"", "70", "-1");
        for (int round = 0; round < 3_000; round++) {
            String json = NetworkMistakes.FIELDS.stream()
                    .filter(field -> random.nextInt(3) == 0 || field.equals("Network"))
                    .map(field -> "\"" + field + "\":" + values.get(random.nextInt(values.size())))
                    .collect(Collectors.joining(",", "{", "}"));
            NetworkCheck check = NetworkCheck.of(json);
            boolean hasError = check.findings().stream().anyMatch(finding -> finding.severity() == Severity.ERROR);
            assertThat(check.config().isEmpty()).as("%s, %s", seed, json).isEqualTo(hasError);
            assertThat(check.config().isPresent())
                    .as("%s, %s", seed, json)
                    .isEqualTo(NetworkConfig.parse(json) instanceof NetworkConfig);
        }
    }
}
