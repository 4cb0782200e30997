package dev.tenure.cli;

import dev.tenure.options.LogLevel;
import java.io.PrintStream;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The log of the process: java.util.logging, one line an event, to stderr. */
public final class Logging {
    // java.util.logging forgets the level of a logger that nobody holds
    private static final Logger ROOT = Logger.getLogger("");
    private static final Logger GRPC = Logger.getLogger("io.grpc");
    private static final Logger VERTX = Logger.getLogger("io.vertx");

    /** What these two warn of is an event for us, which we tell in our own words. */
    private static final List<Logger> BELOW_ETCD = List.of(Logger.getLogger("io.netty"), Logger.getLogger("io.etcd"));

    private Logging() {}

    /**
     * Silences gRPC, which logs stack traces of what is an event for us; call it before any of its classes is loaded.
     */
    public static void silenceGrpc() {
        GRPC.setLevel(Level.OFF);
    }

    /** Sends every line to {@code err} from now on, at {@link LogLevel#INFO}. */
    public static void start(PrintStream err) {
        for (Handler usual : ROOT.getHandlers()) {
            ROOT.removeHandler(usual);
        }
        silenceGrpc();
        ROOT.addHandler(new LineHandler(err));
        level(LogLevel.INFO);
    }

    /** Changes how much is logged; takes effect at once. Libraries say only what is wrong, unless all is asked for. */
    public static void level(LogLevel level) {
        ROOT.setLevel(
                switch (level) {
                    case ERROR -> Level.SEVERE;
                    case WARN -> Level.WARNING;
                    case INFO -> Level.INFO;
                    case DEBUG -> Level.FINE;
                    case TRACE -> Level.ALL;
                });
        boolean isAll = level == LogLevel.TRACE;
        VERTX.setLevel(isAll ? Level.FINE : level == LogLevel.ERROR ? Level.SEVERE : Level.WARNING);
        BELOW_ETCD.forEach(library -> library.setLevel(isAll ? Level.FINE : Level.SEVERE));
    }

    private static final class LineHandler extends Handler {
        private final PrintStream err;
        private final LineFormatter formatter = new LineFormatter();

        LineHandler(PrintStream err) {
            this.err = err;
        }

        @Override
        public void publish(LogRecord event) {
            if (isLoggable(event)) {
                err.print(formatter.format(event));
            }
        }

        @Override
        public void flush() {
            err.flush();
        }

        @Override
        public void close() {
            flush();
        }
    }
}
