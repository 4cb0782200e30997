package dev.tenure.cli;

import dev.tenure.options.HealthAddress;
import dev.tenure.subnet.IpAddress;
import dev.tenure.subnet.IpFamily;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The agent of this host, asked over the HTTP that it serves. */
final class LocalAgent {
    private static final int LENGTH_MAX = 64 * 1024;

    private final HttpClient client;
    private final String host;
    private final int port;
    private final Duration timeout;

    /**
     * What a page said.
     *
     * @param status of HTTP
     * @param body as it came
     */
    record Page(int status, String body) {
        boolean isGood() {
            return status == 200;
        }
    }

    /** Every question gets its answer, or fails, within {@code timeout}. */
    LocalAgent(Vertx vertx, HealthAddress address, Duration timeout) {
        int millis = (int) Math.min(Integer.MAX_VALUE, timeout.toMillis());
        client = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout(millis));
        host = reachable(address.address());
        port = address.port();
        this.timeout = timeout;
    }

    /** Who serves on all addresses is reached on the loopback. */
    private static String reachable(IpAddress address) {
        return address.isUnspecified() ? address.family() == IpFamily.IPV4 ? "127.0.0.1" : "::1" : address.toString();
    }

    /** {@code http://127.0.0.1:9475}. */
    String url() {
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    Future<Page> get(String path) {
        return client.request(HttpMethod.GET, port, host, path)
                .compose(request -> request.send()
                        .compose(response -> response.body()
                                .map(body -> new Page(
                                        response.statusCode(),
                                        body.getString(0, Math.min(body.length(), LENGTH_MAX))))))
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }
}
