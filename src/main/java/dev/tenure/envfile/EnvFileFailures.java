package dev.tenure.envfile;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The only translator of what the file system says into an {@link EnvFileFailure}. */
final class EnvFileFailures {
    private static final String ELSEWHERE = " or choose another place with --subnet-file";

    private EnvFileFailures() {}

    /** {@code file} was not replaced, since {@code cause} happened while its new content was written or renamed. */
    static EnvFileFailure ofWrite(Path file, Path directory, IOException cause) {
        String cannot = "Cannot write " + file + ": ";
        if (Files.isDirectory(file)) {
            return new EnvFileFailure.TargetIsDirectory(cannot + "it is a directory; remove the directory" + ELSEWHERE);
        }
        // not permitted: an immutable directory, or a security module's word
        if (cause instanceof AccessDeniedException || says(cause, "not permitted")) {
            return new EnvFileFailure.PermissionDenied(cannot + "permission denied; let user "
                    + System.getProperty("user.name") + " write to " + directory + ELSEWHERE);
        }
        if (says(cause, "Read-only file system") || isReadOnly(directory)) {
            return new EnvFileFailure.ReadOnlyFileSystem(
                    cannot + "the file system is read-only; mount " + directory + " writable" + ELSEWHERE);
        }
        // "File too large" is what a limit on file sizes says (ulimit -f)
        if (says(cause, "No space left")
                || says(cause, "quota")
                || says(cause, "File too large")
                || isFull(directory)) {
            return new EnvFileFailure.NoSpace(
                    cannot + "no space left (" + reason(cause) + "); free some in " + directory + ELSEWHERE);
        }
        return new EnvFileFailure.Unexpected(cannot + reason(cause) + "; see to " + directory + ELSEWHERE);
    }

    /** {@code directory} is not there and could not be made. */
    static EnvFileFailure ofDirectory(Path file, Path directory, IOException cause) {
        return new EnvFileFailure.NoDirectory("Cannot write " + file + ": there is no directory " + directory
                + " and it cannot be made (" + reason(cause) + "); make it" + ELSEWHERE);
    }

    /** The system's own words, without the path. */
    static String reason(IOException cause) {
        if (cause instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (cause instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        if (cause instanceof FileAlreadyExistsException) {
            return "there is a file in its place";
        }
        String words = cause instanceof FileSystemException known ? known.getReason() : cause.getMessage();
        return words == null ? cause.getClass().getSimpleName() : words;
    }

    private static boolean says(IOException cause, String words) {
        return reason(cause).contains(words);
    }

    // the two below ask the file system itself, since the system's words come in the user's language

    private static boolean isReadOnly(Path directory) {
        try {
            return store(directory).isReadOnly();
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isFull(Path directory) {
        try {
            FileStore store = store(directory);
            return store.getTotalSpace() > 0 && store.getUsableSpace() < SubnetEnv.BYTES_MAX;
        } catch (IOException e) {
            return false;
        }
    }

    private static FileStore store(Path directory) throws IOException {
        return Files.getFileStore(directory);
    }
}
