package dev.tenure.process;

import dev.tenure.live.Patience;
import dev.tenure.process.AgentHttp.Answer;
import dev.tenure.support.ServerProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** An agent that runs, all that it says, and all that one can do to it. Killed by {@link #close()}. */
public final class RunningAgent implements AutoCloseable {
    /** Long enough for a machine that does much else. */
    private static final Duration LONG = Duration.ofSeconds(60);

    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

    /**
     * How long a stop may take in a test. Less than two seconds is what we promise, and a busy machine takes one more from
     * anybody now and then; an agent that waits for something that hangs gives up after four.
     */
    public static final Duration STOP_MAX = Duration.ofMillis(3_500);

    private final ServerProcess process;
    private final AgentHttp http;

    /** The end of the process. */
    public record End(int code, Duration took) {}

    public RunningAgent(List<String> command, Map<String, String> environment, int port) {
        http = new AgentHttp(port, ANSWER_MAX);
        process = new ServerProcess(Program.prepare(command, environment));
    }

    public long pid() {
        return process.pid();
    }

    /** Where its HTTP surface listens. */
    public int port() {
        return http.port();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    // ---- what it says

    public List<String> lines() {
        return process.lines();
    }

    public String log() {
        return process.logs();
    }

    /** The warnings and errors, without what stands before the sentence. */
    public List<String> warnings() {
        return lines().stream()
                .filter(line -> line.contains(" WARN  ") || line.contains(" ERROR "))
                .map(line -> line.replaceFirst("^\\S+ (WARN |ERROR) \\S+  ", ""))
                .toList();
    }

    /** Returns as soon as the line is there, or the agent is gone. */
    public void awaitLine(String text) {
        try {
            if (!process.prints(text, LONG) && isAlive()) {
                throw new AssertionError("waited in vain for a line with \"" + text + "\":\n" + log());
            }
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while waiting for a line", e);
        }
    }

    public Answer get(String path) {
        return http.get(path);
    }

    public Answer ask(String method, String path) {
        return http.ask(method, path);
    }

    public Answer write(String method, String path, String body, String token) {
        return http.write(method, path, body, token);
    }

    /** The codes of all reasons that /readyz?verbose names now. */
    public List<String> reasons() {
        return http.reasons();
    }

    public boolean isReady() {
        return http.isReady();
    }

    public void awaitReady() {
        until("/readyz to be 200", () -> isReady() || !isAlive());
        if (!isReady()) {
            throw new AssertionError("the agent is not ready:\n" + log());
        }
    }

    public void awaitReason(String code) {
        until("the reason " + code, () -> reasons().contains(code));
    }

    public void until(String what, BooleanSupplier is) {
        Patience.until(what, LONG, is, () -> get("/readyz?verbose") + "\n" + log());
    }

    /** The value of one line of /metrics, such as {@code tenure_etcd_up}; NaN where there is none. */
    public double metric(String nameAndLabels) {
        return http.metric(nameAndLabels);
    }

    /** How many requests to etcd did not end well so far. */
    public double failedRequests() {
        return http.failedRequests();
    }

    /** The subnet that it holds, as {@code 10.5.52.0/24}. */
    public String subnet() {
        return http.subnet();
    }

    // ---- what happens to it

    /** SIGSTOP: none of its threads runs any more, and the kernel goes on to take its connections. */
    public void freeze() {
        process.signal("STOP");
    }

    /** SIGCONT. */
    public void thaw() {
        process.signal("CONT");
    }

    /** Sends SIGTERM, SIGINT … and waits for the end. */
    public End signal(String name) {
        long sent = System.nanoTime();
        process.signal(name);
        return end(sent);
    }

    /** The same to everybody in its process group, as a terminal does it. */
    public End signalGroup(String name) {
        long sent = System.nanoTime();
        process.signalGroup(name);
        return end(sent);
    }

    public End kill() {
        long sent = System.nanoTime();
        process.kill();
        return end(sent);
    }

    /** True if it has ended within this time. */
    public boolean endsWithin(Duration max) throws InterruptedException {
        return process.endsWithin(max);
    }

    /** Waits for an end that comes by itself. */
    public End end() {
        return end(System.nanoTime());
    }

    private End end(long since) {
        int code = process.end();
        return new End(code, Duration.ofNanos(System.nanoTime() - since));
    }

    @Override
    public void close() {
        kill();
    }
}
