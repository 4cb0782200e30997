package dev.tenure.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.envfile.SubnetEnv;
import dev.tenure.envfile.SubnetEnvFile;
import dev.tenure.envfile.SubnetEnvReading;
import dev.tenure.live.Patience;
import dev.tenure.subnet.Cidr;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is seen of a subnet.env that is replaced, spoilt and removed. */
class FileRecorderTest {
    @TempDir
    Path disk = Path.of("");

    private Path file() {
        return disk.resolve("run/subnet.env");
    }

    private void write(String subnet) {
        Cidr network = Cidr.parse("10.5.0.0/16").orElseThrow();
        new SubnetEnvFile(file())
                .write(new SubnetEnv(network, Cidr.parse(subnet).orElseThrow(), null, null, 1450, false));
    }

    @Test
    void each_version_is_seen_once_with_the_time_since_which_it_may_have_stood_there() {
        FileRecorder recorder = new FileRecorder(file());
        recorder.look();
        write("10.5.1.0/24");
        recorder.look();
        recorder.look();
        assertThat(recorder.versions()).hasSize(2);
        FileVersion second = recorder.versions().getLast();
        assertThat(second.reading().subnet().orElseThrow()).hasToString("10.5.1.0/24");
        assertThat(second.notYetNanos()).isLessThan(second.seenNanos());
        assertThat(second.isJudged()).isTrue();
        assertThat(recorder.versions().getFirst().isJudged()).isFalse();
    }

    @Test
    void what_is_no_file_is_not_waited_for() throws Exception {
        Files.createDirectories(file());
        FileRecorder recorder = new FileRecorder(file());
        Files.delete(file());
        Process pipe = new ProcessBuilder("mkfifo", file().toString()).start();
        assertThat(pipe.waitFor()).isZero();
        recorder.look();
        assertThat(recorder.versions())
                .allMatch(version -> version.reading() instanceof SubnetEnvReading.Absent)
                .hasSize(1);
    }

    @Test
    void what_the_test_says_that_it_writes_is_not_judged_nor_is_a_part_of_it() throws IOException {
        write("10.5.1.0/24");
        FileRecorder recorder = new FileRecorder(file());
        byte[] nonsense = "nonsense".getBytes(StandardCharsets.UTF_8);
        recorder.operatorWrites(nonsense);
        Files.writeString(file(), "non");
        recorder.look();
        Files.write(file(), nonsense);
        recorder.look();
        Files.writeString(file(), "other nonsense");
        recorder.look();
        assertThat(recorder.versions().stream().map(FileVersion::isJudged)).containsExactly(false, false, false, true);
    }

    @Test
    void a_leftover_of_a_write_is_seen() throws IOException {
        write("10.5.1.0/24");
        FileRecorder recorder = new FileRecorder(file());
        assertThat(recorder.leftovers()).isEmpty();
        Files.writeString(file().resolveSibling(".subnet.env.tenure-77.tmp"), "half");
        assertThat(recorder.leftovers()).containsExactly(".subnet.env.tenure-77.tmp");
    }

    @Test
    void a_change_in_place_is_told_from_a_replacement() throws IOException {
        AtomicInteger changes = new AtomicInteger();
        try (InPlaceWrites inPlace = new InPlaceWrites()) {
            inPlace.listen(file(), changes::incrementAndGet);
            inPlace.look();
            write("10.5.1.0/24");
            inPlace.look();
            for (int times = 0; times < 50; times++) {
                write("10.5." + times + ".0/24");
                inPlace.look();
            }
            assertThat(changes).hasValue(0);
            Files.writeString(file(), "in place");
            Patience.until(
                    "the kernel tells",
                    Duration.ofSeconds(20),
                    () -> {
                        inPlace.look();
                        return changes.get() > 0;
                    },
                    () -> "");
        }
    }

    @Test
    void permissions_that_are_changed_are_no_content_that_is_changed() throws IOException {
        write("10.5.1.0/24");
        FileRecorder recorder = new FileRecorder(file());
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("---------"));
        recorder.wasChangedInPlace();
        assertThat(recorder.changesInPlace()).isEmpty();
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
        Files.writeString(file(), "in place");
        recorder.wasChangedInPlace();
        assertThat(recorder.changesInPlace()).hasSize(1);
    }

    @Test
    void a_file_that_has_taken_the_place_of_a_changed_one_is_not_blamed_for_it() throws IOException {
        write("10.5.1.0/24");
        FileRecorder recorder = new FileRecorder(file());
        Files.writeString(file().resolveSibling("other"), "another");
        Files.move(file().resolveSibling("other"), file(), StandardCopyOption.REPLACE_EXISTING);
        recorder.wasChangedInPlace();
        assertThat(recorder.changesInPlace()).isEmpty();
    }

    @Test
    void a_directory_that_was_removed_and_made_again_is_listened_to_again() throws IOException {
        AtomicInteger changes = new AtomicInteger();
        write("10.5.1.0/24");
        try (InPlaceWrites inPlace = new InPlaceWrites()) {
            inPlace.listen(file(), changes::incrementAndGet);
            Files.delete(file());
            Files.delete(file().getParent());
            Patience.until(
                    "the kernel tells",
                    Duration.ofSeconds(20),
                    () -> {
                        inPlace.look();
                        write("10.5.1.0/24");
                        inPlace.look();
                        write(file());
                        return changes.get() > 0;
                    },
                    () -> "");
        }
    }

    private static void write(Path file) {
        try {
            Files.writeString(file, "in place");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
