package dev.tenure.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.support.Command;
import dev.tenure.support.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ./run from its first line to Ctrl-C, in a copy of the tree in which nothing has to be built. */
final class RunIT {
    private static final String NOBODY = "65534";
    private static final Pattern HELD = Pattern.compile("This host holds (\\S+) as a lease, in etcd at (\\S+)");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private RunTree tree;

    @BeforeEach
    void copy() throws IOException {
        tree = new RunTree(folder);
    }

    @AfterEach
    void end() {
        tree.close();
    }

    @Test
    void shows_the_lease_ends_with_its_children_at_ctrl_c_and_keeps_the_subnet() throws IOException {
        RunningAgent first = start(List.of());
        String subnet = showsTheLease(first);
        endsAtCtrlC(first);

        RunningAgent second = start(List.of());
        assertThat(showsTheLease(second)).isEqualTo(subnet);
        assertThat(second.log()).contains("kept the one that is at /coreos.com/network/config");
        endsAtCtrlC(second);
    }

    @Test
    void hands_options_on_and_puts_the_network_config_where_they_say() throws IOException {
        RunningAgent run = start(List.of(), "--etcd-prefix=/elsewhere", "--public-ip=192.0.2.77");
        showsTheLease(run);

        assertThat(run.log()).contains("in etcd at /elsewhere/subnets/", "this host is 192.0.2.77");
        endsAtCtrlC(run);
    }

    @Test
    void needs_no_root() throws IOException {
        // where this is no root there is nothing to become, and the other cases show the same
        boolean isRoot = System.getProperty("user.name").equals("root");
        if (isRoot) {
            Command.run("chown", "-R", NOBODY + ":" + NOBODY, folder.toString());
        }
        List<String> asNobody =
                isRoot ? List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups") : List.of();
        RunningAgent run = start(asNobody);
        showsTheLease(run);
        endsAtCtrlC(run);
    }

    private RunningAgent start(List<String> as, String... options) {
        int port = Ports.free(1).getFirst();
        List<String> arguments = new ArrayList<>(List.of("--", "--healthz-port=" + port));
        arguments.addAll(List.of(options));
        return tree.start(as, port, arguments);
    }

    /** Waits until it has said all, and returns the subnet. */
    private String showsTheLease(RunningAgent run) throws IOException {
        run.awaitLine("Ctrl-C stops everything");
        assertThat(run.isReady()).as(run.log()).isTrue();
        Matcher held = HELD.matcher(run.log());
        assertThat(held.find()).as(run.log()).isTrue();
        String subnet = held.group(1);
        assertThat(subnet).isEqualTo(run.subnet());
        assertThat(held.group(2)).endsWith("/subnets/" + subnet.replace('/', '-'));
        assertThat(run.log()).contains("target/tenure.jar is up to date", "  ready until 20");
        for (String line : Files.readAllLines(tree.runFile("subnet.env"))) {
            assertThat(run.lines()).contains("    " + line);
        }
        Matcher url = Pattern.compile("curl (http://\\S+)").matcher(run.log());
        while (url.find()) {
            assertThat(url.group(1)).startsWith("http://127.0.0.1:");
            String path = url.group(1).replaceFirst("http://[^/]*", "");
            assertThat(run.get(path).status()).as(path).isEqualTo(200);
        }
        assertThat(run.lines()).as("short lines for people").allMatch(line -> line.length() < 400);
        return subnet;
    }

    private void endsAtCtrlC(RunningAgent run) throws IOException {
        RunTree.endsAtCtrlC(run, 2);
        assertThat(run.log()).contains("stopping …", "stopping; a lease that is held stays ours");
        assertThat(tree.leftByRun()).containsExactly("etcd", "etcd.log", "lock", "subnet.env");
    }
}
