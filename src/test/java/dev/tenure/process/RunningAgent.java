package dev.tenure.process;

import dev.tenure.support.Command;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** An agent that runs, all that it says, and all that one can do to it. Killed by {@link #close()}. */
final class RunningAgent implements AutoCloseable {
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private final Process process;
    private final int port;
    private final List<String> lines = new ArrayList<>();
    private final Thread reader;

    /** What the HTTP surface answered; status 0 where nobody answers. */
    record Answer(int status, String contentType, String body) {
        JsonObject json() {
            return new JsonObject(body);
        }
    }

    /** The end of the process. */
    record End(int code, Duration took) {}

    RunningAgent(List<String> command, Map<String, String> environment, int port) {
        this.port = port;
        try {
            process = Program.prepare(command, environment)
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        RUNNING.add(process);
        reader = Thread.ofVirtual().start(this::read);
    }

    private void read() {
        try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                synchronized (lines) {
                    lines.add(line);
                }
            }
        } catch (IOException e) {
            synchronized (lines) {
                lines.add("(no more could be read: " + e + ")");
            }
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    // ---- what it says

    List<String> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    String log() {
        return String.join("\n", lines());
    }

    /** The warnings and errors, without what stands before the sentence. */
    List<String> warnings() {
        return lines().stream()
                .filter(line -> line.contains(" WARN  ") || line.contains(" ERROR "))
                .map(line -> line.replaceFirst("^\\S+ (WARN |ERROR) \\S+  ", ""))
                .toList();
    }

    void awaitLine(String text) {
        Patience.until(
                "a line with \"" + text + "\"",
                Patience.LONG,
                () -> !isAlive() || lines().stream().anyMatch(line -> line.contains(text)),
                this::log);
    }

    Answer get(String path) {
        return ask("GET", path);
    }

    Answer ask(String method, String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .timeout(Duration.ofSeconds(10))
                    .method(method, HttpRequest.BodyPublishers.noBody())
                    .build();
            HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            String type = response.headers().firstValue("content-type").orElse("");
            return new Answer(response.statusCode(), type, response.body());
        } catch (IOException e) {
            return new Answer(0, "", String.valueOf(e));
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while asking for " + path, e);
        }
    }

    /** The codes of all reasons that /readyz?verbose names now. */
    List<String> reasons() {
        Answer answer = get("/readyz?verbose");
        return answer.status() == 0
                ? List.of()
                : answer.json().getJsonArray("reasons").stream()
                        .map(reason -> ((JsonObject) reason).getString("code"))
                        .toList();
    }

    boolean isReady() {
        return get("/readyz").status() == 200;
    }

    void awaitReady() {
        until("/readyz to be 200", () -> isReady() || !isAlive());
        if (!isReady()) {
            throw new AssertionError("the agent is not ready:\n" + log());
        }
    }

    void awaitReason(String code) {
        until("the reason " + code, () -> reasons().contains(code));
    }

    void until(String what, java.util.function.BooleanSupplier is) {
        Patience.until(what, Patience.LONG, is, () -> get("/readyz?verbose") + "\n" + log());
    }

    /** The value of one line of /metrics, such as {@code tenure_etcd_up}; NaN where there is none. */
    double metric(String nameAndLabels) {
        return get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(nameAndLabels + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(nameAndLabels.length() + 1)))
                .findFirst()
                .orElse(Double.NaN);
    }

    /** How many requests to etcd did not end well so far. */
    double failedRequests() {
        return get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("tenure_etcd_requests_total{") && !line.contains("outcome=\"ok\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** The subnet that it holds, as {@code 10.5.52.0/24}. */
    String subnet() {
        return get("/v1/lease").json().getJsonObject("subnet").getString("ipv4");
    }

    // ---- what happens to it

    /** Sends SIGTERM, SIGINT … and waits for the end. */
    End signal(String name) {
        long sent = System.nanoTime();
        Command.run("kill", "-" + name, Long.toString(pid()));
        return end(sent);
    }

    /** The same to everybody in its process group, as a terminal does it. */
    End signalGroup(String name) {
        long sent = System.nanoTime();
        Command.run("kill", "-" + name, "--", "-" + pid());
        return end(sent);
    }

    End kill() {
        long sent = System.nanoTime();
        process.destroyForcibly();
        return end(sent);
    }

    /** True if it has ended within this time. */
    boolean endsWithin(Duration max) throws InterruptedException {
        return process.waitFor(max.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Waits for an end that comes by itself. */
    End end() {
        return end(System.nanoTime());
    }

    private End end(long since) {
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                throw new AssertionError("the agent does not end:\n" + log());
            }
            Duration took = Duration.ofNanos(System.nanoTime() - since);
            reader.join();
            RUNNING.remove(process);
            return new End(process.exitValue(), took);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while waiting for the agent's end", e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
