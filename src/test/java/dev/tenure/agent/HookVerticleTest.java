package dev.tenure.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.live.Logs;
import dev.tenure.registry.InMemoryStore;
import dev.tenure.support.HookScripts;
import dev.tenure.tenancy.TenancyFact;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hooks of a whole agent on a registry in memory; the hooks are real. */
class HookVerticleTest {
    private static final String ADDRESS = "192.168.64.3";
    private static final String NETWORK = "{\"Network\":\"10.5.0.0/16\",\"Backend\":{\"Type\":\"vxlan\"}}";
    private static final String OTHER_NETWORK = "{\"Network\":\"10.6.0.0/16\",\"Backend\":{\"Type\":\"vxlan\"}}";

    @TempDir
    Path disk = Path.of("");

    private final Vertx vertx = Vertx.vertx();
    private final InMemoryStore store = new InMemoryStore();
    private final Logs logs = new Logs();
    private HookScripts scripts = new HookScripts(disk);

    @BeforeEach
    void begin() {
        scripts = new HookScripts(disk);
        store.put("config", NETWORK, 0);
    }

    @AfterEach
    void end() {
        RingHost.await(vertx.close());
        assertThat(logs.warningsWith("bug")).isEmpty();
        logs.close();
    }

    private RingHost start(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(Map.of(
                "public-ip",
                ADDRESS,
                "subnet-lease-ttl",
                "6s",
                "hook-dir",
                scripts.directory().toString()));
        all.putAll(more);
        return new RingHost(vertx, store, disk.resolve("subnet.env"), all).start();
    }

    private void awaitJournal(RingHost host, String what, List<String> lines) {
        host.until(what + ": " + lines, h -> scripts.journal().equals(lines));
    }

    private double runs(RingHost host, String event, String outcome) {
        return host.meters
                .get("tenure.hook.runs")
                .tag("event", event)
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    @Test
    void hooks_run_in_order_when_a_subnet_is_acquired_changed_and_lost() {
        scripts.withNoter("20-second").withNoter("10-first").withNoter("left.bak");
        RingHost host = start(Map.of());
        String first = host.awaitReady().subnet().toString();
        List<String> acquired = List.of("10-first acquired " + first + " -", "20-second acquired " + first + " -");
        awaitJournal(host, "acquired", acquired);

        store.put("config", OTHER_NETWORK, 0);
        host.until("moved", h -> scripts.journal().size() == 4);
        String second = host.tenancy().lease().orElseThrow().subnet().toString();
        assertThat(scripts.journal().get(2)).isEqualTo("10-first changed " + second + " " + first);

        host.tell(new TenancyFact.ReleaseAsked());
        host.until("lost", h -> scripts.journal().size() == 6);
        assertThat(scripts.journal().get(4)).isEqualTo("10-first lost " + second + " -");
        host.until("all is counted", h -> runs(h, "lost", "ok") == 2);
        assertThat(runs(host, "acquired", "ok")).isEqualTo(2);
        host.until(
                "all is timed",
                h -> h.meters.get("tenure.hook.duration").timer().count() == 6);
        host.stop();
        assertThat(scripts.journal()).as("a stop is no event").hasSize(6);
    }

    @Test
    void a_hook_sees_exactly_what_subnet_env_says_and_what_is_ours() throws IOException {
        scripts.with("hook", "env | grep -v -e ^PWD= -e ^SHLVL= -e ^_= -e ^OLDPWD= | sort >> \"$JOURNAL\"; echo seen");
        RingHost host = start(Map.of());
        host.awaitReady();
        host.until("run", h -> runs(h, "acquired", "ok") == 1);
        assertThat(scripts.journal())
                .containsAll(Files.readAllLines(disk.resolve("subnet.env")))
                .contains("TENURE_EVENT=acquired", "TENURE_PUBLIC_IP=" + ADDRESS)
                .allMatch(line -> line.matches("(FLANNEL|TENURE)_.*|PATH=.*"))
                .hasSize(4 + 3 + 1);
        host.until("its output is in the log", h -> logs.toString().contains("hook: seen"));
    }

    @Test
    void hooks_that_fail_hang_or_cannot_start_are_counted_and_the_others_run_and_the_host_stays_ready() {
        scripts.with("1-fails", "exit 3")
                .with("2-hangs", "sleep 600")
                .with("3-strange", "rwxr-xr-x", "#!/no/such/interpreter\n")
                .withNoter("4-last");
        RingHost host = start(Map.of("hook-timeout", "4s"));
        String subnet = host.awaitReady().subnet().toString();
        awaitJournal(host, "the last one runs", List.of("4-last acquired " + subnet + " -"));
        host.until("all is counted", h -> runs(h, "acquired", "ok") == 1);
        for (String outcome : List.of("failed", "timeout", "unstartable")) {
            assertThat(runs(host, "acquired", outcome)).as(outcome).isEqualTo(1);
        }
        assertThat(logs.warningsWith("the hook")).hasSize(3);
        assertThat(host.isReady()).isTrue();
        assertThat(host.count("tenure.part.restarts")).isZero();
    }

    @Test
    void while_a_hook_runs_the_lease_is_kept_and_what_happens_comes_down_to_one_event() throws IOException {
        Path gate = disk.resolve("gate");
        scripts.with(
                "hook",
                "echo \"$TENURE_EVENT $TENURE_SUBNET\" >> \"$JOURNAL\"\nwhile [ ! -e '" + gate
                        + "' ]; do sleep 0.05; done");
        RingHost host = start(Map.of());
        String first = host.awaitReady().subnet().toString();
        awaitJournal(host, "the hook runs", List.of("acquired " + first));

        double renewals = host.count("tenure.lease.renewals");
        host.until("renewals go on", h -> h.count("tenure.lease.renewals") > renewals + 2);
        store.put("config", OTHER_NETWORK, 0);
        host.until(
                "moved",
                h -> h.tenancy()
                        .lease()
                        .filter(lease -> lease.subnet().toString().startsWith("10.6."))
                        .isPresent());
        store.put("config", NETWORK, 0);
        host.until(
                "moved back",
                h -> h.tenancy()
                        .lease()
                        .filter(lease -> lease.subnet().toString().startsWith("10.5."))
                        .isPresent());
        store.put("config", OTHER_NETWORK, 0);
        host.until(
                "moved again",
                h -> h.tenancy()
                                .lease()
                                .filter(lease -> lease.subnet().toString().startsWith("10.6."))
                                .isPresent()
                        && h.isReady());
        String last = host.tenancy().lease().orElseThrow().subnet().toString();
        assertThat(scripts.journal()).hasSize(1);
        Files.createFile(gate);
        awaitJournal(host, "one event more", List.of("acquired " + first, "changed " + last));
        host.until("both are counted", h -> runs(h, "changed", "ok") == 1);
        assertThat(scripts.journal()).hasSize(2);
    }

    @Test
    void a_stop_waits_a_moment_for_a_hook_and_then_ends_it() {
        scripts.with("hook", "echo $$ >> \"$JOURNAL\"; sleep 600");
        RingHost host = start(Map.of());
        host.awaitReady();
        host.until("the hook runs", h -> scripts.journal().size() == 1);
        long start = System.nanoTime();
        host.stop();
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        System.out.println("a stop while a hook hung took " + took.toMillis() + " ms");
        assertThat(took).isBetween(Duration.ofMillis(500), Duration.ofSeconds(5));
        host.until(
                "the hook is gone",
                h -> ProcessHandle.of(Long.parseLong(scripts.journal().getFirst()))
                        .filter(ProcessHandle::isAlive)
                        .isEmpty());
    }

    @Test
    void after_a_restart_with_the_same_subnet_it_is_acquired_again() {
        scripts.withNoter("hook");
        RingHost first = start(Map.of());
        String subnet = first.awaitReady().subnet().toString();
        awaitJournal(first, "acquired", List.of("hook acquired " + subnet + " -"));
        first.stop();
        RingHost second = start(Map.of());
        awaitJournal(second, "again", List.of("hook acquired " + subnet + " -", "hook acquired " + subnet + " -"));
    }

    @Test
    void a_directory_that_everybody_can_write_to_is_refused_with_one_warning() throws IOException {
        scripts.withNoter("hook");
        Files.setPosixFilePermissions(scripts.directory(), PosixFilePermissions.fromString("rwxrwxrwx"));
        RingHost host = start(Map.of());
        host.awaitReady();
        host.tell(new TenancyFact.ReleaseAsked());
        host.until("released", h -> h.tenancy().lease().isEmpty());
        host.until("the warning", h -> !logs.warningsWith("no hook runs").isEmpty());
        host.stop();
        assertThat(logs.warningsWith("no hook runs")).hasSize(1);
        assertThat(scripts.journal()).isEmpty();
    }

    @Test
    void without_a_directory_nothing_of_hooks_is_measured() {
        RingHost host = start(Map.of("hook-dir", ""));
        host.awaitReady();
        assertThat(host.meters.find("tenure.hook.runs").counters()).isEmpty();
    }
}
