package dev.tenure.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A process that runs until we end it, and what it has printed; none outlives the test JVM. */
public final class ServerProcess {
    private static final Duration END_MAX = Duration.ofSeconds(30);
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private final Process process;
    private final List<String> lines = new ArrayList<>();
    private boolean printedAll;

    ServerProcess(List<String> command) {
        this(new ProcessBuilder(command));
    }

    /** Starts it. */
    public ServerProcess(ProcessBuilder builder) {
        try {
            process = builder.redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        RUNNING.add(process);
        Thread.ofPlatform().daemon().name("log-of-" + process.pid()).start(this::read);
    }

    private void read() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                printed(line);
            }
        } catch (IOException e) {
            printed("(no more could be read: " + e + ")");
        }
        closed();
    }

    private synchronized void printed(String line) {
        lines.add(line);
        notifyAll();
    }

    private synchronized void closed() {
        printedAll = true;
        notifyAll();
    }

    /** True once a line holds {@code text}; false if it ended or the time was up before. */
    public synchronized boolean prints(String text, Duration within) throws InterruptedException {
        long deadline = System.nanoTime() + within.toNanos();
        while (lines.stream().noneMatch(line -> line.contains(text))) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (printedAll || left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    /** Every line that it printed so far. */
    public synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /** The same as one text. */
    public synchronized String logs() {
        return String.join("\n", lines);
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Sends a signal by name, such as {@code STOP}. */
    public void signal(String name) {
        Command.run("kill", "-" + name, Long.toString(pid()));
    }

    /** The same to everybody in its process group, as a terminal does it. */
    public void signalGroup(String name) {
        Command.run("kill", "-" + name, "--", "-" + pid());
    }

    /** kill -9, and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        end();
    }

    /** SIGTERM, and waits until it is gone. */
    public void terminate() {
        process.destroy();
        end();
    }

    /** True if it has ended within this time. */
    public boolean endsWithin(Duration max) throws InterruptedException {
        return process.waitFor(max.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Waits until it is gone and all that it printed is read; its exit code. */
    public int end() {
        try {
            if (!endsWithin(END_MAX)) {
                throw new AssertionError("process " + pid() + " does not end:\n" + logs());
            }
            RUNNING.remove(process);
            synchronized (this) {
                // a child of it may hold on to the pipe
                long deadline = System.nanoTime() + END_MAX.toNanos();
                while (!printedAll && System.nanoTime() < deadline) {
                    wait(100);
                }
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while waiting for the end of process " + pid(), e);
        }
    }
}
