package dev.tenure.live;

import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What the agents of this process log while it is open, instead of the console; also Vert.x's warnings of blocked loops. */
public final class Logs implements AutoCloseable {
    /** While anybody listens the console is spared. */
    private static final AtomicInteger OPEN = new AtomicInteger();

    private final List<LogRecord> ours = new CopyOnWriteArrayList<>();
    private final List<LogRecord> blocked = new CopyOnWriteArrayList<>();
    private final Logger tenure = Logger.getLogger("tenure");
    private final Logger ofClasses = Logger.getLogger("dev.tenure");
    private final Logger vertx = Logger.getLogger("io.vertx.core");
    private final Set<Vertx> ownAgents = ConcurrentHashMap.newKeySet();
    private final Handler ourHandler;
    private final Handler blockedHandler;

    public Logs() {
        this(false);
    }

    private Logs(boolean ofOwnAgents) {
        ourHandler = handler(ours, () -> !ofOwnAgents || isOfOwnAgent());
        blockedHandler = handler(blocked, () -> !ofOwnAgents);
        OPEN.incrementAndGet();
        for (Logger each : List.of(tenure, ofClasses)) {
            each.addHandler(ourHandler);
            each.setUseParentHandlers(false);
        }
        vertx.addHandler(blockedHandler);
    }

    /** For tests that run side by side: hears only the agents that are started with it, and nothing of blocked loops. */
    public static Logs ofOwnAgents() {
        return new Logs(true);
    }

    void belongTo(Vertx agent) {
        ownAgents.add(agent);
    }

    /** A line is written on the thread that has something to say, which knows whose it is. */
    private boolean isOfOwnAgent() {
        ContextInternal context = ContextInternal.current();
        return context != null && ownAgents.contains(context.owner());
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

    private static Handler handler(List<LogRecord> into, BooleanSupplier isWanted) {
        return new Handler() {
            @Override
            public void publish(LogRecord line) {
                if (isWanted.getAsBoolean()) {
                    into.add(line);
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    @Override
    public void close() {
        boolean isLast = OPEN.decrementAndGet() == 0;
        for (Logger each : List.of(tenure, ofClasses)) {
            each.removeHandler(ourHandler);
            each.setUseParentHandlers(isLast);
        }
        vertx.removeHandler(blockedHandler);
    }
}
