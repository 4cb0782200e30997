package dev.tenure.envfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that refuse: the old file stays, nothing is left over, and a sentence tells what to do. */
class SubnetEnvFileFailureTest {
    private static final String ELSEWHERE = " or choose another place with --subnet-file";

    @TempDir
    Path temp;

    private Path directory;
    private Path path;
    private SubnetEnvFile file;

    @BeforeEach
    void make_the_directory() throws IOException {
        directory = Files.createDirectory(temp.resolve("flannel"));
        path = directory.resolve("subnet.env");
        file = new SubnetEnvFile(path);
    }

    private static EnvFileFailure refusal(SubnetEnvFile file, SubnetEnv env) {
        EnvFileException refused = catchThrowableOfType(EnvFileException.class, () -> file.write(env));
        assertThat(refused).as("the write is refused").isNotNull();
        assertThat(refused.getStackTrace()).isEmpty();
        assertThat(refused).hasMessage(refused.failure().sentence());
        return refused.failure();
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void a_read_only_file_system() throws IOException, InterruptedException {
        assertReadOnly(EnvFileFailures.ofWrite(
                path, directory, new FileSystemException(path.toString(), null, "Read-only file system")));
        // without the right to mount, the line above is what can be shown
        Tmpfs.mounted(directory, disk -> {
            file.write(Envs.IPV4);
            disk.remount("ro");
            assertReadOnly(refusal(file, Envs.DUAL));
            assertThat(file.isInStep(Envs.IPV4)).isTrue();
            assertThat(names(directory)).containsExactly("subnet.env");
            // a language that we don't read: the file system itself tells
            assertReadOnly(EnvFileFailures.ofWrite(path, directory, new IOException("Dateisystem nur lesbar")));

            assertThat(refusal(new SubnetEnvFile(directory.resolve("new/subnet.env")), Envs.DUAL))
                    .isInstanceOf(EnvFileFailure.NoDirectory.class);
            disk.remount("rw");
            file.write(Envs.DUAL);
            assertThat(file.isInStep(Envs.DUAL)).isTrue();
        });
    }

    private void assertReadOnly(EnvFileFailure failure) {
        assertThat(failure)
                .isEqualTo(new EnvFileFailure.ReadOnlyFileSystem("Cannot write " + path
                        + ": the file system is read-only; mount " + directory + " writable" + ELSEWHERE));
        assertThat(failure.code()).isEqualTo("read-only-file-system");
    }

    @Test
    void a_full_disk() throws IOException, InterruptedException {
        assertNoSpace(EnvFileFailures.ofWrite(path, directory, new IOException("No space left on device")));
        // without the right to mount, the line above and the limit of the next test are what can be shown
        Tmpfs.mounted(directory, disk -> {
            file.write(Envs.IPV4);
            Path ballast = directory.resolve("ballast");
            fill(ballast);
            assertNoSpace(refusal(file, Envs.DUAL));
            assertThat(file.isInStep(Envs.IPV4)).isTrue();
            assertThat(names(directory)).containsExactly("ballast", "subnet.env");
            assertThat(EnvFileFailures.ofWrite(path, directory, new IOException("Kein Platz mehr")))
                    .isInstanceOf(EnvFileFailure.NoSpace.class);

            Files.delete(ballast);
            file.write(Envs.DUAL);
            assertThat(file.isInStep(Envs.DUAL)).isTrue();
        });
    }

    private static void fill(Path ballast) throws IOException {
        try (var out = Files.newOutputStream(ballast)) {
            byte[] page = new byte[4096];
            for (int pages = 0; pages < 1_000; pages++) {
                out.write(page);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    private void assertNoSpace(EnvFileFailure failure) {
        assertThat(failure)
                .isEqualTo(new EnvFileFailure.NoSpace("Cannot write " + path
                        + ": no space left (No space left on device); free some in " + directory + ELSEWHERE));
        assertThat(failure.code()).isEqualTo("no-space");
    }

    @Test
    void a_limit_on_file_sizes_cuts_no_file() throws IOException, InterruptedException {
        file.write(Envs.IPV4);
        assertThat(ChildJvm.once("ulimit -f 0", path))
                .startsWith("no-space: Cannot write " + path + ": no space left (");
        assertThat(file.isInStep(Envs.IPV4)).isTrue();
        assertThat(names(directory)).containsExactly("subnet.env");
    }

    @Test
    void a_directory_without_permission() throws IOException {
        file.write(Envs.IPV4);
        assertDenied(EnvFileFailures.ofWrite(path, directory, new AccessDeniedException(path.toString())));
        assertDenied(EnvFileFailures.ofWrite(
                path, directory, new FileSystemException(path.toString(), null, "Operation not permitted")));

        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("r-xr-xr-x"));
        // root may write all the same
        if (Files.isWritable(directory)) {
            file.write(Envs.DUAL);
            assertThat(file.isInStep(Envs.DUAL)).isTrue();
        } else {
            assertDenied(refusal(file, Envs.DUAL));
            assertThat(file.isInStep(Envs.IPV4)).isTrue();
        }
        assertThat(names(directory)).containsExactly("subnet.env");
    }

    private void assertDenied(EnvFileFailure failure) {
        assertThat(failure)
                .isEqualTo(new EnvFileFailure.PermissionDenied("Cannot write " + path
                        + ": permission denied; let user " + System.getProperty("user.name") + " write to " + directory
                        + ELSEWHERE));
        assertThat(failure.code()).isEqualTo("permission-denied");
    }

    @Test
    void a_directory_in_the_place_of_the_file() throws IOException {
        Files.createDirectory(path);
        Files.createFile(path.resolve("inside"));
        EnvFileFailure failure = refusal(file, Envs.IPV4);
        assertThat(failure)
                .isEqualTo(new EnvFileFailure.TargetIsDirectory(
                        "Cannot write " + path + ": it is a directory; remove the directory" + ELSEWHERE));
        assertThat(failure.code()).isEqualTo("target-is-directory");
        assertThat(names(directory)).containsExactly("subnet.env");
        assertThat(names(path)).containsExactly("inside");
    }

    @Test
    void an_empty_directory_in_the_place_of_the_file_is_not_replaced_either() throws IOException {
        Files.createDirectory(path);
        assertThat(refusal(file, Envs.IPV4)).isInstanceOf(EnvFileFailure.TargetIsDirectory.class);
        assertThat(path).isDirectory();
    }

    @Test
    void a_file_in_the_place_of_the_directory() throws IOException {
        Path notADirectory = Files.createFile(directory.resolve("file"));
        EnvFileFailure failure = refusal(new SubnetEnvFile(notADirectory.resolve("subnet.env")), Envs.IPV4);
        assertThat(failure)
                .isEqualTo(new EnvFileFailure.NoDirectory("Cannot write " + notADirectory.resolve("subnet.env")
                        + ": there is no directory " + notADirectory
                        + " and it cannot be made (there is a file in its place); make it" + ELSEWHERE));
        assertThat(failure.code()).isEqualTo("no-directory");
        assertThat(names(directory)).containsExactly("file");

        assertThat(refusal(new SubnetEnvFile(notADirectory.resolve("a/b/subnet.env")), Envs.IPV4))
                .isInstanceOf(EnvFileFailure.NoDirectory.class);
    }

    @Test
    void a_name_that_no_file_can_have() throws IOException {
        SubnetEnvFile tooLong = new SubnetEnvFile(directory.resolve("x".repeat(255)));
        EnvFileFailure failure = refusal(tooLong, Envs.IPV4);
        assertThat(failure).isInstanceOf(EnvFileFailure.Unexpected.class);
        assertThat(failure.code()).isEqualTo("unexpected");
        assertThat(failure.sentence()).contains(tooLong.path().toString(), "File name too long");
        assertThat(names(directory)).isEmpty();
    }

    @Test
    void the_root_directory_itself() {
        assertThat(refusal(new SubnetEnvFile(Path.of("/")), Envs.IPV4))
                .isInstanceOf(EnvFileFailure.TargetIsDirectory.class);
        assertThat(new SubnetEnvFile(Path.of("/")).read()).isInstanceOf(SubnetEnvReading.Unusable.class);
    }
}
