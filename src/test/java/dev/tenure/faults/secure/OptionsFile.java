package dev.tenure.faults.secure;

import dev.tenure.live.LiveAgent;
import dev.tenure.options.OptionsResult;
import dev.tenure.options.OptionsSource;
import dev.tenure.options.OptionsWatch;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The file of options of an agent that runs, watched as the program watches it. */
final class OptionsFile implements AutoCloseable {
    private static final long LOOK_MILLIS = 500;

    private final Path file;
    private final String endpoints;
    private final OptionsWatch watch;

    OptionsFile(Path file, String endpoints, LiveAgent agent) {
        this.file = file;
        this.endpoints = endpoints;
        write(SecureCluster.PASSWORD);
        OptionsSource source = new OptionsSource(agent.vertx(), Map.of("config", List.of(file.toString())), Map.of());
        Future<OptionsWatch> watching = source.load()
                .map(result -> source.watch(
                        (OptionsResult.Good) result, LOOK_MILLIS, change -> agent.update(change.options())));
        try {
            watch = watching.await(10, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("the file of options was not read", e);
        }
    }

    /** Replaces it in one step. */
    void write(String password) {
        Path next = file.resolveSibling("next.properties");
        try {
            Files.writeString(
                    next,
                    "etcd-endpoints=" + endpoints + "\netcd-username=" + SecureCluster.USER + "\netcd-password="
                            + password + "\n");
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        watch.close();
    }
}
