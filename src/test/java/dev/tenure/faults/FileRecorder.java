package dev.tenure.faults;

import dev.tenure.envfile.SubnetEnv;
import dev.tenure.envfile.SubnetEnvReading;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Every version of one subnet.env that could be seen, read strictly, as the readers of the file do. Thread-safe. */
final class FileRecorder {
    private static final byte[] ABSENT = new byte[0];

    /** How long the test may take from saying that it writes to having written. */
    private static final long OPERATOR_NANOS = Duration.ofSeconds(5).toNanos();

    /** More of them would tell no more. */
    private static final int IN_PLACE_MAX = 20;

    private final Path file;
    private final List<FileVersion> versions = new ArrayList<>();
    private final List<byte[]> byOperator = new ArrayList<>();
    private byte @Nullable [] last;
    private final List<Long> inPlace = new ArrayList<>();
    private long lookedNanos = System.nanoTime();
    private @Nullable Object inode;
    private long operatorUntil = Long.MIN_VALUE;

    FileRecorder(Path file) {
        this.file = file;
        look();
    }

    Path file() {
        return file;
    }

    /** The test itself is about to write this, or a part of it if it does not replace the file in one step. */
    synchronized void operatorWrites(byte[] content) {
        byOperator.add(content.clone());
        operatorUntil = System.nanoTime() + OPERATOR_NANOS;
    }

    /**
     * The kernel says that the file or its permissions were changed where it stands. Content sets both of its times at once,
     * permissions only the one. A file that has taken its place meanwhile was not changed.
     */
    synchronized void wasChangedInPlace() {
        long now = System.nanoTime();
        boolean isOperators = operatorUntil != Long.MIN_VALUE && now <= operatorUntil;
        if (!isOperators && inPlace.size() < IN_PLACE_MAX && isContentNew()) {
            inPlace.add(now);
        }
    }

    private boolean isContentNew() {
        try {
            Map<String, Object> attributes = Files.readAttributes(file, "unix:ino,lastModifiedTime,ctime");
            boolean isOther = inode != null && !inode.equals(attributes.get("ino"));
            return !isOther && Objects.equals(attributes.get("lastModifiedTime"), attributes.get("ctime"));
        } catch (IOException e) {
            return false;
        }
    }

    /** Which file it was at the last look; null where there was none. */
    private @Nullable Object inodeNow() {
        try {
            return Files.getAttribute(file, "unix:ino");
        } catch (IOException e) {
            return null;
        }
    }

    /** When it was written in place, and not by the test itself. */
    synchronized List<Long> changesInPlace() {
        return List.copyOf(inPlace);
    }

    /** Looks once. */
    synchronized void look() {
        long now = System.nanoTime();
        byte[] bytes = ABSENT;
        SubnetEnvReading reading = new SubnetEnvReading.Absent();
        // a directory or a pipe in its place is nothing of the agent's making, and nothing to wait for
        if (Files.isRegularFile(file)) {
            try (InputStream in = Files.newInputStream(file)) {
                bytes = in.readNBytes(SubnetEnv.BYTES_MAX + 1);
                reading = SubnetEnv.parse(bytes);
            } catch (IOException e) {
                // it has just gone, which is the same as that it was not there
                bytes = ABSENT;
            }
        }
        boolean isSame = last != null
                && Arrays.equals(last, bytes)
                && versions.getLast().reading().equals(reading);
        if (!isSame) {
            boolean isFirst = versions.isEmpty();
            versions.add(new FileVersion(
                    reading,
                    new String(bytes, StandardCharsets.UTF_8),
                    isFirst ? Long.MIN_VALUE : lookedNanos,
                    System.nanoTime(),
                    !isFirst && !isByOperator(bytes)));
            last = bytes;
        }
        inode = inodeNow();
        lookedNanos = now;
    }

    private boolean isByOperator(byte[] bytes) {
        return byOperator.stream()
                .anyMatch(written ->
                        bytes.length <= written.length && Arrays.equals(bytes, Arrays.copyOf(written, bytes.length)));
    }

    /** Files beside it that a write of it has left, or is just about to replace it with. */
    List<String> leftovers() {
        Path directory = file.toAbsolutePath().getParent();
        String start = "." + file.getFileName() + ".";
        if (directory == null || !Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(directory)) {
            return all.map(path -> String.valueOf(path.getFileName()))
                    .filter(name -> name.startsWith(start))
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    synchronized List<FileVersion> versions() {
        return List.copyOf(versions);
    }
}
