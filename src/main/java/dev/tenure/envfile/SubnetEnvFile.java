package dev.tenure.envfile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The file subnet.env on the disk. Every method blocks (the write waits for the disk), so call them off the event loop.
 *
 * <p>What it guarantees (R25): a reader at any moment, also after a kill or a power cut, finds a whole old or a whole new
 * file; a write that fails leaves the old file as it was and nothing of ours beside it. A write that is killed can leave
 * its temp file, which the next {@link #sweep} removes.
 *
 * <p>Where the path is a symbolic link, reading follows it and writing replaces the link itself, as flanneld does (both
 * are what open(2) and rename(2) do). The link's target is not written to.
 *
 * <p>Thread-safe: the writes of one process are done one after the other.
 */
public final class SubnetEnvFile {
    /** A write takes milliseconds, so an older temp file is nobody's, even if its pid is somebody else's by now. */
    private static final Duration TEMP_AGE_MAX = Duration.ofHours(1);

    /** Two agents in one process have one pid and so one name for their temp file. */
    private static final ReentrantLock WRITING = new ReentrantLock();

    private final Path file;
    private final Path directory;
    private final long pid = ProcessHandle.current().pid();

    /** Touches nothing yet. */
    public SubnetEnvFile(Path file) {
        this.file = file.toAbsolutePath();
        Path parent = this.file.getParent();
        this.directory = parent == null ? this.file : parent;
    }

    /** Where the file is, absolute. */
    public Path path() {
        return file;
    }

    /** What the file tells; never an exception, and never more than {@link SubnetEnv#BYTES_MAX} + 1 bytes read. */
    public SubnetEnvReading read() {
        try {
            return SubnetEnv.parse(bytes());
        } catch (NoSuchFileException e) {
            return Files.isSymbolicLink(file)
                    ? new SubnetEnvReading.Unusable("it is a symbolic link to nothing")
                    : new SubnetEnvReading.Absent();
        } catch (IOException e) {
            return new SubnetEnvReading.Unusable("it cannot be read: " + EnvFileFailures.reason(e));
        }
    }

    /** True if the file has exactly the content that {@code wanted} gives; false too if it can't be read. */
    public boolean isInStep(SubnetEnv wanted) {
        try {
            return Arrays.equals(bytes(), content(wanted));
        } catch (IOException e) {
            return false;
        }
    }

    private byte[] bytes() throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        // looked at before it is opened, since opening a pipe would wait for a writer
        if (!attributes.isRegularFile()) {
            throw new IOException(attributes.isDirectory() ? "it is a directory" : "it is not a regular file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(SubnetEnv.BYTES_MAX + 1);
        }
    }

    private static byte[] content(SubnetEnv env) {
        return env.text().getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Replaces the file, mode 0644; makes the directory if it is missing, mode 0755. Both modes whatever the umask, since
     * the readers (CNI plugins, container runtimes) are other users.
     *
     * @throws EnvFileException if it could not; the old file is as it was
     */
    public void write(SubnetEnv env) {
        WRITING.lock();
        try {
            makeDirectory();
            replace(content(env));
            syncDirectory();
        } finally {
            WRITING.unlock();
        }
    }

    private void makeDirectory() {
        Deque<Path> missing = new ArrayDeque<>();
        for (@Nullable Path path = directory; path != null && !Files.isDirectory(path); path = path.getParent()) {
            missing.push(path);
        }
        for (Path path : missing) {
            try {
                makeOne(path);
            } catch (IOException e) {
                throw new EnvFileException(EnvFileFailures.ofDirectory(file, directory, e));
            }
        }
    }

    private static void makeOne(Path path) throws IOException {
        try {
            Files.createDirectory(path);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (FileAlreadyExistsException e) {
            // somebody else may have made it in the meantime
            if (!Files.isDirectory(path)) {
                throw e;
            }
        }
    }

    private void replace(byte[] content) {
        Path temp = directory.resolve(tempPrefix() + pid + ".tmp");
        try {
            // one of our own pid is a leftover: in a container every life has the same pid
            Files.deleteIfExists(temp);
            writeTemp(temp, content);
            Files.move(temp, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            deleteQuietly(temp);
            throw new EnvFileException(EnvFileFailures.ofWrite(file, directory, e));
        }
    }

    private static void writeTemp(Path temp, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(temp, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rw-r--r--"));
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            // before the rename, or a power cut can leave the new name on an empty file
            channel.force(true);
        }
    }

    /**
     * Makes the rename outlast a power cut. Some file systems refuse this for a directory; then the file is whole and
     * current all the same, which is what readers need, so that is no failure.
     */
    private void syncDirectory() {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            return;
        }
    }

    /**
     * Removes the temp files that killed processes have left beside the file; for the start, before the first write.
     * Those of other programs and of living processes stay. Does what it can: a leftover harms nobody.
     */
    public void sweep() {
        Pattern ours = Pattern.compile(Pattern.quote(tempPrefix()) + "(?<pid>[0-9]{1,18})\\.tmp");
        WRITING.lock();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                Matcher matcher = ours.matcher(String.valueOf(entry.getFileName()));
                if (matcher.matches() && isStale(entry, Long.parseLong(matcher.group("pid")))) {
                    deleteQuietly(entry);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return;
        } finally {
            WRITING.unlock();
        }
    }

    private boolean isStale(Path temp, long writer) {
        boolean writing = writer != pid
                && ProcessHandle.of(writer).map(ProcessHandle::isAlive).orElse(false);
        return !writing || isOld(temp);
    }

    private static boolean isOld(Path temp) {
        try {
            Instant modified =
                    Files.getLastModifiedTime(temp, LinkOption.NOFOLLOW_LINKS).toInstant();
            return modified.isBefore(Instant.now().minus(TEMP_AGE_MAX));
        } catch (IOException e) {
            // its writer has just renamed it
            return false;
        }
    }

    private String tempPrefix() {
        return "." + file.getFileName() + ".tenure-";
    }

    private static void deleteQuietly(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // the failure that brought us here is the one to tell; the next sweep tries again
            return;
        }
    }
}
