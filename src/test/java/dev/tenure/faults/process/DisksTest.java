package dev.tenure.faults.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.envfile.Tmpfs;
import dev.tenure.faults.process.DiskTrouble.Place;
import dev.tenure.live.Patience;
import dev.tenure.process.Host;
import dev.tenure.process.RunningAgent;
import dev.tenure.support.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Row 30: subnet.env cannot be written. The lease is held all the same, the host is not ready while its file is another one, an
 * old file stays as it was, and all mends itself.
 */
@Execution(ExecutionMode.CONCURRENT)
class DisksTest extends ProgramRow {
    /** Our subnet still fits, but subnet.env has to say something else. */
    private static final String LARGER = "{\"Network\":\"10.4.0.0/15\",\"Backend\":{\"Type\":\"vxlan\"}}";

    private static final String CHANGED = "no longer says what it should";

    /** What is done on a disk that can be broken. */
    private interface Work {
        void with(Host host, Place place) throws IOException, InterruptedException;
    }

    /** Where mounting is not allowed, what a broken disk does is shown in the process by SubnetEnvFileFailureTest alone. */
    private void on(DiskTrouble trouble, Work work) throws IOException, InterruptedException {
        Host host = host(ADDRESS);
        if (!trouble.needsOwnFileSystem()) {
            work.with(host, new Place(host.subnetFile(), null));
        } else if (!Tmpfs.mounted(host.folder(), tmpfs -> work.with(host, new Place(host.subnetFile(), tmpfs)))) {
            System.out.println("This process may not mount a file system, so none was broken: " + trouble);
        }
    }

    private static long cannotWrite(RunningAgent agent) {
        return agent.warnings().stream()
                .filter(line -> line.startsWith("Cannot write "))
                .count();
    }

    /** Said once, tried again and again. */
    private static void saysWhy(RunningAgent agent, Host host, DiskTrouble trouble) {
        agent.awaitReason("subnet-env-" + trouble.code());
        assertThat(agent.get("/readyz").status()).isEqualTo(503);
        assertThat(agent.get("/readyz").body())
                .startsWith("not ready: Cannot write " + host.subnetFile() + ": ")
                .contains(trouble.words(), "--subnet-file");
        assertThat(agent.get("/v1/lease").status()).isEqualTo(200);
        assertThat(agent.get("/livez").status()).isEqualTo(200);
        String errors = "tenure_subnet_env_write_errors_total{code=\"" + trouble.code() + "\"}";
        agent.until("a second try", () -> agent.metric(errors) >= 2);
        agent.until("it is told", () -> cannotWrite(agent) > 0);
        assertThat(cannotWrite(agent)).as(agent.log()).isEqualTo(1);
    }

    /** A try that is under way has a temporary file for a moment. */
    private static void hasNothingButTheFile(Place place) {
        Patience.until(
                "nothing else is there",
                Duration.ofSeconds(20),
                () -> filesIn(place.directory()).equals(List.of(place.file().toAbsolutePath())),
                () -> filesIn(place.directory()).toString());
    }

    private static List<Path> filesIn(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void row_30_a_place_that_is_broken_at_the_start_is_told_of_and_used_once_it_is_mended(DiskTrouble trouble)
            throws Exception {
        on(trouble, (host, place) -> {
            trouble.make(place);
            RunningAgent agent = start(host, trouble.under(), Map.of());
            saysWhy(agent, host, trouble);
            assertThat(host.keys()).hasSize(1);

            long mended = System.nanoTime();
            trouble.mend(place);
            agent.awaitReady();
            Duration took = Duration.ofNanos(System.nanoTime() - mended);

            assertThat(Files.readString(place.file())).contains("FLANNEL_SUBNET=");
            hasNothingButTheFile(place);
            isSafeAndAtRest();
            agent.close();
            observed(
                    30,
                    trouble + " at the start",
                    "lease held, not ready (%s), one line; ready %d ms after it is mended",
                    trouble.code(),
                    took.toMillis());
        });
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void row_30_a_place_that_breaks_keeps_the_old_file_and_the_host_is_not_ready_while_it_differs(DiskTrouble trouble)
            throws Exception {
        on(trouble, (host, place) -> {
            RunningAgent agent = start(host, trouble.under(), Map.of());
            agent.awaitReady();
            String old = Files.readString(place.file());
            trouble.make(place);
            boolean isOldThere = Files.isRegularFile(place.file());
            assertThat(agent.isReady() || !isOldThere)
                    .as("ready while the file is as it should be")
                    .isTrue();
            operator.network(LARGER);
            saysWhy(agent, host, trouble);
            if (isOldThere) {
                assertThat(place.file()).hasContent(old);
                hasNothingButTheFile(place);
            }

            long mended = System.nanoTime();
            trouble.mend(place);
            agent.awaitReady();
            Duration took = Duration.ofNanos(System.nanoTime() - mended);

            assertThat(place.file()).content().contains("FLANNEL_NETWORK=10.4.0.0/15");
            hasNothingButTheFile(place);
            isSafeAndAtRest();
            agent.close();
            observed(
                    30,
                    trouble + " while running, and the network config changes",
                    "%s, not ready (%s), one line; ready with the new file %d ms after it is mended",
                    isOldThere ? "old file intact" : "old file gone with its place",
                    trouble.code(),
                    took.toMillis());
        });
    }

    @Test
    void row_30_a_limit_on_the_size_of_files_is_a_full_disk() throws IOException {
        Host host = host(ADDRESS);
        RunningAgent agent = start(host);
        agent.awaitReady();
        String old = Files.readString(host.subnetFile());
        limitFiles(agent, "0");
        operator.network(LARGER);
        agent.awaitReason("subnet-env-no-space");
        assertThat(host.subnetFile()).hasContent(old);
        hasNothingButTheFile(new Place(host.subnetFile(), null));
        limitFiles(agent, "unlimited");
        agent.awaitReady();

        assertThat(host.subnetFile()).content().contains("FLANNEL_NETWORK=10.4.0.0/15");
        isSafeAndAtRest();
        observed(30, "limit on file sizes (0 bytes)", "old file intact, not ready (no-space); heals");
    }

    private static void limitFiles(RunningAgent agent, String bytes) {
        Command.run("prlimit", "--pid=" + agent.pid(), "--fsize=" + bytes + ":unlimited");
    }

    @Test
    void row_30_a_file_that_is_removed_or_changed_by_others_is_written_again_at_the_next_look() throws IOException {
        Host host = host(ADDRESS);
        RunningAgent agent = start(host);
        agent.awaitReady();
        String good = Files.readString(host.subnetFile());
        long start = audit.revision();
        long slowest = 0;
        for (int change = 1; change <= 3; change++) {
            int changes = change;
            long changed = System.nanoTime();
            switch (change) {
                case 1 -> Files.delete(host.subnetFile());
                case 2 -> {
                    Files.delete(host.subnetFile());
                    Files.delete(host.subnetFile().resolveSibling(""));
                }
                default -> host.write("run/subnet.env", otherFile(host));
            }
            agent.until(
                    "noticed",
                    () -> agent.lines().stream()
                                    .filter(line -> line.contains(CHANGED))
                                    .count()
                            == changes);
            // it is logged before it is known to those who say whether the host is ready
            agent.until("the file is as it was", () -> good.equals(text(host.subnetFile())));
            agent.awaitReady();
            slowest = Math.max(slowest, System.nanoTime() - changed);
        }
        isSafeAndAtRest();
        audit.assertQuietSince(start, 0);
        observed(
                30,
                "file removed, directory removed, file changed by hand",
                "each time one warning and the right file again after at most %d ms",
                slowest / 1_000_000);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return String.valueOf(e);
        }
    }

    private String otherFile(Host host) {
        String text =
                "FLANNEL_NETWORK=10.5.0.0/16\nFLANNEL_SUBNET=10.5.99.1/24\nFLANNEL_MTU=1450\nFLANNEL_IPMASQ=false\n";
        audit.fileByOperator(host.publicIp(), text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return text;
    }
}
