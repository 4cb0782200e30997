package dev.tenure.registry.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.HostAndPort;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators write, and what becomes of it before anything is connected. */
final class EtcdSettingsTest {
    private final EtcdSettings settings = EtcdSettings.of(List.of("http://10.0.0.1:2379"), "/coreos.com/network");

    @Test
    void the_deadline_is_shorter_where_there_is_another_endpoint_to_ask() {
        assertThat(settings.requestTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(EtcdSettings.usualTimeout(3)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void a_password_is_never_shown() {
        assertThat(settings.withLogin("tenure", "hush").toString())
                .contains("tenure")
                .doesNotContain("hush");
    }

    @Test
    void half_a_pair_of_certificate_and_key_is_refused() {
        assertThatThrownBy(() -> settings.withTls(null, Path.of("client.pem"), null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected both files or neither");
    }

    @ParameterizedTest
    @CsvSource({
        "http://10.0.0.1:4001, 10.0.0.1:4001",
        "HTTP://10.0.0.1:4001/, 10.0.0.1:4001",
        "http://etcd.example, etcd.example:2379",
        "http://[fd00::1]:2379, [fd00::1]:2379"
    })
    void endpoints_are_read(String url, String address) {
        assertThat(EtcdEndpoints.parse(List.of(url)).addresses()).containsExactly(HostAndPort.fromString(address));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10.0.0.1:2379", "ftp://10.0.0.1", "http://", "http://a b", "unix:///run/etcd.sock"})
    void other_endpoints_are_refused_with_what_was_expected(String url) {
        assertThatThrownBy(() -> EtcdEndpoints.parse(List.of(url)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected http://host:port or https://host:port");
    }

    @ParameterizedTest
    @CsvSource({
        "1, PT24H, PT5S",
        "3, PT24H, PT2S",
        "1, PT24S, PT4S",
        "3, PT24S, PT2S",
        "1, PT6S, PT1.5S",
        "3, PT5S, PT1.5S"
    })
    void a_request_is_given_up_well_before_a_lease_ends(int endpoints, Duration ttl, Duration timeout) {
        List<String> urls = IntStream.range(0, endpoints)
                .mapToObj(i -> "http://10.0.0." + i + ":2379")
                .toList();

        assertThat(EtcdSettings.of(urls, "/network").withDeadlinesFor(ttl).requestTimeout())
                .isEqualTo(timeout);
    }

    @Test
    void other_endpoints_come_with_the_deadline_for_their_number() {
        EtcdSettings one = EtcdSettings.of(List.of("http://a:1"), "/network").withLogin("user", "secret");
        EtcdSettings three = EtcdSettings.of(List.of("http://a:1", "http://b:1", "http://c:1"), "/other");

        assertThat(one.withEndpointsOf(three))
                .isEqualTo(EtcdSettings.of(three.endpoints(), "/network").withLogin("user", "secret"));
    }

    @Test
    void http_and_https_together_are_refused() {
        assertThatThrownBy(() -> EtcdEndpoints.parse(List.of("http://10.0.0.1:2379", "https://10.0.0.2:2379")))
                .hasMessageContaining("mix http and https");
        assertThatThrownBy(() -> EtcdEndpoints.parse(List.of())).hasMessageContaining("there is no etcd endpoint");
    }

    @Test
    void endpoints_are_asked_in_an_order_of_chance() {
        EtcdEndpoints three = EtcdEndpoints.parse(List.of("http://a:1", "http://b:2", "http://c:3"));
        SplittableRandom random = new SplittableRandom(7);

        assertThat(IntStream.range(0, 50).mapToObj(i -> three.target(random)).distinct())
                .hasSize(6);
    }

    @Test
    void many_endpoints_are_not_all_named_in_a_sentence() {
        assertThat(EtcdEndpoints.parse(
                        List.of("https://a:1", "https://b:2", "https://c:3", "https://d:4", "https://e:5")))
                .hasToString("https://a:1, https://b:2, https://c:3 and 2 more");
    }

    @ParameterizedTest
    @CsvSource({
        "/coreos.com/network, /coreos.com/network/config",
        "/coreos.com/network/, /coreos.com/network/config",
        "coreos.com/network//, coreos.com/network/config",
        "/, /config"
    })
    void a_prefix_keeps_its_leading_slash_and_loses_trailing_ones(String prefix, String config) {
        assertThat(new EtcdKeys(prefix).config().toString(StandardCharsets.UTF_8))
                .isEqualTo(config);
    }

    @Test
    void the_libraries_loggers_are_quiet_unless_the_operator_said_otherwise() {
        List<Logger> loggers =
                List.of(Logger.getLogger("io.grpc"), Logger.getLogger("io.netty"), Logger.getLogger("io.etcd"));
        loggers.forEach(logger -> logger.setLevel(null));
        loggers.getLast().setLevel(Level.INFO);

        QuietLoggers.hush();

        assertThat(loggers).extracting(Logger::getLevel).containsExactly(Level.SEVERE, Level.SEVERE, Level.INFO);
        assertThat(Logger.getLogger("io.grpc.internal.ManagedChannelImpl").isLoggable(Level.WARNING))
                .isFalse();
        loggers.getLast().setLevel(Level.SEVERE);
    }
}
