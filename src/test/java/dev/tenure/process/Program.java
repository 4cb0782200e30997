package dev.tenure.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** How the program is started: a JVM of its own, with the flags that conf/jvm.options gives to bin/tenure. */
public final class Program {
    public static final Path HOME = Path.of(System.getProperty("basedir", "")).toAbsolutePath();

    private static final long SECONDS_MAX = 60;

    private Program() {}

    /** How it ended, and what it printed. */
    public record Ended(int code, String out, String err) {
        public List<String> errLines() {
            return err.lines().toList();
        }
    }

    /** The command line for these arguments. */
    public static List<String> command(List<String> arguments) {
        // whoever runs the tests in the background has SIGINT ignored, which a child would inherit
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.addAll(jvm(List.of(), "dev.tenure.Main", arguments));
        return command;
    }

    /** The command line of any class of ours or of the tests, with more flags than those of conf/jvm.options. */
    public static List<String> jvm(List<String> moreFlags, String mainClass, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmFlags());
        command.addAll(moreFlags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
        command.addAll(arguments);
        return command;
    }

    /** As bin/tenure reads them. */
    private static List<String> jvmFlags() {
        try {
            List<String> flags = new ArrayList<>();
            for (String line : Files.readAllLines(HOME.resolve("conf/jvm.options"))) {
                int mark = line.indexOf("-:-");
                if (line.startsWith("-")) {
                    flags.add(line);
                } else if (mark > 0
                        && Integer.parseInt(line.substring(0, mark))
                                <= Runtime.version().feature()) {
                    flags.add(line.substring(mark + 2));
                }
            }
            return flags;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A process with nothing in its environment but what is given. */
    public static ProcessBuilder prepare(List<String> command, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().put("PATH", System.getenv("PATH"));
        builder.environment().putAll(environment);
        return builder;
    }

    /** Runs it to its end. */
    public static Ended run(Map<String, String> environment, String... arguments) {
        return run(command(List.of(arguments)), environment);
    }

    /** Runs any command to its end. */
    public static Ended run(List<String> command, Map<String, String> environment) {
        try {
            Process process = prepare(command, environment).start();
            process.getOutputStream().close();
            CompletableFuture<String> out = CompletableFuture.supplyAsync(() -> text(process.getInputStream()));
            CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
            if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " does not end:\n" + err.join());
            }
            return new Ended(process.exitValue(), out.join(), err.join());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while running " + command, e);
        }
    }

    private static String text(java.io.InputStream in) {
        try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
