package dev.tenure.options;

import static dev.tenure.options.Reading.FILE;
import static dev.tenure.options.Reading.bad;
import static dev.tenure.options.Reading.good;
import static dev.tenure.options.Reading.ip;
import static dev.tenure.options.Reading.with;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OptionsReaderTest {
    @Test
    void without_anything_given_every_option_has_flannelds_default() {
        AgentOptions options = AgentOptions.defaults();

        assertThat(options.etcd().endpoints().toString()).isEqualTo("[http://127.0.0.1:4001, http://127.0.0.1:2379]");
        assertThat(options.etcd().prefix()).isEqualTo("/coreos.com/network");
        assertThat(options.host()).isEqualTo(HostOptions.DEFAULT);
        assertThat(options.lease())
                .isEqualTo(new LeaseOptions(
                        LeaseMode.LEASE,
                        Duration.ofHours(24),
                        Duration.ofMinutes(60),
                        WhenUnfit.MOVE,
                        WhenInConflict.AGE,
                        FollowPeers.ON,
                        false));
        assertThat(options.health()).isEqualTo(new HealthAddress(ip("127.0.0.1"), 9475));
        assertThat(options.subnetFile()).isEqualTo(Path.of("/run/flannel/subnet.env"));
        assertThat(options.ipMasq()).isFalse();
        assertThat(options.hooks()).isNull();
        assertThat(options.busPrefix()).isEqualTo("tenure");
        assertThat(options.logLevel()).isEqualTo(LogLevel.INFO);
    }

    @Test
    void a_flag_wins_over_a_variable_and_a_variable_over_the_file() {
        Map<String, String> inFile = Map.of("etcd-prefix", "/file", "bus-prefix", "file", "mtu", "1400");
        Map<String, String> environment = Map.of("FLANNELD_ETCD_PREFIX", "/env", "FLANNELD_BUS_PREFIX", "env");
        AgentOptions options = good(Map.of("etcd-prefix", List.of("/flag")), environment, inFile)
                .options();

        assertThat(options.etcd().prefix()).isEqualTo("/flag");
        assertThat(options.busPrefix()).isEqualTo("env");
        assertThat(options.host().mtuBytes()).isEqualTo(1400);
    }

    @Test
    void an_empty_variable_or_entry_is_the_same_as_none() {
        AgentOptions options = good(
                        Map.of(), Map.of("FLANNELD_ETCD_PREFIX", "", "FLANNELD_PUBLIC_IP", ""), Map.of("mtu", ""))
                .options();

        assertThat(options).isEqualTo(AgentOptions.defaults());
    }

    @Test
    void an_empty_flag_takes_back_what_a_variable_gives() {
        AgentOptions options = good(
                        Map.of("public-ip", List.of(""), "iface", List.of("")),
                        Map.of("FLANNELD_PUBLIC_IP", "192.0.2.1", "FLANNELD_IFACE", "eth0"),
                        Map.of())
                .options();

        assertThat(options.host()).isEqualTo(HostOptions.DEFAULT);
    }

    @Test
    void of_a_flag_given_twice_the_last_counts_but_interfaces_add_up() {
        AgentOptions options = good(
                        Map.of(
                                "etcd-prefix", List.of("/one", "/two"),
                                "iface", List.of("eth0, eth1", "192.0.2.1"),
                                "iface-regex", List.of("eth[0-9]{1,2}", "^ens")),
                        Map.of(),
                        Map.of())
                .options();

        assertThat(options.etcd().prefix()).isEqualTo("/two");
        assertThat(options.host().ifaces()).containsExactly("eth0", "eth1", "192.0.2.1");
        assertThat(options.host().ifaceRegexes()).containsExactly("eth[0-9]{1,2}", "^ens");
    }

    @ParameterizedTest
    @CsvSource({
        "etcd-endpoints, ftp://h:1",
        "etcd-endpoints, http://h",
        "etcd-endpoints, http://h:0",
        "etcd-endpoints, http://h:65536",
        "etcd-endpoints, 'http://h:1,'",
        "etcd-endpoints, http://h:1/v3",
        "etcd-endpoints, http://[::g]:1",
        "etcd-prefix, /a b",
        "etcd-prefix, /a/../b",
        "etcd-prefix, ''",
        "iface-can-reach, router",
        "public-ip, fd00::1",
        "public-ip, 0.0.0.0",
        "public-ipv6, 192.0.2.1",
        "mtu, 575",
        "mtu, 65536",
        "subnet-lease-ttl, 4s",
        "subnet-lease-ttl, 8761h",
        "subnet-lease-ttl, 24",
        "subnet-lease-renew-margin, 0",
        "subnet-lease-renew-margin, 1440",
        "subnet-lease-renew-margin, 1e3",
        "mode, reserved",
        "mode, reserved_only",
        "renumber, MOVE",
        "conflict, never",
        "ip-masq, yes",
        "release-on-stop, ''",
        "subnet-file, ''",
        "healthz-ip, localhost",
        "healthz-port, -1",
        "healthz-port, 65536",
        "hook-timeout, 0s",
        "hook-timeout, 61m",
        "bus-prefix, a..b",
        "log-level, loud",
        "v, -1",
        "iface-regex, 'eth[0'",
    })
    void a_bad_value_names_option_value_source_and_what_was_expected(String name, String text) {
        String expected = Options.ALL.stream()
                .filter(option -> option.name().equals(name))
                .findFirst()
                .orElseThrow()
                .expected();
        String sentence = bad(Map.of(name, List.of(text)), Map.of(), Map.of());

        assertThat(sentence)
                .startsWith("--" + name + " \"")
                .contains(" (command line): expected " + expected)
                .doesNotContain("\n");
    }

    @Test
    void the_source_of_a_bad_value_is_told_for_variables_and_the_file_too() {
        assertThat(bad(Map.of(), Map.of("FLANNELD_MTU", "big"), Map.of()))
                .isEqualTo(
                        "--mtu \"big\" (environment variable FLANNELD_MTU): expected a whole number of bytes from 576"
                                + " to 65535");
        assertThat(bad(Map.of(), Map.of(), Map.of("mtu", "big")))
                .startsWith("--mtu \"big\" (/etc/tenure.properties:mtu): expected");
    }

    @Test
    void a_foreign_value_is_shown_printable_and_cut() {
        String sentence = bad(Map.of("mtu", List.of("a\nb\u001b[31m\u00e4" + "x".repeat(500))), Map.of(), Map.of());

        assertThat(sentence).startsWith("--mtu \"a?b?[31m?xxx").contains("x...\" (command line)");
        assertThat(sentence.length()).isLessThan(200);
        assertThat(sentence.chars()).allMatch(c -> c >= 0x20 && c < 0x7f);
    }

    @Test
    void a_secret_is_shown_nowhere() {
        Map<String, List<String>> flags = Map.of("etcd-password", List.of("hunter2"), "etcd-username", List.of("u"));
        OptionsResult.Good good = good(flags, Map.of(), Map.of());

        assertThat(good.options().etcd().password()).isEqualTo(new Secret("hunter2"));
        assertThat(good.toString()).doesNotContain("hunter2");
        assertThat(new GivenOptions(flags, Map.of(), null).toString()).doesNotContain("hunter2");
        assertThat(new ConfigFile(FILE, Map.of("etcd-password", "hunter2")).toString())
                .doesNotContain("hunter2");
        assertThat(bad(
                        Map.of("etcd-password", List.of("hunter2"), "etcd-password-file", List.of("/p")),
                        Map.of(),
                        Map.of()))
                .isEqualTo("--etcd-password-file \"/p\" (command line): expected no --etcd-password beside it"
                        + " (command line)");
        assertThat(bad(Map.of("etcd-endpoints", List.of("http://u:hunter2@h:1")), Map.of(), Map.of()))
                .contains("\"...@h:1\"")
                .contains("--etcd-password-file")
                .doesNotContain("hunter2");
    }

    @Test
    void every_secret_option_says_only_that_it_is_one() {
        Option<?> picky = Option.of(
                        "etcd-password", OptionGroup.ETCD, "p", "", Parsers.one(Parsers::bool), "true or false", "")
                .asSecret();

        assertThat(picky.secret()).isTrue();
        assertThat(Options.ETCD_PASSWORD.secret()).isTrue();
        assertThat(OptionValues.shown(picky, "hunter2")).isEqualTo("(a secret, not shown)");
    }

    @ParameterizedTest
    @CsvSource({
        "http://etcd_1:2379, http://etcd_1:2379",
        "https://[fd00::1]:2379/, https://[fd00::1]:2379",
        "'http://a:1, http://b.example:2', 'http://a:1, http://b.example:2'",
    })
    void endpoints_are_client_urls(String text, String expected) {
        assertThat(with("etcd-endpoints", text).etcd().endpoints().toString()).isEqualTo("[" + expected + "]");
    }

    @ParameterizedTest
    @CsvSource({"/a/b/, /a/b", "//a//b, /a/b", "a/b, a/b", "/, ''"})
    void a_prefix_is_cleaned_as_go_joins_paths(String text, String expected) {
        assertThat(with("etcd-prefix", text).etcd().prefix()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "t", "T", "true", "TRUE", "True"})
    void a_switch_is_on_by_every_word_that_go_takes(String text) {
        assertThat(with("ip-masq", text).ipMasq()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "f", "F", "false", "FALSE", "False"})
    void a_switch_is_off_by_every_word_that_go_takes(String text) {
        assertThat(with("ip-masq", text).ipMasq()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"12s, 12", "15m, 900", "24h, 86400", "1h30m, 5400", "1h0m5s, 3605"})
    void durations_are_written_as_in_go(String text, long seconds) {
        assertThat(with("subnet-lease-ttl", text).lease().ttl()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void options_of_flannelds_other_half_are_one_warning() {
        OptionsResult.Good good = good(
                Map.of("kube-subnet-mgr", List.of("true"), "vmodule", List.of("x=2")),
                Map.of("FLANNELD_KUBE_API_URL", "https://k"),
                Map.of("iptables-resync", "7"));

        assertThat(good.warnings())
                .singleElement()
                .asString()
                .contains("without effect")
                .endsWith("--iptables-resync, --kube-subnet-mgr, --vmodule, FLANNELD_KUBE_API_URL");
        assertThat(good.options()).isEqualTo(AgentOptions.defaults());
    }

    @Test
    void unknown_names_are_warnings_in_file_and_environment_and_an_error_as_flags() {
        OptionsResult.Good good =
                good(Map.of(), Map.of("FLANNELD_IFACES", "eth0", "PATH", "/bin"), Map.of("etcd-endpoint", "x"));

        assertThat(good.warnings())
                .containsExactly(
                        "/etc/tenure.properties: unknown option \"etcd-endpoint\" has no effect; did you mean"
                                + " etcd-endpoints?",
                        "unknown environment variables have no effect: \"FLANNELD_IFACES\" (did you mean"
                                + " FLANNELD_IFACE?)");
        assertThat(bad(Map.of("etcd-endpiont", List.of("hunter2")), Map.of(), Map.of()))
                .isEqualTo("unknown option \"--etcd-endpiont\"; did you mean --etcd-endpoints?");
        assertThat(bad(Map.of("colour", List.of("red")), Map.of(), Map.of())).isEqualTo("unknown option \"--colour\"");
    }

    @Test
    void the_file_cannot_name_another_file() {
        assertThat(good(Map.of(), Map.of(), Map.of("config", "/other")).warnings())
                .singleElement()
                .asString()
                .contains("unknown option \"config\" has no effect");
    }

    @Test
    void a_file_of_nonsense_is_a_bounded_number_of_warnings() {
        Map<String, String> entries = new java.util.HashMap<>();
        for (int i = 0; i < 500; i++) {
            entries.put("nonsense" + i, "x");
        }

        assertThat(good(Map.of(), Map.of(), entries).warnings())
                .hasSize(21)
                .last()
                .asString()
                .contains("480 more unknown options");
    }
}
