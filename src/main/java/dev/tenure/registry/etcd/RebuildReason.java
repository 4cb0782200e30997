package dev.tenure.registry.etcd;

import java.util.Locale;

/** Why the jetcd client was replaced (R6, R7). */
enum RebuildReason {
    /** Nothing succeeded, and an endpoint that took no connections takes them again. */
    REACHABLE_AGAIN,
    /** Nothing has succeeded for long, although an endpoint takes connections. */
    UNREACHABLE,
    /** The user or the password was changed. */
    LOGIN_CHANGED,
    /** The list of members was changed. */
    ENDPOINTS_CHANGED,
    /** Nothing succeeded, and there are new TLS files. */
    TLS_FILES_CHANGED,
    /** etcd refused our token several times in a row. */
    UNAUTHENTICATED,
    /** etcd's authentication was switched on or off under us. */
    AUTHENTICATION_SWITCHED;

    /** True for what an operator did, and may want to see done. */
    boolean isAsked() {
        return this == LOGIN_CHANGED || this == ENDPOINTS_CHANGED;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
