package dev.tenure.process;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The HTTP surface of an agent, as a probe sees it.
 *
 * @param port of the loopback
 * @param patience how long to wait for an answer
 */
public record AgentHttp(int port, Duration patience) {
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** What was answered; status 0 where nobody answers. */
    public record Answer(int status, String contentType, String body) {
        public JsonObject json() {
            return new JsonObject(body);
        }
    }

    public Answer get(String path) {
        return ask("GET", path);
    }

    public Answer ask(String method, String path) {
        return send(path, request -> request.method(method, HttpRequest.BodyPublishers.noBody()));
    }

    /** With this token. */
    public Answer write(String method, String path, String body, String token) {
        return send(
                path,
                request -> request.method(method, HttpRequest.BodyPublishers.ofString(body))
                        .header("Authorization", "Bearer " + token));
    }

    private Answer send(String path, UnaryOperator<HttpRequest.Builder> how) {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .timeout(patience);
            HttpResponse<String> response = HTTP.send(how.apply(request).build(), HttpResponse.BodyHandlers.ofString());
            String type = response.headers().firstValue("content-type").orElse("");
            return new Answer(response.statusCode(), type, response.body());
        } catch (IOException e) {
            return new Answer(0, "", String.valueOf(e));
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while asking for " + path, e);
        }
    }

    /** The codes of all reasons that /readyz?verbose names now. */
    public List<String> reasons() {
        Answer answer = get("/readyz?verbose");
        return answer.status() == 0
                ? List.of()
                : answer.json().getJsonArray("reasons").stream()
                        .map(reason -> ((JsonObject) reason).getString("code"))
                        .toList();
    }

    public boolean isReady() {
        return get("/readyz").status() == 200;
    }

    /** The value of one line of /metrics, such as {@code tenure_etcd_up}; NaN where there is none. */
    public double metric(String nameAndLabels) {
        return get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(nameAndLabels + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(nameAndLabels.length() + 1)))
                .findFirst()
                .orElse(Double.NaN);
    }

    /** How many requests to etcd did not end well so far. */
    public double failedRequests() {
        return get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("tenure_etcd_requests_total{") && !line.contains("outcome=\"ok\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** The subnet that it holds, as {@code 10.5.52.0/24}. */
    public String subnet() {
        return get("/v1/lease").json().getJsonObject("subnet").getString("ipv4");
    }
}
