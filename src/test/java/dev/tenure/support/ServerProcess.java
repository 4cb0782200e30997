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
final class ServerProcess {
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private final Process process;
    private final List<String> lines = new ArrayList<>();
    private boolean printedAll;

    ServerProcess(List<String> command) {
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
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
        end();
    }

    private synchronized void printed(String line) {
        lines.add(line);
        notifyAll();
    }

    private synchronized void end() {
        printedAll = true;
        notifyAll();
    }

    /** True once a line holds {@code text}; false if it ended or the time was up before. */
    synchronized boolean prints(String text, Duration within) throws InterruptedException {
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

    synchronized String logs() {
        return String.join("\n", lines);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Sends a signal by name, such as {@code STOP}. */
    void signal(String name) {
        Command.run("kill", "-" + name, Long.toString(process.pid()));
    }

    /** kill -9, and waits until it is gone. */
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** SIGTERM, and waits until it is gone. */
    void terminate() {
        process.destroy();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                throw new AssertionError("process " + process.pid() + " does not end:\n" + logs());
            }
            RUNNING.remove(process);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while waiting for the end of process " + process.pid(), e);
        }
    }
}
