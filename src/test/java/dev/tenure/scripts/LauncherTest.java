package dev.tenure.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.scripts.Sandbox.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** bin/tenure: from anywhere to the JVM, with the right flags and without a password that ps shows. */
class LauncherTest {

    @TempDir
    private Path folder;

    private Sandbox sandbox;

    @BeforeEach
    void a_sandbox_with_a_java() throws IOException {
        sandbox = new Sandbox(folder);
        sandbox.java("jdk-25", "25.0.1");
    }

    @Test
    void runs_through_a_chain_of_links_from_another_folder() throws Exception {
        sandbox.built();
        Path absolute = Files.createSymbolicLink(sandbox.root().resolve("absolute"), sandbox.launcher());
        Path relative = Files.createDirectories(sandbox.root().resolve("bin")).resolve("tenure");
        Files.createSymbolicLink(relative, Path.of("..").resolve(absolute.getFileName()));

        Outcome outcome = sandbox.run(relative, "agent");

        assertThat(outcome.exit()).as(outcome.err()).isZero();
        assertThat(outcome.arguments())
                .endsWith("-jar", sandbox.home().resolve("target/tenure.jar").toString(), "agent");
        assertThat(outcome.value("home")).isEqualTo(sandbox.home().toString());
    }

    @Test
    void says_how_to_build_where_it_is_not_built() throws Exception {
        Outcome outcome = sandbox.run(sandbox.launcher(), "agent");

        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.err())
                .isEqualTo("tenure: not built: run `./run` or `mvn package` in " + sandbox.home() + "\n");
    }

    @Test
    void finds_the_jar_where_it_is_installed() throws Exception {
        Path jar = sandbox.home().resolve("lib/tenure.jar");
        Files.createDirectories(jar.getParent());
        Files.createFile(jar);

        assertThat(sandbox.run(sandbox.launcher()).arguments()).endsWith("-jar", jar.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--etcd-password=two words=1",
                "-etcd-password=two words=1",
                "--etcd-password|two words=1",
                "-etcd-password|two words=1"
            })
    void moves_the_password_from_the_arguments_to_the_environment(String password) throws Exception {
        sandbox.built();
        String[] arguments = ("agent|--v=1|" + password + "|--iface=eth0").split("\\|", -1);

        Outcome outcome = sandbox.run(sandbox.launcher(), arguments);

        assertThat(outcome.ownArguments()).containsExactly("agent", "--v=1", "--iface=eth0");
        assertThat(outcome.value("password")).isEqualTo("two words=1");
    }

    @Test
    void leaves_a_password_without_a_value_to_the_program_to_complain_of() throws Exception {
        Outcome outcome = sandbox.built().run(sandbox.launcher(), "agent", "--etcd-password");

        assertThat(outcome.ownArguments()).containsExactly("agent", "--etcd-password");
        assertThat(outcome.value("password")).isEqualTo("none");
    }

    @Test
    void hands_on_all_other_arguments_as_they_are() throws Exception {
        String[] arguments = {"reserve", "", "two words", "*", "--etcd-username=a b", "$HOME", "-etcd-passwords=x"};

        assertThat(sandbox.built().run(sandbox.launcher(), arguments).ownArguments())
                .containsExactly(arguments);
    }

    @Test
    void gives_flags_of_newer_javas_only_to_them() throws Exception {
        sandbox.built();
        Path old = sandbox.java("jdk-21", "21.0.5");

        assertThat(sandbox.run(sandbox.launcher()).flags())
                .contains("-XX:+UseSerialGC", "-Xmx64m", "--sun-misc-unsafe-memory-access=allow");
        assertThat(sandbox.with("JAVA_HOME", old).run(sandbox.launcher()).flags())
                .contains("-XX:+UseSerialGC", "-Xmx64m")
                .noneMatch(flag -> flag.startsWith("--sun-misc") || flag.contains("24-:"));
    }

    @Test
    void lets_the_options_of_the_user_win() throws Exception {
        sandbox.built().with("TENURE_JAVA_OPTS", "-Xmx128m  -Dglob=*");

        assertThat(sandbox.run(sandbox.launcher()).flags()).endsWith("-Xmx128m", "-Dglob=*");
    }

    @Test
    void becomes_the_jvm_so_that_signals_reach_it() throws Exception {
        Outcome outcome = sandbox.built().run(sandbox.launcher());

        assertThat(outcome.value("pid")).isEqualTo(Long.toString(outcome.pid()));
        assertThat(outcome.value("arenas")).isEqualTo("1");
    }
}
