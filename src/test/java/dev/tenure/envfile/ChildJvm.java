package dev.tenure.envfile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of its own for what one process can't do to itself: be killed, or live under another umask or limit.
 *
 * <p>{@code alternate}: writes two contents in turn for ever, and says "writing" after the first. {@code once}: writes one
 * content, and says what became of it.
 */
final class ChildJvm {
    private static final long SECONDS_MAX = 60;

    private ChildJvm() {}

    @SuppressWarnings("InfiniteLoopStatement")
    public static void main(String[] args) {
        SubnetEnvFile file = new SubnetEnvFile(Path.of(args[1]));
        if (args[0].equals("once")) {
            try {
                file.write(Envs.DUAL);
                System.out.println("written");
            } catch (EnvFileException e) {
                System.out.println(e.failure().code() + ": " + e.getMessage());
            }
            return;
        }
        file.write(Envs.IPV4);
        System.out.println("writing");
        while (true) {
            file.write(Envs.DUAL);
            file.write(Envs.IPV4);
        }
    }

    /** Starts it under a shell that runs {@code setup} first, such as {@code umask 077}. */
    static Process start(String setup, String mode, Path file) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", setup + "; exec \"$@\"", "sh"));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                ChildJvm.class.getName(),
                mode,
                file.toString()));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /** Runs it to its end, and returns what it said last. */
    static String once(String setup, Path file) throws IOException, InterruptedException {
        Process process = start(setup, "once", file);
        try (var out = process.inputReader()) {
            List<String> said = out.lines().toList();
            if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS) || said.isEmpty()) {
                throw new AssertionError("the child said nothing or did not end: " + said);
            }
            return said.getLast();
        } finally {
            process.destroyForcibly();
        }
    }
}
