package dev.tenure.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.support.Command;
import dev.tenure.support.EtcdServer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image that mvn package makes: a runtime of its own, the jar, and a cache of what a run has loaded. */
final class ImageIT {
    /** Most JVMs would rather not tell; then they end. */
    private static final Map<String, String> NOTHING_BUT_THE_CACHE = Map.of("TENURE_JAVA_OPTS", "-XX:AOTMode=on");

    private static final double FROM_CACHE_MIN = 0.9;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private Path image;

    /** Elsewhere, as whoever unpacks it has it. */
    @BeforeEach
    void install() {
        Path made = Program.HOME.resolve("target/tenure");
        assertThat(made.resolve("lib/tenure.aot"))
                .as("what mvn package makes with a JDK 25 and etcd")
                .isReadable();
        Path elsewhere = folder.resolve("a folder with spaces");
        image = elsewhere.resolve("tenure");
        Command.run("mkdir", elsewhere.toString());
        Command.run("cp", "-a", made.toString(), image.toString());
    }

    private Program.Ended version(Map<String, String> environment) {
        return Program.run(List.of(image.resolve("bin/tenure").toString(), "--version"), environment);
    }

    @Test
    void its_cache_can_be_used_wherever_it_is_unpacked() {
        Program.Ended version = version(NOTHING_BUT_THE_CACHE);

        assertThat(version.err()).isEmpty();
        assertThat(version.code()).isZero();
        assertThat(version.out()).startsWith("tenure ");
    }

    @Test
    void it_needs_no_java_of_the_machine() {
        Program.Ended version =
                version(Map.of("JAVA_HOME", "/nowhere", "TENURE_JVM_DIRS", "", "PATH", "/usr/bin:/bin"));

        assertThat(version.err()).isEmpty();
        assertThat(version.out()).startsWith("tenure ");
    }

    @Test
    void nearly_all_classes_of_an_agent_come_from_the_cache() throws IOException {
        Path log = folder.resolve("classes.log");
        try (EtcdServer etcd = EtcdServer.start()) {
            Host host = Host.of(etcd, "image", folder).withNetwork();
            try (RunningAgent agent = host.startPackaged(
                    image.resolve("bin/tenure"), Map.of("TENURE_JAVA_OPTS", "-Xlog:class+load:file=" + log))) {
                agent.awaitReady();
                assertThat(agent.get("/metrics").status()).isEqualTo(200);
                assertThat(agent.signal("TERM").code()).isZero();
                assertThat(agent.lines()).as(agent.log()).allMatch(line -> line.contains("Z INFO  "));
            }
        }
        LoadedClasses classes = LoadedClasses.in(log);
        System.out.println("ImageIT: " + classes);
        assertThat(classes.fromCache()).isGreaterThan(FROM_CACHE_MIN);
    }

    @Test
    void a_cache_that_is_older_than_the_jar_is_left_alone_with_one_warning() throws IOException {
        Files.setLastModifiedTime(
                image.resolve("lib/tenure.jar"), FileTime.from(Instant.now().plusSeconds(60)));

        Program.Ended version = version(Map.of());

        assertThat(version.code()).isZero();
        assertThat(version.out()).startsWith("tenure ");
        assertThat(version.errLines()).hasSize(1).first().asString().contains("tenure.aot is older than the program");
    }

    @Test
    void a_cache_that_is_damaged_costs_time_and_nothing_else() throws IOException {
        try (RandomAccessFile cache =
                new RandomAccessFile(image.resolve("lib/tenure.aot").toFile(), "rw")) {
            cache.setLength(cache.length() / 2);
        }

        Program.Ended version = version(Map.of());

        assertThat(version.code()).isZero();
        assertThat(version.out()).startsWith("tenure ");
        assertThat(version.err()).contains("The AOT cache has been truncated");
    }
}
