package dev.tenure.container;

import dev.tenure.live.Patience;
import dev.tenure.process.Program;
import dev.tenure.process.Program.Ended;
import dev.tenure.support.Command;
import dev.tenure.support.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * A container of the image, as an engine would run it: process ids and mounts of its own, a read-only root, the image's user,
 * no capability. None outlives the test JVM.
 */
final class Container implements AutoCloseable {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Path ENTER = Program.HOME.resolve("src/test/resources/container/enter.sh");

    /** By hand, since a process that has become another user does not end with its parent. */
    private static final Set<Container> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Container::killFirst)));
    }

    private final BuiltImage image;
    private final Map<String, String> environment;
    private final ServerProcess process;
    private final long first;

    /** The end of its first process. */
    record End(int code, Duration took) {}

    /**
     * What to run, and with what.
     *
     * @param mounts from where on this machine to where in the container
     * @param network words before the command that enter a network namespace; none for the network of this machine
     * @param environment beside the image's own
     * @param command for the image's entrypoint
     */
    record Plan(
            Map<Path, String> mounts, List<String> network, Map<String, String> environment, List<String> command) {}

    private Container(BuiltImage image, Plan plan) {
        this.image = image;
        environment = new LinkedHashMap<>(image.environment());
        environment.putAll(plan.environment());
        List<String> command = new ArrayList<>(plan.network());
        command.addAll(List.of("unshare", "--mount", "--pid", "--ipc", "--uts", "--fork", "--propagation=private"));
        command.addAll(List.of("/bin/sh", ENTER.toString(), image.root().toString(), image.user()));
        plan.mounts().forEach((from, to) -> command.add(from + ":" + to));
        command.add("--");
        command.addAll(inside(image.entrypoint()));
        command.addAll(plan.command());
        process = new ServerProcess(Program.prepare(command, Map.of()));
        first = firstProcess();
        RUNNING.add(this);
    }

    static Container start(BuiltImage image, Plan plan) {
        return new Container(image, plan);
    }

    /** Starts it and waits for the end that comes by itself. */
    static Ended run(BuiltImage image, Plan plan) {
        try (Container container = start(image, plan)) {
            int code = container.process.end();
            return new Ended(code, container.log(), "");
        }
    }

    /** A folder that belongs to the image's user, as a new volume does. */
    static Path volume(BuiltImage image, Path folder) {
        try {
            Path volume = Files.createDirectories(folder);
            Command.run("chown", image.user(), volume.toString());
            return volume;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> inside(List<String> command) {
        List<String> all = new ArrayList<>(List.of("/usr/bin/env", "-i"));
        environment.forEach((name, value) -> all.add(name + "=" + value));
        all.addAll(command);
        return all;
    }

    private long firstProcess() {
        Path children =
                Path.of("/proc", Long.toString(process.pid()), "task", Long.toString(process.pid()), "children");
        String[] found = {""};
        Patience.until(
                "a first process in the container",
                LONG,
                () -> {
                    try {
                        found[0] = Files.readString(children).strip();
                        return !found[0].isEmpty();
                    } catch (IOException e) {
                        return !process.isAlive();
                    }
                },
                process::logs);
        return found[0].isEmpty() ? 0 : Long.parseLong(found[0]);
    }

    /** As this machine counts. */
    long pid() {
        return first;
    }

    String log() {
        return process.logs();
    }

    List<String> lines() {
        return process.lines();
    }

    /** What the kernel says of its first process, such as {@code Uid}. */
    String status(String field) {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(first), "status"))) {
            return lines.filter(line -> line.startsWith(field + ":"))
                    .map(line -> line.substring(field.length() + 1).strip())
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command in it beside the first process, as the image's user. */
    Ended exec(List<String> command) {
        String[] user = image.user().split(":", -1);
        return enter(List.of("--setuid=" + user[0], "--setgid=" + user[1]), command);
    }

    /** Likewise as root. */
    Ended execAsRoot(List<String> command) {
        return enter(List.of("--setuid=0", "--setgid=0"), command);
    }

    private Ended enter(List<String> as, List<String> command) {
        List<String> all = new ArrayList<>(List.of("nsenter", "--target=" + first, "--mount", "--pid", "--net"));
        all.addAll(List.of("--root", "--wd"));
        all.addAll(as);
        all.addAll(inside(command));
        return Program.run(all, Map.of());
    }

    /** Asks as an engine does. */
    Ended check(List<String> healthcheck) {
        List<String> words = healthcheck.subList(1, healthcheck.size());
        return switch (healthcheck.getFirst()) {
            case "CMD" -> exec(words);
            case "CMD-SHELL" -> exec(List.of("/bin/sh", "-c", words.getFirst()));
            default -> throw new AssertionError("no engine knows the check " + healthcheck);
        };
    }

    void until(String what, BooleanSupplier is) {
        Patience.until(what, LONG, () -> is.getAsBoolean() || !process.isAlive(), this::log);
        if (!process.isAlive()) {
            throw new AssertionError("waited for " + what + ", and the container ended:\n" + log());
        }
    }

    void signal(String name) {
        Command.run("kill", "-" + name, Long.toString(first));
    }

    /** SIGTERM to the first process, and waits for the end. */
    End stop() {
        long sent = System.nanoTime();
        signal("TERM");
        int code = process.end();
        return new End(code, Duration.ofNanos(System.nanoTime() - sent));
    }

    private void killFirst() {
        if (first != 0 && process.isAlive()) {
            ProcessHandle.of(first).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Override
    public void close() {
        killFirst();
        process.kill();
        RUNNING.remove(this);
    }
}
