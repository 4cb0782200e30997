package dev.tenure.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A copy of the tree in which ./run has nothing to build, and ./run in it; {@link #close()} ends each with all that it started. */
final class RunTree implements AutoCloseable {
    private final Path folder;
    private final Path home;
    private final List<RunningAgent> started = new ArrayList<>();

    RunTree(Path folder) throws IOException {
        this.folder = folder;
        home = Files.createDirectories(folder.resolve("tree with a space"));
        for (String part : List.of("run", "bin", "conf", "pom.xml", ".mvn")) {
            copy(Program.HOME.resolve(part), home.resolve(part));
        }
        Files.createDirectories(home.resolve("src/main"));
        // last, so that it is newer than what it would be built from
        Files.createDirectories(home.resolve("target"));
        Files.copy(Program.HOME.resolve("target/tenure.jar"), home.resolve("target/tenure.jar"));
    }

    Map<String, String> environment() {
        return Map.of("JAVA_HOME", System.getProperty("java.home"), "HOME", folder.toString());
    }

    /** Starts ./run by the command {@code as}; its agent answers on {@code port}. */
    RunningAgent start(List<String> as, int port, List<String> arguments) {
        // a session of its own, as a terminal gives it: Ctrl-C goes to everybody in it
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT", "setsid"));
        command.addAll(as);
        command.add(home.resolve("run").toString());
        command.addAll(arguments);
        RunningAgent run = new RunningAgent(command, environment(), port);
        started.add(run);
        return run;
    }

    /** Asks, since killed ones would leave behind what they started. */
    @Override
    public void close() {
        for (RunningAgent run : started) {
            if (run.isAlive()) {
                run.signal("TERM");
            }
        }
    }

    /** What ./run writes. */
    Path runFile(String name) {
        return home.resolve(".run").resolve(name);
    }

    List<String> leftByRun() throws IOException {
        try (Stream<Path> left = Files.list(home.resolve(".run"))) {
            return left.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Ctrl-C is no failure, and nothing that it started outlives it: etcd, agents, and so on, {@code atLeast} so many. */
    static void endsAtCtrlC(RunningAgent run, int atLeast) {
        List<ProcessHandle> children =
                ProcessHandle.of(run.pid()).orElseThrow().descendants().toList();
        assertThat(children).as("agents and etcd").hasSizeGreaterThanOrEqualTo(atLeast);

        assertThat(run.signalGroup("INT").code()).as(run.log()).isZero();

        assertThat(children).noneMatch(ProcessHandle::isAlive);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }
}
