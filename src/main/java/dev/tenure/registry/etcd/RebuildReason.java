package dev.tenure.registry.etcd;

import java.util.Locale;

/** Why the jetcd client was replaced (R6, R7). */
enum RebuildReason {
    /** Nothing succeeded for a while, and then an endpoint took a TCP connection. */
    UNREACHABLE,
    /** The user or the password was changed. */
    LOGIN_CHANGED,
    /** The list of members was changed. */
    ENDPOINTS_CHANGED,
    /** etcd refused our token several times in a row. */
    UNAUTHENTICATED,
    /** etcd's authentication was switched on or off under us. */
    AUTHENTICATION_SWITCHED;

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
