package dev.tenure.registry.etcd;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Keeps gRPC, Netty and jetcd from logging stack traces of what an operator can cause (a refused connection, a wrong
 * certificate): the same is in our own sentence. Only SEVERE, which is a bug of theirs, is let through. A level that the
 * logging configuration sets for one of these names stays.
 */
final class QuietLoggers {
    // java.util.logging forgets a logger, level and all, that nobody holds
    private static final List<Logger> HELD =
            List.of(Logger.getLogger("io.grpc"), Logger.getLogger("io.netty"), Logger.getLogger("io.etcd"));

    private QuietLoggers() {}

    /** Doing it again changes nothing. */
    static void hush() {
        for (Logger logger : HELD) {
            if (logger.getLevel() == null) {
                logger.setLevel(Level.SEVERE);
            }
        }
    }
}
