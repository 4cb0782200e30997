package dev.tenure.faults.process;

import dev.tenure.envfile.Tmpfs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What can be wrong with the place of a subnet.env, with the code and the words in which the agent has to tell. */
enum DiskTrouble {
    NO_DIRECTORY("no-directory", "there is no directory ") {
        @Override
        void make(Place place) throws IOException {
            try (Stream<Path> all = Files.exists(place.directory()) ? Files.walk(place.directory()) : Stream.empty()) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
            Files.createFile(place.directory());
        }

        @Override
        void mend(Place place) throws IOException {
            Files.delete(place.directory());
        }
    },
    DIRECTORY_IN_ITS_PLACE("target-is-directory", "it is a directory") {
        @Override
        void make(Place place) throws IOException {
            Files.deleteIfExists(place.file());
            Files.createDirectories(place.file());
        }

        @Override
        void mend(Place place) throws IOException {
            Files.delete(place.file());
        }
    },
    NO_PERMISSION("permission-denied", "permission denied") {
        @Override
        void make(Place place) throws IOException {
            permissions(place, "r-xr-xr-x");
        }

        @Override
        void mend(Place place) throws IOException {
            permissions(place, "rwxr-xr-x");
        }

        private void permissions(Place place, String mode) throws IOException {
            Files.createDirectories(place.directory());
            Files.setPosixFilePermissions(place.directory(), PosixFilePermissions.fromString(mode));
        }
    },
    FULL("no-space", "no space left") {
        @Override
        void make(Place place) throws IOException {
            Files.createDirectories(place.directory());
            fill(() -> Files.write(ballast(place, "ballast"), new byte[1 << 20]));
        }

        @Override
        void mend(Place place) throws IOException {
            Files.delete(ballast(place, "ballast"));
        }
    },
    NO_INODES("no-space", "no space left") {
        @Override
        void make(Place place) throws IOException {
            Files.createDirectories(place.directory());
            fill(() -> {
                for (int file = 0; file < INODES_MAX; file++) {
                    Files.createFile(ballast(place, "ballast-" + file));
                }
            });
        }

        @Override
        void mend(Place place) throws IOException {
            Files.delete(ballast(place, "ballast-0"));
        }
    },
    READ_ONLY("read-only-file-system", "the file system is read-only") {
        @Override
        void make(Place place) throws IOException, InterruptedException {
            Files.createDirectories(place.directory());
            place.remount("ro");
        }

        @Override
        void mend(Place place) throws IOException, InterruptedException {
            place.remount("rw");
        }
    };

    private static final int INODES_MAX = 1_000;

    private final String code;
    private final String words;

    DiskTrouble(String code, String words) {
        this.code = code;
        this.words = words;
    }

    /**
     * Where the file is.
     *
     * @param disk the file system under it, if it has one of its own
     */
    record Place(Path file, @Nullable Tmpfs disk) {
        Path directory() {
            return file.resolveSibling("").toAbsolutePath();
        }

        private void remount(String options) throws IOException, InterruptedException {
            if (disk == null) {
                throw new IllegalStateException("no file system of its own");
            }
            disk.remount(options);
        }
    }

    /** Something that must not succeed in the end. */
    private interface Filling {
        void run() throws IOException;
    }

    private static void fill(Filling filling) {
        try {
            filling.run();
        } catch (IOException full) {
            return;
        }
        throw new AssertionError("the file system is larger than it should be");
    }

    /** Beside the directory, so that everybody can see that nothing of ours is left in it. */
    private static Path ballast(Place place, String name) {
        return place.directory().resolveSibling(name);
    }

    abstract void make(Place place) throws IOException, InterruptedException;

    abstract void mend(Place place) throws IOException, InterruptedException;

    String code() {
        return code;
    }

    String words() {
        return words;
    }

    boolean needsOwnFileSystem() {
        return this == FULL || this == NO_INODES || this == READ_ONLY;
    }

    /** Permissions are nothing to root, unless the agent does without that privilege. */
    List<String> under() {
        return this == NO_PERMISSION && System.getProperty("user.name").equals("root")
                ? List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search")
                : List.of();
    }

    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }
}
