package dev.tenure.faults.fleet;

import dev.tenure.process.Program;
import dev.tenure.support.Command;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A {@link FleetMain} that runs, and what can be asked of it. It ends with {@link #close()}, and with this JVM. */
public final class FleetProcess implements AutoCloseable {
    /** Those of bin/tenure are for one small agent; of two contradicting flags the later one counts. */
    private static final List<String> FLAGS =
            List.of("-Xms512m", "-Xmx1500m", "-Xmn256m", "-XX:TieredStopAtLevel=4", "-XX:StringTableSize=65536");

    private static final long END_SECONDS_MAX = 20;

    private final Process process;
    private final Path log;
    private final BufferedReader answers;

    /**
     * One host of it.
     *
     * @param key the subnet's key that it holds, or a word for its state
     * @param readyMillis from the start until it was ready first; -1 if it never was
     */
    public record HostLine(String publicIp, String key, long readyMillis) {}

    /** How it ended, and how long that took. */
    public record End(int code, Duration took) {}

    /**
     * Starts the JVM; the agents start at {@link #start()}.
     *
     * @param options of every agent
     */
    public FleetProcess(int first, int count, Path folder, Map<String, String> options) {
        List<String> arguments =
                new ArrayList<>(List.of(String.valueOf(first), String.valueOf(count), folder.toString()));
        options.forEach((name, value) -> arguments.add(name + "=" + value));
        try {
            // the next one may be there before this one is gone
            log = Files.createTempFile(Files.createDirectories(folder), "fleet-" + first + "-", ".log");
            process = new ProcessBuilder(Program.jvm(FLAGS, FleetMain.class.getName(), arguments))
                    .redirectError(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Waits until the JVM is there and would start its agents at once. */
    public void awaitUp() {
        readLine();
    }

    /** Starts all agents and does not wait for them. */
    public void start() {
        ask("start");
    }

    /** How many hosts are ready now. */
    public int readyCount() {
        return Integer.parseInt(ask("ready").getFirst().split(" ")[1]);
    }

    public List<HostLine> hosts() {
        return ask("hosts").stream()
                .map(line -> line.split(" "))
                .map(words -> new HostLine(words[1], words[2], Long.parseLong(words[3])))
                .toList();
    }

    /** RPCs by kind, of each host. */
    public Map<String, Map<String, Integer>> requests() {
        Map<String, Map<String, Integer>> byHost = new TreeMap<>();
        for (String line : ask("requests")) {
            String[] words = line.split(" ");
            Map<String, Integer> byKind = new TreeMap<>();
            for (int i = 2; i < words.length; i++) {
                String[] parts = words[i].split("=");
                byKind.put(parts[0], Integer.valueOf(parts[1]));
            }
            byHost.put(words[1], byKind);
        }
        return byHost;
    }

    public long pid() {
        return process.pid();
    }

    /** What it logged as a warning or worse. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized List<String> ask(String command) {
        try {
            process.getOutputStream().write((command + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new AssertionError("the fleet has ended:\n" + log(), e);
        }
        List<String> lines = new ArrayList<>();
        for (String line = readLine(); !line.equals("."); line = readLine()) {
            lines.add(line);
        }
        return lines;
    }

    private String readLine() {
        try {
            String line = answers.readLine();
            if (line == null) {
                throw new AssertionError("the fleet has ended:\n" + log());
            }
            return line;
        } catch (IOException e) {
            throw new AssertionError("the fleet cannot be heard:\n" + log(), e);
        }
    }

    /** Sends a signal by name, such as {@code TERM}, and waits until it is gone. */
    public End end(String signal) {
        long sent = System.nanoTime();
        Command.run("kill", "-" + signal, Long.toString(pid()));
        try {
            if (!process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
                throw new AssertionError("the fleet does not end:\n" + log());
            }
            return new End(process.exitValue(), Duration.ofNanos(System.nanoTime() - sent));
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while a fleet ended", e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
                throw new AssertionError("the fleet does not end");
            }
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while a fleet ended", e);
        }
    }
}
