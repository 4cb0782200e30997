package dev.tenure.options;

/** How much is logged: a level and everything before it. */
public enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE;

    /** What flannel's {@code -v} means: 0 is info, 1 is debug, more is trace. */
    public static LogLevel ofVerbosity(int verbosity) {
        return verbosity == 0 ? INFO : verbosity == 1 ? DEBUG : TRACE;
    }
}
