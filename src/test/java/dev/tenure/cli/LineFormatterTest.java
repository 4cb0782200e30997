package dev.tenure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.registry.RegistryException;
import dev.tenure.registry.RegistryFailure;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.CompletionException;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LineFormatterTest {
    @Test
    void an_event_is_one_line_of_time_level_part_and_sentence() {
        assertThat(format(event(Level.INFO, "Holds 10.5.1.0/24.")))
                .isEqualTo("2026-11-23T14:40:00.123Z INFO  tenancy  Holds 10.5.1.0/24.\n");
    }

    @ParameterizedTest
    @CsvSource({"SEVERE, ERROR", "WARNING, WARN", "INFO, INFO", "CONFIG, DEBUG", "FINE, DEBUG", "FINER, TRACE"})
    void levels_have_their_usual_names(String level, String shown) {
        assertThat(format(event(Level.parse(level), "x"))).contains("Z " + shown + " ");
    }

    @ParameterizedTest
    @CsvSource({
        "dev.tenure.registry.etcd.EtcdConnection, etcd",
        "dev.tenure.options, options",
        "io.vertx.core.impl.BlockedThreadChecker, vertx",
        "io.grpc.internal.Foo, grpc",
        "lonely, lonely",
        "'', -",
    })
    void a_logger_is_shown_as_its_part(String logger, String part) {
        assertThat(LineFormatter.part(logger)).isEqualTo(part);
    }

    @Test
    void a_foreign_line_break_does_not_make_a_second_line() {
        assertThat(format(event(Level.INFO, "one\n2026-11-23T00:00:00.000Z ERROR forged\u001b[31m")))
                .hasLineCount(1)
                .doesNotContain("\u001b");
    }

    @Test
    void what_the_world_does_to_us_has_no_stack_trace() {
        LogRecord registry = event(Level.WARNING, "Renewal failed");
        registry.setThrown(new CompletionException(
                new RegistryException(new RegistryFailure.Unreachable("etcd does not answer"))));
        LogRecord io = event(Level.WARNING, "Write failed");
        io.setThrown(new IOException("disk full"));

        assertThat(format(registry)).endsWith("tenancy  Renewal failed: etcd does not answer\n");
        assertThat(format(io)).endsWith("tenancy  Write failed: disk full\n").hasLineCount(1);
    }

    @Test
    void a_bug_has_its_stack_trace() {
        LogRecord bug = event(Level.SEVERE, "It broke");
        bug.setThrown(new IllegalStateException("unexpected"));

        assertThat(format(bug)).contains("ERROR tenancy  It broke\njava.lang.IllegalStateException: unexpected\n\tat ");
    }

    private static LogRecord event(Level level, String message) {
        LogRecord event = new LogRecord(level, message);
        event.setLoggerName("dev.tenure.tenancy.Tenancy");
        event.setInstant(Instant.parse("2026-11-23T14:40:00.123456Z"));
        return event;
    }

    private static String format(LogRecord event) {
        return new LineFormatter().format(event);
    }
}
