package dev.tenure.envfile;

/** Why subnet.env could not be written. Whatever it is, the old file is as it was, and nothing of ours is left over. */
public sealed interface EnvFileFailure {
    /** Cause, path and next step, for the log and {@code /readyz?verbose}. */
    String sentence();

    /** A short stable name for metrics and reason codes. */
    String code();

    /** The file system is mounted read-only. */
    record ReadOnlyFileSystem(String sentence) implements EnvFileFailure {
        @Override
        public String code() {
            return "read-only-file-system";
        }
    }

    /** The directory is not there and could not be made. */
    record NoDirectory(String sentence) implements EnvFileFailure {
        @Override
        public String code() {
            return "no-directory";
        }
    }

    /** The disk is full, or a quota or a limit of this process is used up. */
    record NoSpace(String sentence) implements EnvFileFailure {
        @Override
        public String code() {
            return "no-space";
        }
    }

    /** This user may not write there. */
    record PermissionDenied(String sentence) implements EnvFileFailure {
        @Override
        public String code() {
            return "permission-denied";
        }
    }

    /** Where the file should be there is a directory (a container runtime makes one for a bind mount of no file). */
    record TargetIsDirectory(String sentence) implements EnvFileFailure {
        @Override
        public String code() {
            return "target-is-directory";
        }
    }

    /** Anything else that the system said. */
    record Unexpected(String sentence) implements EnvFileFailure {
        @Override
        public String code() {
            return "unexpected";
        }
    }
}
