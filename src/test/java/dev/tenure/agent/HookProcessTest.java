package dev.tenure.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.live.Patience;
import dev.tenure.support.HookScripts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One hook, and whatever it does: it is over in time, says little, sees little, and leaves nobody behind. */
class HookProcessTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    /** A hook that is to be ended for it has begun by then, on a busy machine too. */
    private static final Duration SHORT = Duration.ofSeconds(4);

    private static final Map<String, String> USUAL = Map.of("PATH", "/usr/bin:/bin");

    @TempDir
    Path disk = Path.of("");

    private final AtomicLong last = new AtomicLong(System.nanoTime() + HookProcess.NEVER);
    private final List<String> said = new CopyOnWriteArrayList<>();
    private HookScripts scripts = new HookScripts(disk);

    @BeforeEach
    void begin() {
        scripts = new HookScripts(disk);
    }

    private HookProcess.End run(String script, Duration timeout) {
        scripts.with("hook", script);
        return new HookProcess(timeout, last).run(scripts.directory().resolve("hook"), USUAL, said::add);
    }

    private void nobodyIsLeft() {
        for (String pid : scripts.journal()) {
            Patience.until(
                    "process " + pid + " is gone",
                    Duration.ofSeconds(10),
                    () -> ProcessHandle.of(Long.parseLong(pid))
                            .filter(ProcessHandle::isAlive)
                            .isEmpty(),
                    () -> said.toString());
        }
    }

    @Test
    void a_hook_that_works_is_ok_and_both_its_outputs_are_told_line_by_line() {
        HookProcess.End end = run("echo one; echo two >&2; printf three", LONG);
        assertThat(end.outcome()).isEqualTo(HookProcess.Outcome.OK);
        assertThat(said).containsExactly("one", "two", "three");
    }

    @Test
    void an_exit_code_and_a_signal_are_failures_that_are_named() {
        assertThat(run("exit 7", LONG))
                .isEqualTo(new HookProcess.End(HookProcess.Outcome.FAILED, "has failed with exit code 7"));
        assertThat(run("kill -SEGV $$", LONG).sentence()).endsWith("exit code 139");
    }

    @Test
    void what_cannot_be_started_is_said() {
        scripts.with("hook", "rwxr-xr-x", "#!/no/such/interpreter\n");
        HookProcess.End end =
                new HookProcess(LONG, last).run(scripts.directory().resolve("hook"), USUAL, said::add);
        assertThat(end.outcome()).isEqualTo(HookProcess.Outcome.UNSTARTABLE);
        assertThat(end.sentence()).contains("cannot be started");
        assertThat(new HookProcess(LONG, last)
                        .run(scripts.directory().resolve("gone"), USUAL, said::add)
                        .outcome())
                .isEqualTo(HookProcess.Outcome.UNSTARTABLE);
    }

    @Test
    void it_sees_nothing_of_the_agents_environment_and_nothing_on_its_input() {
        assertThat(System.getenv()).isNotEmpty();
        run("cat; pwd; env | grep -v -e ^PWD= -e ^SHLVL= -e ^_= -e ^OLDPWD= | sort", LONG);
        assertThat(said).containsExactly("/", "PATH=/usr/bin:/bin");
    }

    @Test
    void a_hook_that_hangs_is_asked_to_end_and_ends_itself_with_its_children() {
        long start = System.nanoTime();
        HookProcess.End end =
                run("sleep 600 & echo $! >> \"$JOURNAL\"; echo $$ >> \"$JOURNAL\"; echo waiting; wait", SHORT);
        assertThat(end).isEqualTo(new HookProcess.End(HookProcess.Outcome.TIMEOUT, "was ended after 4000 ms"));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SHORT.plusSeconds(15));
        assertThat(said).containsExactly("waiting");
        nobodyIsLeft();
    }

    @Test
    void a_hook_and_a_child_that_take_no_request_to_end_are_killed_after_two_seconds() {
        long start = System.nanoTime();
        HookProcess.End end = run("""
                trap '' TERM
                (trap '' TERM; while :; do sleep 0.1; done) & echo $! >> "$JOURNAL"
                echo $$ >> "$JOURNAL"
                while :; do sleep 0.1; done""", SHORT);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertThat(end.outcome()).isEqualTo(HookProcess.Outcome.TIMEOUT);
        assertThat(took).isBetween(SHORT.plusSeconds(2), SHORT.plusSeconds(15));
        System.out.println("a hook that takes no TERM was killed after " + took.toMillis() + " ms");
        nobodyIsLeft();
    }

    @Test
    void a_hook_that_prints_without_end_is_read_cut_and_ended_in_time() {
        HookProcess.End end = run("yes", SHORT);
        assertThat(end.outcome()).isEqualTo(HookProcess.Outcome.TIMEOUT);
        assertThat(said).hasSize(HookOutput.LINES_MAX + 1);
        assertThat(said.getLast()).matches("\\([0-9]+ more lines left out\\)");
    }

    @Test
    void a_line_without_end_is_cut_also_where_letters_have_many_bytes() {
        run("i=0; while [ $i -lt 3000 ]; do printf 'ä'; i=$((i+1)); done; echo; echo after", LONG);
        assertThat(said).containsExactly("ä".repeat(HookOutput.LINE_CHARS_MAX) + "...", "after");
    }

    @Test
    void a_daemon_that_a_hook_has_started_keeps_nobody_waiting() {
        long start = System.nanoTime();
        HookProcess.End end = run("sleep 600 & echo $! >> \"$JOURNAL\"; echo started", LONG);
        assertThat(end.outcome()).isEqualTo(HookProcess.Outcome.OK);
        assertThat(said).containsExactly("started");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
        ProcessHandle.of(Long.parseLong(scripts.journal().getFirst())).ifPresent(ProcessHandle::destroyForcibly);
        nobodyIsLeft();
    }

    @Test
    void a_hook_that_runs_when_the_agent_stops_is_ended_whatever_its_time() {
        last.set(System.nanoTime());
        HookProcess.End end = run("echo $$ >> \"$JOURNAL\"; sleep 600", LONG);
        assertThat(end).isEqualTo(new HookProcess.End(HookProcess.Outcome.TIMEOUT, "was ended since the agent stops"));
        nobodyIsLeft();
    }
}
