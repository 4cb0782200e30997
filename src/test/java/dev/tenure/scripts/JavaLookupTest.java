package dev.tenure.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.scripts.Sandbox.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** bin/lib/java.sh, as bin/tenure uses it: which Java is taken, and what is said when there is none. */
class JavaLookupTest {

    @TempDir
    private Path folder;

    private Sandbox sandbox;

    @BeforeEach
    void a_sandbox_without_any_java() throws IOException {
        sandbox = new Sandbox(folder).built().with("PATH", "/nowhere");
    }

    @Test
    void says_what_is_missing_where_there_is_no_java() throws Exception {
        Outcome outcome = sandbox.run(sandbox.launcher(), "agent");

        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err().lines()).hasSize(2);
        assertThat(outcome.err())
                .contains("no Java 21 or newer was found", "openjdk-25-jdk-headless", "JAVA_HOME")
                .doesNotContain("not found\n");
    }

    @Test
    void says_that_the_java_of_java_home_is_too_old() throws Exception {
        Path old = sandbox.java("jdk-17", "17.0.15");

        Outcome outcome = sandbox.with("JAVA_HOME", old).run(sandbox.launcher(), "agent");

        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.err()).contains("(JAVA_HOME=" + old + " is Java 17)");
    }

    @Test
    void passes_over_an_old_java_home_if_there_is_a_newer_java() throws Exception {
        sandbox.with("JAVA_HOME", sandbox.java("jdk-1.8", "1.8.0_402"));
        Path good = sandbox.java("jdk-21", "21");

        assertThat(taken()).isEqualTo(good);
    }

    @Test
    void takes_a_good_java_home_before_everything_else() throws Exception {
        sandbox.java("jdk-25", "25.0.1");
        Path chosen = sandbox.java("jdk-21", "21.0.5");
        sandbox.with("JAVA_HOME", chosen);

        assertThat(taken()).isEqualTo(chosen);
    }

    @Test
    void prefers_25_to_older_and_newer_ones() throws Exception {
        sandbox.java("jdk-21", "21.0.5");
        Path tested = sandbox.java("jdk-25", "25.0.1");
        sandbox.java("jdk-27", "27-ea");

        assertThat(taken()).isEqualTo(tested);
    }

    @Test
    void takes_the_newest_where_there_is_no_25() throws Exception {
        sandbox.java("jdk-17", "17.0.15");
        sandbox.java("jdk-21", "21.0.5");
        Path newest = sandbox.java("jdk-24", "24.0.2");

        assertThat(taken()).isEqualTo(newest);
    }

    @Test
    void finds_the_java_of_the_path_behind_its_links() throws Exception {
        Path java = sandbox.java("jdk-25", "25.0.1");
        Path bin = Files.createDirectories(sandbox.root().resolve("alternatives"));
        Files.createSymbolicLink(bin.resolve("java"), java.resolve("bin/java"));
        sandbox.with("PATH", bin + ":/usr/bin:/bin").with("TENURE_JVM_DIRS", "/nowhere:/not/there");

        assertThat(taken()).isEqualTo(java);
    }

    @Test
    void asks_a_java_that_has_no_release_file() throws Exception {
        Path java = sandbox.javaWithoutRelease("odd", """
                #!/bin/sh
                [ "$1" != -version ] || { echo 'openjdk version "25.0.1" 2025-10-21' >&2; exit; }
                echo "java:$0"
                """);

        assertThat(taken()).isEqualTo(java);
    }

    private Path taken() throws Exception {
        Outcome outcome = sandbox.run(sandbox.launcher(), "agent");
        assertThat(outcome.exit()).as(outcome.err()).isZero();
        return Path.of(outcome.value("java").replace("/bin/java", ""));
    }
}
