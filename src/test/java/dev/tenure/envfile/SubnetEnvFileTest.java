package dev.tenure.envfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubnetEnvFileTest {
    @TempDir
    Path temp;

    private Path run;
    private Path directory;
    private Path path;
    private SubnetEnvFile file;

    @BeforeEach
    void name_the_file() {
        run = temp.resolve("run");
        directory = run.resolve("flannel");
        path = directory.resolve("subnet.env");
        file = new SubnetEnvFile(path);
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private void assertUnusable(String reason) {
        assertThat(file.read()).isEqualTo(new SubnetEnvReading.Unusable(reason));
        assertThat(file.isInStep(Envs.IPV4)).isFalse();
    }

    @Test
    void writes_the_text_and_makes_the_directories() throws IOException {
        file.write(Envs.IPV4);
        assertThat(path).hasContent(Envs.IPV4.text());
        assertThat(mode(path)).isEqualTo("rw-r--r--");
        assertThat(mode(directory)).isEqualTo("rwxr-xr-x");
        assertThat(mode(run)).isEqualTo("rwxr-xr-x");
        assertThat(names(directory)).containsExactly("subnet.env");
    }

    @Test
    void modes_are_the_same_under_any_umask() throws IOException, InterruptedException {
        assertThat(ChildJvm.once("umask 077", path)).isEqualTo("written");
        assertThat(mode(path)).isEqualTo("rw-r--r--");
        assertThat(mode(directory)).isEqualTo("rwxr-xr-x");
        assertThat(mode(run)).isEqualTo("rwxr-xr-x");
    }

    @Test
    void leaves_the_mode_of_a_directory_that_was_there() throws IOException {
        Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        file.write(Envs.IPV4);
        assertThat(mode(directory)).isEqualTo("rwx------");
    }

    @Test
    void replaces_the_file_whatever_it_was() throws IOException {
        Files.createDirectories(directory);
        Files.write(path, new byte[100_000]);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("r--------"));
        file.write(Envs.DUAL);
        assertThat(path).hasContent(Envs.DUAL.text());
        assertThat(mode(path)).isEqualTo("rw-r--r--");
        assertThat(names(directory)).containsExactly("subnet.env");
    }

    @Test
    void reads_what_it_wrote_and_knows_whether_it_is_in_step() {
        assertThat(file.isInStep(Envs.IPV4)).isFalse();
        file.write(Envs.IPV4);
        assertThat(file.read().subnet()).contains(dev.tenure.subnet.Subnet.of(Envs.block("10.5.52.0/24")));
        assertThat(file.isInStep(Envs.IPV4)).isTrue();
        assertThat(file.isInStep(Envs.DUAL)).isFalse();
        file.write(Envs.DUAL);
        assertThat(file.isInStep(Envs.DUAL)).isTrue();
    }

    @Test
    void one_byte_more_or_less_is_not_in_step() throws IOException {
        file.write(Envs.IPV4);
        Files.writeString(path, Envs.IPV4.text() + "\n");
        assertThat(file.isInStep(Envs.IPV4)).isFalse();
        Files.writeString(path, Envs.IPV4.text().stripTrailing());
        assertThat(file.isInStep(Envs.IPV4)).isFalse();
    }

    @Test
    void no_file_and_no_directory_are_absent() throws IOException {
        assertThat(file.read()).isEqualTo(new SubnetEnvReading.Absent());
        Files.createDirectories(directory);
        assertThat(file.read()).isEqualTo(new SubnetEnvReading.Absent());
    }

    @Test
    void comes_back_after_its_directory_was_removed() throws IOException {
        file.write(Envs.IPV4);
        Files.delete(path);
        Files.delete(directory);
        Files.delete(run);
        assertThat(file.read()).isEqualTo(new SubnetEnvReading.Absent());
        file.write(Envs.DUAL);
        assertThat(file.isInStep(Envs.DUAL)).isTrue();
    }

    @Test
    void a_directory_in_its_place_is_unusable() throws IOException {
        Files.createDirectories(path);
        assertUnusable("it cannot be read: it is a directory");
    }

    @Test
    void reads_through_a_link_and_replaces_the_link_itself_as_flanneld_does() throws IOException {
        Path target = temp.resolve("elsewhere.env");
        Files.writeString(target, Envs.IPV4.text());
        Files.createDirectories(directory);
        Files.createSymbolicLink(path, target);
        assertThat(file.isInStep(Envs.IPV4)).isTrue();

        file.write(Envs.DUAL);
        assertThat(Files.isSymbolicLink(path)).isFalse();
        assertThat(path).hasContent(Envs.DUAL.text());
        assertThat(target).hasContent(Envs.IPV4.text());
    }

    @Test
    void a_link_to_nothing_is_unusable_until_it_is_replaced() throws IOException {
        Files.createDirectories(directory);
        Files.createSymbolicLink(path, temp.resolve("nowhere"));
        assertUnusable("it is a symbolic link to nothing");
        file.write(Envs.IPV4);
        assertThat(file.isInStep(Envs.IPV4)).isTrue();
        assertThat(temp.resolve("nowhere")).doesNotExist();
    }

    @Test
    void a_link_to_itself_is_unusable() throws IOException {
        Files.createDirectories(directory);
        Files.createSymbolicLink(path, path);
        assertThat(file.read()).isInstanceOf(SubnetEnvReading.Unusable.class);
    }

    @Test
    void a_pipe_and_a_device_are_unusable_and_nobody_waits_for_them() throws IOException, InterruptedException {
        Files.createDirectories(directory);
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                .isZero();
        assertUnusable("it cannot be read: it is not a regular file");
        Files.delete(path);
        Files.createSymbolicLink(path, Path.of("/dev/zero"));
        assertUnusable("it cannot be read: it is not a regular file");
        Files.delete(path);
    }

    @Test
    void a_file_of_any_size_costs_4_kib() throws IOException {
        Files.createDirectories(directory);
        Files.write(path, new byte[1024 * 1024]);
        assertUnusable("it is longer than 4 KiB");
        // as sparse as it is, to read it all would need more memory than there is
        try (RandomAccessFile huge = new RandomAccessFile(path.toFile(), "rw")) {
            huge.setLength(1L << 36);
        }
        assertUnusable("it is longer than 4 KiB");
    }

    @Test
    void an_empty_and_a_binary_file_are_unusable() throws IOException {
        Files.createDirectories(directory);
        Files.createFile(path);
        assertUnusable("it is empty");
        Files.write(path, new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0});
        assertUnusable("it is not text: there are control characters in it");
    }

    @Test
    void a_file_where_a_directory_should_be_means_that_there_is_no_file() throws IOException {
        Files.createDirectories(run);
        Files.createFile(directory);
        assertThat(file.read()).isEqualTo(new SubnetEnvReading.Absent());
    }

    @Test
    void a_file_that_this_user_may_not_read_is_unusable() throws IOException {
        file.write(Envs.IPV4);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("---------"));
        // root may read it all the same
        if (Files.isReadable(path)) {
            assertThat(file.isInStep(Envs.IPV4)).isTrue();
        } else {
            assertUnusable("it cannot be read: permission denied");
        }
    }

    @Test
    void sweeps_what_dead_writers_left_and_nothing_else() throws IOException, InterruptedException {
        file.write(Envs.IPV4);
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Process alive = new ProcessBuilder("cat").start();
        try {
            String ofTheDead = ".subnet.env.tenure-" + dead.pid() + ".tmp";
            String ofTheLiving = ".subnet.env.tenure-" + alive.pid() + ".tmp";
            // in a container the pid of our last life is ours again
            String ours = ".subnet.env.tenure-" + ProcessHandle.current().pid() + ".tmp";
            List<String> foreign = List.of(
                    ".other.env.tenure-" + dead.pid() + ".tmp",
                    ".subnet.env.tenure-.tmp",
                    ".subnet.env.tenure-x.tmp",
                    ".subnet.env123456",
                    "subnet.env.tenure-" + dead.pid() + ".tmp",
                    ".subnet.env.tenure-" + "9".repeat(30) + ".tmp");
            for (String name : foreign) {
                Files.createFile(directory.resolve(name));
            }
            for (String name : List.of(ofTheDead, ofTheLiving, ours)) {
                Files.createFile(directory.resolve(name));
            }
            file.sweep();
            assertThat(names(directory))
                    .containsExactlyInAnyOrderElementsOf(
                            Stream.concat(foreign.stream(), Stream.of("subnet.env", ofTheLiving))
                                    .toList());
            assertThat(file.isInStep(Envs.IPV4)).isTrue();
        } finally {
            alive.destroy();
        }
    }

    @Test
    void sweeps_what_is_too_old_to_be_written_still_even_if_the_pid_lives() throws IOException {
        file.write(Envs.IPV4);
        Process alive = new ProcessBuilder("cat").start();
        try {
            Path old = Files.createFile(directory.resolve(".subnet.env.tenure-" + alive.pid() + ".tmp"));
            Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
            file.sweep();
            assertThat(names(directory)).containsExactly("subnet.env");
        } finally {
            alive.destroy();
        }
    }

    @Test
    void there_is_nothing_to_sweep_where_there_is_no_directory() throws IOException {
        file.sweep();
        assertThat(directory).doesNotExist();
        Files.createDirectories(run);
        Files.createFile(directory);
        file.sweep();
        assertThat(directory).exists();
    }

    @Test
    void a_leftover_of_its_own_pid_does_not_stop_a_write() throws IOException {
        Files.createDirectories(directory);
        Path leftover = directory.resolve(
                ".subnet.env.tenure-" + ProcessHandle.current().pid() + ".tmp");
        Files.createSymbolicLink(leftover, temp.resolve("precious"));
        Files.writeString(temp.resolve("precious"), "keep me");
        file.write(Envs.IPV4);
        assertThat(names(directory)).containsExactly("subnet.env");
        assertThat(temp.resolve("precious")).hasContent("keep me");
    }
}
