package dev.tenure.http;

import io.vertx.core.http.HttpConnection;
import java.util.LinkedHashSet;
import java.util.SequencedSet;

/**
 * The open connections, the one that was silent longest first. A new one is always let in: whoever opens connections and says
 * nothing on them must not be able to keep a probe out, since a host that fails its probes is restarted.
 *
 * <p>Not thread-safe: for one event loop.
 */
final class Connections {
    private final int max;
    private final SequencedSet<HttpConnection> open = new LinkedHashSet<>();

    Connections(int max) {
        this.max = max;
    }

    /** A connection came; where there are too many now, the one that was silent longest is closed. */
    void opened(HttpConnection connection) {
        open.addLast(connection);
        connection.closeHandler(closed -> open.remove(connection));
        if (open.size() > max) {
            open.removeFirst().close();
        }
    }

    /** A whole request head came on this connection. */
    void heard(HttpConnection connection) {
        if (open.contains(connection)) {
            open.addLast(connection);
        }
    }
}
