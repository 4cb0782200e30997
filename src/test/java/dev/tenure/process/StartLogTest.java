package dev.tenure.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.support.EtcdServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log of a start at which nothing is wrong: a handful of lines, in the order of the events. */
final class StartLogTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void a_start_a_stop_and_a_second_start_are_a_few_lines_in_order() {
        try (EtcdServer etcd = EtcdServer.start()) {
            Host host = Host.of(etcd, "log", folder).withNetwork();
            String subnet;
            try (RunningAgent agent = host.start()) {
                agent.awaitReady();
                subnet = agent.subnet();
                agent.signal("TERM");

                says(agent.lines(), host, subnet, "holding " + subnet);
            }
            try (RunningAgent agent = host.start()) {
                agent.awaitReady();
                agent.signal("TERM");

                says(agent.lines(), host, subnet, "holding " + subnet);
            }
        }
    }

    private static void says(List<String> lines, Host host, String subnet, String tenancy) {
        assertThat(lines.stream().map(line -> line.replaceFirst("^\\S+Z ", "")))
                .satisfiesExactly(
                        first -> assertThat(first)
                                .startsWith("INFO  agent  tenure ")
                                .contains(": etcd at " + host.endpoint() + " below /log, subnet.env at "
                                        + host.subnetFile() + ", HTTP at 127.0.0.1:"),
                        line -> assertThat(line).startsWith("INFO  host  this host is 192.0.2.7 (interface lo, MTU "),
                        line -> assertThat(line).startsWith("INFO  tenancy  " + tenancy),
                        line -> assertThat(line)
                                .isEqualTo("INFO  subnet-env  " + host.subnetFile() + " says " + subnet),
                        line -> assertThat(line).isEqualTo("INFO  health  ready"),
                        line -> assertThat(line).startsWith("INFO  agent  stopping; "));
    }
}
