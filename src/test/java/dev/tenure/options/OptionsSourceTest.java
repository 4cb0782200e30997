package dev.tenure.options;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OptionsSourceTest {
    private static final Logger LOG = Logger.getLogger("dev.tenure.options");

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<OptionsChange> changes = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> logged = new LinkedBlockingQueue<>();
    private final Handler collector = new Collector();

    @TempDir
    Path home;

    @BeforeEach
    void collectTheLog() throws IOException {
        Files.createDirectory(home.resolve("conf"));
        LOG.addHandler(collector);
    }

    @AfterEach
    void close() throws Exception {
        LOG.removeHandler(collector);
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void without_a_file_the_defaults_hold() throws Exception {
        assertThat(good(Map.of()).options()).isEqualTo(AgentOptions.defaults());
        assertThat(good(Map.of()).file()).isNull();
    }

    @Test
    void the_file_where_tenure_is_installed_is_read_as_text() throws Exception {
        write("# a comment\nbus-prefix=007\netcd-prefix = /a.b/c\niface-regex=^eth\\\\d$\niptables-resync=5\n");

        OptionsResult.Good good = good(Map.of());

        assertThat(good.options().busPrefix()).isEqualTo("007");
        assertThat(good.options().etcd().prefix()).isEqualTo("/a.b/c");
        assertThat(good.options().host().ifaceRegexes()).containsExactly("^eth\\d$");
        assertThat(good.file()).isEqualTo(file());
    }

    @Test
    void a_file_that_was_asked_for_must_be_there() throws Exception {
        assertThat(bad(Map.of("config", home + "/none")))
                .isEqualTo("--config \"" + home + "/none\" (command line): expected the path of a readable file with"
                        + " name=value lines (no such file)");
        assertThat(bad(Map.of("config", home.toString()))).endsWith("(it is a directory)");
    }

    @Test
    void a_file_that_is_no_properties_file_is_told() throws Exception {
        write("bus-prefix=\\u00zz\n");

        assertThat(bad(Map.of())).startsWith("the file of options " + file() + " can't be used (\"Malformed");
    }

    @Test
    void a_bad_value_in_the_file_names_file_and_key() throws Exception {
        write("mtu=big\n");

        assertThat(bad(Map.of())).startsWith("--mtu \"big\" (" + file() + ":mtu): expected a whole number");
    }

    @Test
    void a_file_much_too_long_is_not_read() throws Exception {
        write("#".repeat(300 * 1024));

        assertThat(bad(Map.of())).contains("it is longer than 256 KiB");
    }

    @Test
    void tls_files_must_be_readable() throws Exception {
        Path key = Files.writeString(home.resolve("key.pem"), "key");
        Map<String, String> flags = Map.of(
                "etcd-endpoints", "https://h:1", "etcd-keyfile", key.toString(), "etcd-certfile", home + "/none");

        assertThat(bad(flags)).startsWith("--etcd-certfile \"").endsWith("a readable file (no such file)");

        Files.writeString(key, "");
        assertThat(bad(flags)).startsWith("--etcd-keyfile \"").endsWith("a readable file (it is empty)");
    }

    @Test
    void the_password_is_the_first_line_of_its_file() throws Exception {
        Path password = Files.writeString(home.resolve("password"), "s3cret \u00e4\r\nnot this\n");
        Map<String, String> flags = Map.of("etcd-username", "u", "etcd-password-file", password.toString());

        assertThat(good(flags).options().etcd().password()).isEqualTo(new Secret("s3cret \u00e4"));

        Files.writeString(password, "\nsecond");
        assertThat(bad(flags)).endsWith("(its first line is empty)");
    }

    @Test
    void a_change_says_of_each_option_when_it_takes_effect_and_hands_over_only_what_does_now() throws Exception {
        write("etcd-endpoints=http://a:1\nbus-prefix=one\n");
        watch(good(Map.of()));

        write("etcd-endpoints=http://b:2\nbus-prefix=two\nlog-level=debug\n");
        OptionsChange change = nextChange();

        assertThat(change.changed()).containsExactly(Options.ETCD_ENDPOINTS, Options.BUS_PREFIX, Options.LOG_LEVEL);
        assertThat(change.options().etcd().endpoints().toString()).isEqualTo("[http://b:2]");
        assertThat(change.options().logLevel()).isEqualTo(LogLevel.DEBUG);
        assertThat(change.options().busPrefix()).isEqualTo("one");
        assertThat(List.of(nextLine(), nextLine(), nextLine()))
                .containsExactly(
                        "--etcd-endpoints has another value now, which takes effect now",
                        "--bus-prefix has another value now, which takes effect at the next start",
                        "--log-level has another value now, which takes effect now");
    }

    @Test
    void a_new_password_in_its_file_is_a_change_whose_value_is_not_logged() throws Exception {
        Path password = Files.writeString(home.resolve("password"), "hunter2");
        watch(good(Map.of("etcd-username", "u", "etcd-password-file", password.toString())));

        replace(password, "hunter3");
        OptionsChange change = nextChange();

        assertThat(change.options().etcd().password()).isEqualTo(new Secret("hunter3"));
        assertThat(nextLine()).isEqualTo("--etcd-password has another value now, which takes effect now");
        assertThat(change.toString()).doesNotContain("hunter");
    }

    @Test
    void a_password_file_that_the_file_names_later_is_watched_too() throws Exception {
        Path password = Files.writeString(home.resolve("password"), "one");
        write("etcd-username=u\netcd-password=zero\n");
        watch(good(Map.of()));

        write("etcd-username=u\netcd-password-file=" + password + "\n");
        assertThat(nextChange().options().etcd().password()).isEqualTo(new Secret("one"));

        replace(password, "two");
        assertThat(nextChange().options().etcd().password()).isEqualTo(new Secret("two"));
    }

    @Test
    void a_file_that_breaks_or_vanishes_changes_nothing_and_is_warned_of_once() throws Exception {
        write("etcd-endpoints=http://a:1\n");
        watch(good(Map.of()));

        write("etcd-endpoints=nonsense\n");
        assertThat(nextLine()).startsWith("A change of options is left out").contains("--etcd-endpoints \"nonsense\"");
        Files.delete(file());
        assertThat(nextLine()).startsWith("A change of options is left out").contains("(no such file)");
        write("etcd-endpoints=http://b:2\n");

        OptionsChange change = nextChange();
        assertThat(change.options().etcd().endpoints().toString()).isEqualTo("[http://b:2]");
        assertThat(nextLine()).startsWith("--etcd-endpoints has another value");
        assertThat(changes).isEmpty();
    }

    @Test
    void a_file_that_appears_later_counts() throws Exception {
        watch(good(Map.of()));

        write("v=1\n");

        assertThat(nextChange().options().logLevel()).isEqualTo(LogLevel.DEBUG);
    }

    private Path file() {
        return home.resolve("conf").resolve("tenure.properties");
    }

    private void write(String text) throws IOException {
        replace(file(), text);
    }

    private void replace(Path file, String text) throws IOException {
        Path other = Files.writeString(home.resolve("being-written"), text);
        Files.move(other, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private OptionsSource source(Map<String, String> flags) {
        Map<String, List<String>> given = new HashMap<>();
        flags.forEach((name, text) -> given.put(name, List.of(text)));
        return new OptionsSource(vertx, given, Map.of("TENURE_HOME", home.toString()));
    }

    private OptionsSource latestSource = new OptionsSource(vertx, Map.of(), Map.of());

    private OptionsResult load(Map<String, String> flags) throws Exception {
        latestSource = source(flags);
        return latestSource.load().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private OptionsResult.Good good(Map<String, String> flags) throws Exception {
        OptionsResult result = load(flags);
        assertThat(result).isInstanceOf(OptionsResult.Good.class);
        return (OptionsResult.Good) result;
    }

    private String bad(Map<String, String> flags) throws Exception {
        OptionsResult result = load(flags);
        assertThat(result).isInstanceOf(OptionsResult.Bad.class);
        return ((OptionsResult.Bad) result).sentence();
    }

    private void watch(OptionsResult.Good start) {
        vertx.runOnContext(ignored -> latestSource.watch(start, 20, changes::add));
    }

    private OptionsChange nextChange() throws InterruptedException {
        return Optional.ofNullable(changes.poll(20, TimeUnit.SECONDS)).orElseThrow();
    }

    private String nextLine() throws InterruptedException {
        return Optional.ofNullable(logged.poll(20, TimeUnit.SECONDS)).orElseThrow();
    }

    private final class Collector extends Handler {
        @Override
        public void publish(LogRecord event) {
            logged.add(new SimpleFormatter().formatMessage(event));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
