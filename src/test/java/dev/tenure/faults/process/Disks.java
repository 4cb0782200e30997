package dev.tenure.faults.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Files that have to say the same whenever anybody reads them, though those who write them again and again are killed. They are
 * read again and again until this is closed.
 */
final class Disks implements AutoCloseable {
    /** Whoever writes needs the processor too. */
    private static final long PAUSE_NANOS = Duration.ofMillis(20).toNanos();

    private final Map<Path, String> whole = new HashMap<>();
    private final ConcurrentLinkedQueue<String> broken = new ConcurrentLinkedQueue<>();
    private final Thread reader = Thread.ofPlatform().daemon().unstarted(this::read);
    private volatile boolean isClosed;

    /** What stands in these files now is what is to stand in them. */
    Disks(List<Path> files) {
        files.forEach(file -> whole.put(file, text(file)));
        reader.start();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        while (!isClosed) {
            look();
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void look() {
        whole.forEach((file, wanted) -> {
            String found = text(file);
            if (!found.equals(wanted)) {
                broken.add(file + ":\n" + found);
            }
        });
    }

    /** Every read until now showed the whole file; returns how many files of others lie beside them. */
    int leftovers() {
        look();
        assertThat(broken).isEmpty();
        int leftovers = 0;
        for (Path file : whole.keySet()) {
            try (Stream<Path> all = Files.list(file.resolveSibling(""))) {
                leftovers += (int) all.filter(each -> !each.equals(file)).count();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return leftovers;
    }

    @Override
    public void close() {
        isClosed = true;
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
