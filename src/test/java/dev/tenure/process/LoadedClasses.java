package dev.tenure.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a JVM says it has loaded, with {@code -Xlog:class+load:file=…}.
 *
 * @param all classes
 * @param cached those of them that came from the AOT cache
 */
public record LoadedClasses(long all, long cached) {
    public static LoadedClasses in(Path log) {
        try {
            List<String> loaded = Files.readAllLines(log).stream()
                    .filter(line -> line.contains(" source: "))
                    .toList();
            long cached = loaded.stream()
                    .filter(line -> line.contains("source: shared objects file"))
                    .count();
            return new LoadedClasses(loaded.size(), cached);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The part that came from the cache, from 0 to 1. */
    public double fromCache() {
        return cached / (double) all;
    }
}
