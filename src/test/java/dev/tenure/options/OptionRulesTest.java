package dev.tenure.options;

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

/** What must hold between options. */
final class OptionRulesTest {
    @Test
    void a_default_margin_shrinks_with_a_short_ttl_but_a_given_one_is_refused() {
        assertThat(with("subnet-lease-ttl", "12s").lease().renewMargin()).isEqualTo(Duration.ofSeconds(6));
        assertThat(bad(
                        Map.of("subnet-lease-ttl", List.of("1h"), "subnet-lease-renew-margin", List.of("60")),
                        Map.of(),
                        Map.of()))
                .isEqualTo("--subnet-lease-renew-margin \"60\" (command line): expected less than --subnet-lease-ttl,"
                        + " which is 3600s");
    }

    @Test
    void a_key_needs_its_certificate_and_a_certificate_its_key() {
        assertThat(bad(Map.of("etcd-keyfile", List.of("/k")), Map.of(), Map.of()))
                .isEqualTo("--etcd-keyfile \"/k\" (command line): expected --etcd-certfile to be given too");
        assertThat(bad(Map.of(), Map.of("FLANNELD_ETCD_CERTFILE", "/c"), Map.of()))
                .isEqualTo("--etcd-certfile \"/c\" (environment variable FLANNELD_ETCD_CERTFILE): expected"
                        + " --etcd-keyfile to be given too");
    }

    @Test
    void tls_files_with_a_url_in_clear_text_are_refused() {
        assertThat(bad(Map.of("etcd-cafile", List.of("/ca")), Map.of(), Map.of()))
                .isEqualTo("--etcd-endpoints \"http://127.0.0.1:4001,http://127.0.0.1:2379\" (default): expected"
                        + " https:// in every URL, since --etcd-cafile is given");
    }

    @Test
    void a_password_counts_only_with_a_user_name_and_that_is_said() {
        OptionsResult.Good alone = good(Map.of("etcd-password", List.of("p")), Map.of(), Map.of());
        OptionsResult.Good name = good(Map.of("etcd-username", List.of("u")), Map.of(), Map.of());

        assertThat(alone.options().etcd().password()).isNull();
        assertThat(alone.warnings()).containsExactly("a password for etcd has no effect without --etcd-username");
        assertThat(name.options().etcd().username()).isNull();
        assertThat(name.warnings()).singleElement().asString().startsWith("--etcd-username has no effect");
    }

    @Test
    void of_password_and_password_file_the_stronger_source_counts() {
        Map<String, List<String>> file = Map.of("etcd-password-file", List.of("/p"), "etcd-username", List.of("u"));
        EtcdOptions etcd = good(file, Map.of("FLANNELD_ETCD_PASSWORD", "x"), Map.of())
                .options()
                .etcd();

        assertThat(etcd.password()).isNull();
        assertThat(etcd.passwordFile()).isEqualTo(Path.of("/p"));
    }

    @Test
    void health_is_served_as_flanneld_does_where_a_port_is_given_and_locally_where_not() {
        assertThat(with("healthz-port", "0").health()).isNull();
        assertThat(with("healthz-port", "8080").health()).isEqualTo(new HealthAddress(ip("0.0.0.0"), 8080));
        assertThat(with("healthz-ip", "192.0.2.1").health()).isEqualTo(new HealthAddress(ip("192.0.2.1"), 9475));
    }

    @ParameterizedTest
    @CsvSource({"0, INFO", "1, DEBUG", "10, TRACE"})
    void verbosity_is_a_log_level(String verbosity, LogLevel level) {
        assertThat(with("v", verbosity).logLevel()).isEqualTo(level);
    }

    @Test
    void of_log_level_and_verbosity_the_stronger_source_counts_and_the_name_where_they_are_equal() {
        assertThat(good(Map.of("v", List.of("1")), Map.of(), Map.of("log-level", "error"))
                        .options()
                        .logLevel())
                .isEqualTo(LogLevel.DEBUG);
        assertThat(good(Map.of("v", List.of("1"), "log-level", List.of("warn")), Map.of(), Map.of())
                        .options()
                        .logLevel())
                .isEqualTo(LogLevel.WARN);
    }
}
