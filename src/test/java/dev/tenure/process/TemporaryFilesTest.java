package dev.tenure.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.support.EtcdServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the root of a container is read-only there is no /tmp to write to. */
final class TemporaryFilesTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void an_agent_makes_no_temporary_file() throws IOException {
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        Map<String, String> there = Map.of("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary);
        try (EtcdServer etcd = EtcdServer.start();
                RunningAgent agent =
                        Host.of(etcd, "temporary", folder).withNetwork().start(there)) {
            agent.awaitReady();

            assertThat(agent.log()).contains("-Djava.io.tmpdir=" + temporary);
            assertThat(temporary).isEmptyDirectory();
        }
    }
}
