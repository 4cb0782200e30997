package dev.tenure.cli;

import dev.tenure.registry.RegistryException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * {@code 2026-11-23T14:40:00.123Z INFO  tenancy  sentence}: UTC, level, part of Tenure (or library), what happened.
 *
 * <p>An event is one printable line. Only a bug (an unexpected {@link RuntimeException} or an {@link Error}) has its stack
 * trace below it; what the world does to us is told by its message.
 */
final class LineFormatter extends Formatter {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final String OURS = "dev.tenure";

    @Override
    public String format(LogRecord event) {
        Throwable thrown = unwrapped(event.getThrown());
        String message = String.valueOf(formatMessage(event));
        boolean bug = thrown != null && isBug(thrown);
        if (thrown != null && !bug && !message.contains(String.valueOf(thrown.getMessage()))) {
            message = message + ": "
                    + (thrown.getMessage() == null ? thrown.getClass().getName() : thrown.getMessage());
        }
        String line = TIME.format(event.getInstant()) + " " + level(event.getLevel()) + " "
                + part(String.valueOf(event.getLoggerName())) + "  " + printable(message) + "\n";
        return thrown != null && bug ? line + trace(thrown) : line;
    }

    private static @Nullable Throwable unwrapped(@Nullable Throwable thrown) {
        Throwable cause = thrown;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static boolean isBug(Throwable thrown) {
        return switch (thrown) {
            case RegistryException expected -> false;
            case UncheckedIOException expected -> false;
            case RuntimeException unexpected -> true;
            case Error unexpected -> true;
            default -> false;
        };
    }

    private static String level(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (level.intValue() >= Level.WARNING.intValue()) {
            return "WARN ";
        }
        if (level.intValue() >= Level.INFO.intValue()) {
            return "INFO ";
        }
        return level.intValue() >= Level.FINE.intValue() ? "DEBUG" : "TRACE";
    }

    /** {@code dev.tenure.registry.etcd.EtcdConnection} → {@code etcd}; {@code io.vertx.core.…} → {@code vertx}. */
    static String part(String logger) {
        String[] segments = logger.split("\\.", -1);
        String part = segments[segments.length > 1 ? 1 : 0];
        if (logger.startsWith(OURS)) {
            for (String segment : segments) {
                part = !segment.isEmpty() && Character.isLowerCase(segment.charAt(0)) ? segment : part;
            }
        }
        return part.isEmpty() ? "-" : part;
    }

    private static String printable(String message) {
        StringBuilder shown = new StringBuilder(message.length());
        message.codePoints().forEach(c -> shown.appendCodePoint(Character.isISOControl(c) ? ' ' : c));
        return shown.toString();
    }

    private static String trace(Throwable thrown) {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace, true));
        return trace.toString();
    }
}
