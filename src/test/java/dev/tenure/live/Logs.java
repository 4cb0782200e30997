package dev.tenure.live;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What the agents of this process log while it is open, instead of the console; also Vert.x's warnings of blocked loops. */
public final class Logs implements AutoCloseable {
    private final List<LogRecord> ours = new CopyOnWriteArrayList<>();
    private final List<LogRecord> blocked = new CopyOnWriteArrayList<>();
    private final Logger tenure = Logger.getLogger("tenure");
    private final Logger vertx = Logger.getLogger("io.vertx.core");
    private final Handler ourHandler = handler(ours);
    private final Handler blockedHandler = handler(blocked);

    public Logs() {
        tenure.addHandler(ourHandler);
        tenure.setUseParentHandlers(false);
        vertx.addHandler(blockedHandler);
    }

    /** Everything at this level or above, as sentences. */
    public List<String> at(Level least) {
        return ours.stream()
                .filter(line -> line.getLevel().intValue() >= least.intValue())
                .map(Logs::sentence)
                .toList();
    }

    public List<String> warnings() {
        return at(Level.WARNING);
    }

    /** The warnings that say so. */
    public List<String> warningsWith(String text) {
        return warnings().stream().filter(line -> line.contains(text)).toList();
    }

    /** What Vert.x said about event loops that did not turn. */
    public List<String> blockedLoops() {
        return blocked.stream()
                .filter(line -> sentence(line).contains("has been blocked"))
                .map(line -> new SimpleFormatter().format(line))
                .toList();
    }

    /** For a test that is about them. */
    public void forgetBlockedLoops() {
        blocked.clear();
    }

    public void forget() {
        ours.clear();
    }

    @Override
    public String toString() {
        StringBuilder all = new StringBuilder("log:\n");
        ours.forEach(line -> {
            all.append(String.format(
                    Locale.ROOT,
                    "  %tT.%<tL %s %s: %s%n",
                    line.getMillis(),
                    line.getLevel(),
                    line.getLoggerName(),
                    sentence(line)));
            if (line.getThrown() != null) {
                all.append(new SimpleFormatter().format(line));
            }
        });
        return all.toString();
    }

    private static String sentence(LogRecord line) {
        return new SimpleFormatter().formatMessage(line);
    }

    private static Handler handler(List<LogRecord> into) {
        return new Handler() {
            @Override
            public void publish(LogRecord line) {
                into.add(line);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    @Override
    public void close() {
        tenure.removeHandler(ourHandler);
        tenure.setUseParentHandlers(true);
        vertx.removeHandler(blockedHandler);
    }
}
