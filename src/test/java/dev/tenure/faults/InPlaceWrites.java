package dev.tenure.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Notices files that are written where they stand. Looking often would hardly ever catch the half file that this leaves for a
 * moment, but the kernel tells a change of a file from its replacement. Thread-safe.
 */
final class InPlaceWrites implements AutoCloseable {
    private final WatchService kernel;
    private final Map<Path, Runnable> listeners = new HashMap<>();
    private final Map<Path, WatchKey> directories = new HashMap<>();

    InPlaceWrites() {
        try {
            kernel = FileSystems.getDefault().newWatchService();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tells {@code listener} whenever this file is changed in place. */
    synchronized void listen(Path file, Runnable listener) {
        Path whole = file.toAbsolutePath();
        listeners.put(whole, listener);
        register(whole.getParent());
    }

    private void register(@Nullable Path directory) {
        WatchKey known = directory == null ? null : directories.get(directory);
        if (directory == null || known != null && known.isValid() || !Files.isDirectory(directory)) {
            return;
        }
        try {
            directories.put(directory, directory.register(kernel, StandardWatchEventKinds.ENTRY_MODIFY));
        } catch (IOException e) {
            // it is gone again; the next look will see
            directories.remove(directory);
        }
    }

    /** Tells all that has been noticed; a directory that was made since is listened to from now on. */
    synchronized void look() {
        for (WatchKey key = kernel.poll(); key != null; key = kernel.poll()) {
            Path directory = (Path) key.watchable();
            key.pollEvents().stream()
                    .filter(event -> event.context() instanceof Path)
                    .map(event -> listeners.get(directory.resolve((Path) event.context())))
                    .filter(listener -> listener != null)
                    .forEach(Runnable::run);
            key.reset();
        }
        listeners.keySet().stream().map(Path::getParent).distinct().forEach(this::register);
    }

    @Override
    public void close() {
        try {
            kernel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
