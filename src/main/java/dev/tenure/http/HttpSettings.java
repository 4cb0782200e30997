package dev.tenure.http;

import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Where the surface listens, and what it grants a client.
 *
 * @param host the address
 * @param port the port; 0 takes any free one
 * @param idleTimeout a connection on which nothing moves for so long is closed
 * @param connectionsMax how many connections there may be; one more pushes out the one that was silent longest
 */
public record HttpSettings(String host, int port, Duration idleTimeout, int connectionsMax) {
    /** The longest body that a request may have. */
    public static final int BODY_BYTES_MAX = 64 * 1024;

    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(30);
    private static final int CONNECTIONS_MAX = 256;

    public HttpSettings {
        if (port < 0 || port > 65_535 || idleTimeout.toMillis() < 1 || connectionsMax < 1) {
            throw new IllegalArgumentException(
                    "an HTTP server has a port from 0 to 65535, an idle timeout of 1 ms or more and 1 connection or more");
        }
    }

    /** What {@code --healthz-ip} and {@code --healthz-port} ask for; empty where the port is 0, which means off. */
    public static Optional<HttpSettings> ofOptions(String healthzIp, int healthzPort) {
        return healthzPort == 0
                ? Optional.empty()
                : Optional.of(new HttpSettings(healthzIp, healthzPort, IDLE_TIMEOUT, CONNECTIONS_MAX));
    }

    /** The same patience where a socket is the address. */
    static HttpSettings ofSocket() {
        return new HttpSettings("localhost", 0, IDLE_TIMEOUT, CONNECTIONS_MAX);
    }

    HttpServerOptions serverOptions() {
        return new HttpServerOptions()
                .setHost(host)
                .setPort(port)
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout((int) Math.min(idleTimeout.toMillis(), Integer.MAX_VALUE))
                // one protocol is enough for probes, and a connection counts from its first moment, not its first byte
                .setHttp2ClearTextEnabled(false);
    }

    /** {@code 127.0.0.1:9475}, {@code [::1]:9475}. */
    String place() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
