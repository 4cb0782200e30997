package dev.tenure.agent;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Runs one hook until it ends or its time is over, on the thread that calls. What it may see is what it is given, and it
 * leaves nothing running that it has not set free itself.
 *
 * @param timeout when it is asked to end
 * @param lastNanos when it has to be over whatever its time, on the clock of {@link System#nanoTime}: the agent stops
 */
record HookProcess(Duration timeout, AtomicLong lastNanos) {
    /** Far enough away to be never, near enough to be subtracted. */
    static final long NEVER = Long.MAX_VALUE / 2;

    /** From the request to end until the end is made. */
    private static final Duration TERM_TIME = Duration.ofSeconds(2);

    /** Likewise when the agent is to be gone within two seconds itself. */
    private static final Duration TERM_TIME_AT_STOP = Duration.ofMillis(300);

    private static final long LOOK_MILLIS = 10;
    private static final int READS_AT_END_MAX = 1_000;

    /** How a run ended. */
    enum Outcome {
        OK,
        FAILED,
        TIMEOUT,
        UNSTARTABLE;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param sentence what is to be said about it, as the end of "the hook x …" */
    record End(Outcome outcome, String sentence) {}

    /** @param environment the whole of it */
    End run(Path hook, Map<String, String> environment, Consumer<String> output) {
        ProcessBuilder builder = new ProcessBuilder(hook.toString())
                .directory(Path.of("/").toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            return attend(builder.start(), new HookOutput(output));
        } catch (IOException e) {
            return new End(Outcome.UNSTARTABLE, "cannot be started: " + e.getMessage());
        }
    }

    private End attend(Process process, HookOutput output) throws IOException {
        // waiting for the end of its output would be to wait for whatever it has left running
        try (InputStream in = process.getInputStream()) {
            long end = System.nanoTime() + timeout.toNanos();
            while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                output.drain(in);
                if (System.nanoTime() - end >= 0 || isStopping()) {
                    return ended(process, in, output);
                }
            }
            finish(in, output);
            int code = process.exitValue();
            return code == 0
                    ? new End(Outcome.OK, "is done")
                    : new End(Outcome.FAILED, "has failed with exit code " + code);
        } catch (InterruptedException e) {
            kill(process, Set.of());
            Thread.currentThread().interrupt();
            return new End(Outcome.TIMEOUT, "was ended since the agent stops");
        }
    }

    /** True when no hook is to begin any more. */
    boolean isStopping() {
        return System.nanoTime() - lastNanos.get() >= 0;
    }

    /** What was printed and is not read yet; bounded, since something that it left running may print for ever. */
    private static void finish(InputStream in, HookOutput output) throws IOException {
        int reads = 0;
        while (reads < READS_AT_END_MAX && output.drain(in)) {
            reads++;
        }
        output.end();
    }

    private End ended(Process process, InputStream in, HookOutput output) throws IOException {
        boolean isStop = isStopping();
        Set<ProcessHandle> family = family(process);
        // not through the process itself, which would close its output
        family.forEach(ProcessHandle::destroy);
        long start = System.nanoTime();
        while (family.stream().anyMatch(ProcessHandle::isAlive)
                && System.nanoTime() - start < (isStopping() ? TERM_TIME_AT_STOP : TERM_TIME).toNanos()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
            output.drain(in);
        }
        kill(process, family);
        finish(in, output);
        return new End(
                Outcome.TIMEOUT,
                isStop ? "was ended since the agent stops" : "was ended after " + timeout.toMillis() + " ms");
    }

    private static Set<ProcessHandle> family(Process process) {
        Set<ProcessHandle> family = new LinkedHashSet<>(process.descendants().toList());
        family.add(process.toHandle());
        return family;
    }

    /** Who was asked to end and has not, and who was born meanwhile. */
    private static void kill(Process process, Set<ProcessHandle> asked) {
        Set<ProcessHandle> all = new LinkedHashSet<>(asked);
        asked.forEach(each -> each.descendants().forEach(all::add));
        all.addAll(family(process));
        all.forEach(ProcessHandle::destroyForcibly);
    }
}
