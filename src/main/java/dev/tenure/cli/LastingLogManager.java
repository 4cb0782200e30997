package dev.tenure.cli;

import java.util.logging.LogManager;

/**
 * Logs until the process has ended. The usual one takes all handlers away in a shutdown hook of its own, which runs beside
 * ours, so what is said while stopping is sometimes lost. Named in {@code java.util.logging.manager} before the first logger
 * is made.
 */
public final class LastingLogManager extends LogManager {
    /** Does nothing: only that hook, and the reading of a configuration that we don't have, call it. */
    @Override
    public void reset() {}
}
