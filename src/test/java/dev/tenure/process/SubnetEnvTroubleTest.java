package dev.tenure.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.envfile.Tmpfs;
import dev.tenure.support.EtcdServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** subnet.env cannot be written: the lease is held all the same, the host is not ready, and it mends itself. */
final class SubnetEnvTroubleTest {
    @SuppressWarnings("NullAway.Init")
    private static EtcdServer etcd;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path elsewhere;

    /** What a test does to the world. */
    private interface Step {
        void take() throws IOException, InterruptedException;
    }

    @BeforeAll
    static void startEtcd() {
        etcd = EtcdServer.start();
    }

    @AfterAll
    static void stopEtcd() {
        etcd.close();
    }

    @Test
    void its_directory_cannot_be_made() throws Exception {
        Path inTheWay = Files.createFile(folder.resolve("file"));
        Path target = inTheWay.resolve("subnet.env");
        saysWhyAndMends(
                "no-directory",
                target,
                "no-directory",
                "there is no directory " + inTheWay,
                () -> Files.delete(inTheWay));
    }

    @Test
    void a_directory_is_in_its_place() throws Exception {
        Path target = Files.createDirectories(folder.resolve("subnet.env"));
        saysWhyAndMends("directory", target, "target-is-directory", "it is a directory", () -> Files.delete(target));
    }

    @Test
    void its_file_system_is_read_only() throws Exception {
        onTmpfs(disk -> {
            Path target = folder.resolve("subnet.env");
            disk.remount("ro");
            saysWhyAndMends(
                    "read-only",
                    target,
                    "read-only-file-system",
                    "the file system is read-only",
                    () -> disk.remount("rw"));
        });
    }

    @Test
    void its_file_system_is_full() throws Exception {
        onTmpfs(disk -> {
            Path filler = folder.resolve("filler");
            fill(filler);
            saysWhyAndMends(
                    "full", folder.resolve("subnet.env"), "no-space", "no space left", () -> Files.delete(filler));
        });
    }

    /** Where mounting is not allowed, what a broken disk does is shown in the process by SubnetEnvFileFailureTest alone. */
    private void onTmpfs(Tmpfs.Work work) throws Exception {
        if (!Tmpfs.mounted(folder, work)) {
            System.out.println("This process may not mount a file system, so none was broken.");
        }
    }

    private static void fill(Path file) throws IOException {
        byte[] block = new byte[4096];
        try (var out = Files.newOutputStream(file)) {
            for (int blocks = 0; blocks < 1024; blocks++) {
                out.write(block);
            }
            throw new AssertionError("the file system is not full after 4 MB");
        } catch (IOException full) {
            // as it should be
        }
    }

    private void saysWhyAndMends(String name, Path target, String code, String words, Step mend)
            throws IOException, InterruptedException {
        Host host = Host.of(etcd, name, elsewhere).withNetwork();
        try (RunningAgent agent = host.start("--subnet-file=" + target)) {
            agent.awaitReason("subnet-env-" + code);
            assertThat(agent.get("/readyz").status()).isEqualTo(503);
            assertThat(agent.get("/readyz").body())
                    .startsWith("not ready: Cannot write " + target + ": ")
                    .contains(words, "--subnet-file");
            assertThat(agent.get("/v1/lease").status()).isEqualTo(200);
            assertThat(host.keys()).hasSize(1);
            // tried again meanwhile, without another line
            String errors = "tenure_subnet_env_write_errors_total{code=\"" + code + "\"}";
            agent.until("a second try", () -> agent.metric(errors) >= 2);
            assertThat(cannotWrite(agent)).as(agent.log()).isEqualTo(1);

            mend.take();

            agent.awaitReady();
            assertThat(Files.readString(target)).contains("FLANNEL_SUBNET=");
            assertThat(cannotWrite(agent)).as(agent.log()).isEqualTo(1);
        }
    }

    /** A file that cannot be read at the start is a line of its own. */
    private static long cannotWrite(RunningAgent agent) {
        return agent.warnings().stream()
                .filter(line -> line.startsWith("Cannot write "))
                .count();
    }
}
