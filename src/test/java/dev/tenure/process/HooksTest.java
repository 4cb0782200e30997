package dev.tenure.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.process.RunningAgent.End;
import dev.tenure.support.EtcdServer;
import dev.tenure.support.HookScripts;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What hooks of the real process see, and that they hold up neither its start nor its stop. */
final class HooksTest {
    @SuppressWarnings("NullAway.Init")
    private static EtcdServer etcd;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @BeforeAll
    static void startEtcd() {
        etcd = EtcdServer.start();
    }

    @AfterAll
    static void stopEtcd() {
        etcd.close();
    }

    @Test
    void no_secret_and_nothing_else_of_the_agents_environment_reaches_a_hook() {
        HookScripts scripts = new HookScripts(folder)
                .with("hook", "env | grep -v -e ^PWD= -e ^SHLVL= -e ^_= -e ^OLDPWD= | sort >> \"$JOURNAL\"");
        Map<String, String> environment = Map.of(
                "FLANNELD_ETCD_PASSWORD",
                "hush",
                "FLANNELD_HOOK_DIR",
                scripts.directory().toString(),
                "X",
                "1");
        try (RunningAgent agent = Host.of(etcd, "secret", folder).withNetwork().start(environment)) {
            agent.awaitReady();
            agent.awaitLine("the hook hook for acquired");
            assertThat(scripts.journal())
                    .contains("TENURE_EVENT=acquired", "TENURE_SUBNET=" + agent.subnet())
                    .allMatch(line -> line.matches("(FLANNEL|TENURE)_[A-Z_]+=.*|PATH=.*"))
                    .noneMatch(line -> line.contains("hush"));
        }
    }

    @Test
    void a_hook_that_hangs_and_takes_no_request_to_end_holds_up_neither_the_host_nor_a_stop() {
        HookScripts scripts = new HookScripts(folder)
                .with("hook", "trap '' TERM; echo $$ >> \"$JOURNAL\"; while :; do sleep 0.1; done");
        try (RunningAgent agent = Host.of(etcd, "hangs", folder)
                .withNetwork()
                .start("--hook-dir=" + scripts.directory(), "--hook-timeout=10m")) {
            agent.awaitReady();
            agent.until("the hook to run", () -> scripts.journal().size() == 1);

            End end = agent.signal("TERM");

            System.out.println("a stop while a hook hung took " + end.took().toMillis() + " ms");
            assertThat(end.code()).as(agent.log()).isZero();
            assertThat(end.took()).isLessThan(RunningAgent.STOP_MAX);
            assertThat(agent.log()).contains("hook for acquired", "was ended since the agent stops");
            // it was killed before, and is there until the kernel gets to it
            long hook = Long.parseLong(scripts.journal().getFirst());
            agent.until(
                    "the end of the hook",
                    () -> ProcessHandle.of(hook).filter(ProcessHandle::isAlive).isEmpty());
        }
    }

    @Test
    void a_directory_that_is_not_there_is_one_warning_and_the_host_becomes_ready() {
        try (RunningAgent agent =
                Host.of(etcd, "no-hooks", folder).withNetwork().start("--hook-dir=" + folder + "/none")) {
            agent.awaitReady();
            agent.awaitLine("no hook runs");
            assertThat(agent.warnings())
                    .filteredOn(line -> line.contains("hook"))
                    .isEqualTo(List.of("no hook runs: " + folder + "/none is not a directory"));
        }
    }
}
