package dev.tenure.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.scripts.Sandbox.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be said of ./run and its like without running them: they parse, explain themselves, and refuse nonsense. */
class RunScriptTest {

    private static final Path PROJECT =
            Path.of(System.getProperty("basedir", "")).toAbsolutePath();

    @TempDir
    private Path folder;

    @Test
    void run_explains_itself() throws Exception {
        Outcome outcome = new Sandbox(folder).run(PROJECT.resolve("run"), "--help");

        assertThat(outcome.exit()).isZero();
        assertThat(outcome.out())
                .startsWith("./run [--hosts N] [-- AGENT-OPTIONS…]")
                .contains("Ctrl-C stops", "ETCD=/path/to/etcd");
        assertThat(outcome.err()).isEmpty();
    }

    @Test
    void run_says_where_options_of_the_agent_go() throws Exception {
        Outcome outcome = new Sandbox(folder).run(PROJECT.resolve("run"), "--iface=eth0");

        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.err()).contains("unknown argument '--iface=eth0'", "./run -- --iface=eth0");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            --hosts | --hosts is ''
            --hosts= | --hosts is ''
            --hosts=0 | --hosts is '0'
            --hosts 99 | --hosts is '99'
            --hosts=x | --hosts is 'x'
            --hosts -- --public-ip=192.0.2.7 | --hosts is '--'
            --hosts 3 4 | unknown argument '4'
            --hosts 3 -- --public-ip=192.0.2.7 | --public-ip cannot go to several hosts on one machine: a host is known by it
            --hosts 3 -- -public-ipv6 2001:db8::7 | --public-ipv6 cannot go to several hosts
            --hosts=3 -- --subnet-file=/tmp/subnet.env | --subnet-file cannot go to several hosts
            --hosts=1 -- --healthz-port=9475 | --healthz-port cannot go to several hosts
            --hosts=2 -- --api-socket=/tmp/api | --api-socket cannot go to several hosts
            """)
    void run_refuses_hosts_that_cannot_be_meant_with_one_sentence(String arguments, String complaint) throws Exception {
        Outcome outcome = new Sandbox(folder).run(PROJECT.resolve("run"), arguments.split(" "));

        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.err()).startsWith("run: " + complaint).hasLineCount(1);
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    void run_refuses_what_hosts_cannot_share_from_the_environment_too() throws Exception {
        Outcome outcome =
                new Sandbox(folder).with("FLANNELD_PUBLIC_IP", "192.0.2.7").run(PROJECT.resolve("run"), "--hosts=2");

        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.err()).startsWith("run: FLANNELD_PUBLIC_IP cannot go to several hosts");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bench/all", "bench/start", "bench/scale"})
    void a_bench_refuses_nonsense(String bench) throws Exception {
        Outcome outcome = new Sandbox(folder).run(PROJECT.resolve(bench), "many");

        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.err()).isEqualTo(bench + ": RUNS is 'many': expected a whole number from 1 up\n");
    }

    /** What is found in this PATH depends on the machine, but never debootstrap, which is for root. */
    @Test
    void the_build_of_the_container_says_what_it_lacks_and_what_to_do() throws Exception {
        Outcome outcome = new Sandbox(folder).run(PROJECT.resolve("docker/build-without-engine"));

        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.err())
                .hasLineCount(1)
                .startsWith("tenure: ")
                .containsPattern("needs root|is missing")
                .endsWith(", or build with docker or podman.\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run",
                "test",
                "bench/all",
                "bench/start",
                "bench/scale",
                "bench/jmh",
                "bench/lib.sh",
                ".ci/run",
                "docker/build-without-engine",
                "docker/base.sh",
                "bin/lib/common.sh",
                "bin/lib/build.sh",
                "bin/lib/etcd.sh",
                "bin/lib/hosts.sh"
            })
    void bash_can_read_every_script(String script) throws Exception {
        Outcome outcome = new Sandbox(folder)
                .run("/usr/bin/env", "bash", "-n", PROJECT.resolve(script).toString());

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exit()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run",
                "test",
                "bench/all",
                "bench/start",
                "bench/scale",
                "bench/jmh",
                ".ci/run",
                "bin/tenure",
                "docker/build-without-engine"
            })
    void what_a_user_calls_is_executable(String script) {
        assertThat(Files.isExecutable(PROJECT.resolve(script))).isTrue();
    }
}
