package dev.tenure.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What must hold for every option in the table. */
final class OptionTableTest {
    @Test
    void every_default_is_a_value_of_its_option() {
        assertThat(Options.ALL)
                .allSatisfy(option -> assertThat((Object) option.defaultValue()).isNotNull());
    }

    @Test
    void every_constant_is_in_the_list() throws IllegalAccessException {
        for (java.lang.reflect.Field field : Options.class.getDeclaredFields()) {
            if (field.getType() == Option.class) {
                assertThat(Options.ALL).as(field.getName()).contains((Option<?>) field.get(null));
            }
        }
    }

    @Test
    void the_words_that_an_option_can_be_are_all_that_it_takes() {
        assertThat(Options.MODE.choices()).containsExactly("lease", "reserved-only");
        assertThat(Options.RENUMBER.choices()).containsExactly("move", "hold");
        assertThat(Options.CONFLICT.choices()).containsExactly("age", "hold", "move");
        assertThat(Options.LOG_LEVEL.choices()).containsExactly("error", "warn", "info", "debug", "trace");
        assertThat(Options.IP_MASQ.choices()).containsExactly("true", "false");
    }

    @Test
    void an_option_that_takes_more_than_a_few_words_has_no_choices() {
        assertThat(Options.IFACE.choices()).isEmpty();
        assertThat(Options.ETCD_PREFIX.choices()).isEmpty();
        assertThat(Options.SUBNET_FILE.choices()).isEmpty();
        assertThat(Options.MTU.choices()).isEmpty();
    }

    @Test
    void no_name_stands_twice() {
        Stream<String> names =
                Stream.concat(Options.ALL.stream().map(Option::name), IgnoredOptions.all().keySet().stream());

        assertThat(names.toList()).doesNotHaveDuplicates();
    }

    @Test
    void every_flag_of_flanneld_is_known() {
        List<String> flanneld = List.of(
                "etcd-endpoints",
                "etcd-prefix",
                "etcd-keyfile",
                "etcd-certfile",
                "etcd-cafile",
                "etcd-username",
                "etcd-password",
                "iface",
                "iface-regex",
                "iface-can-reach",
                "subnet-file",
                "public-ip",
                "public-ipv6",
                "subnet-lease-renew-margin",
                "ip-masq",
                "ip-masq-fully-random-disable",
                "kube-subnet-mgr",
                "kube-api-url",
                "kube-annotation-prefix",
                "kubeconfig-file",
                "healthz-ip",
                "healthz-port",
                "iptables-resync",
                "iptables-forward-rules",
                "ip-blackhole-route",
                "net-config-path",
                "set-node-network-unavailable",
                "v",
                "vmodule",
                "log_backtrace_at");

        assertThat(Stream.concat(Options.ALL.stream().map(Option::name), IgnoredOptions.all().keySet().stream())
                        .toList())
                .containsAll(flanneld);
    }

    @Test
    void a_variable_is_named_as_flanneld_names_it() {
        assertThat(Options.ETCD_ENDPOINTS.env()).isEqualTo("FLANNELD_ETCD_ENDPOINTS");
        assertThat(Options.PUBLIC_IPV6.env()).isEqualTo("FLANNELD_PUBLIC_IPV6");
    }

    @Test
    void only_what_the_agent_can_change_while_it_runs_takes_effect_now() {
        assertThat(Options.ALL.stream().filter(option -> option.takesEffect() == TakesEffect.NOW))
                .containsExactly(
                        Options.ETCD_ENDPOINTS,
                        Options.ETCD_USERNAME,
                        Options.ETCD_PASSWORD,
                        Options.ETCD_PASSWORD_FILE,
                        Options.LOG_LEVEL,
                        Options.VERBOSITY);
    }

    @Test
    void the_file_that_is_shipped_lists_every_option_with_its_default() throws IOException {
        List<String> shipped;
        try (Stream<String> lines = Files.lines(Path.of("conf/tenure.properties"))) {
            shipped = lines.filter(line -> line.matches("#[a-z].*")).toList();
        }

        assertThat(shipped)
                .containsExactlyElementsOf(Options.ALL.stream()
                        .filter(option -> !option.equals(Options.CONFIG))
                        .map(option -> "#" + option.name() + "=" + option.defaultText())
                        .toList());
    }
}
