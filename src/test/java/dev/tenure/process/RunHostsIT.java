package dev.tenure.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.live.Patience;
import dev.tenure.support.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ./run --hosts: several hosts on one machine, what is shown of them, and that the commands it suggests work as printed. */
final class RunHostsIT {
    private static final Pattern ROW =
            Pattern.compile("  (host-\\d) +(\\S+) +(\\S+/24) +(\\S+) +http://127.0.0.1:(\\d+)/readyz +(\\d+)");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

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

    /** A row of the table. */
    private record Row(String host, String publicIp, String subnet, String file, AgentHttp http, long pid) {}

    @Test
    void three_hosts_share_a_network_and_end_at_ctrl_c_with_everything_that_was_started() throws IOException {
        RunningAgent run = start("--hosts", "3");
        List<Row> rows = table(run);

        assertThat(rows).extracting(Row::host).containsExactly("host-1", "host-2", "host-3");
        assertThat(rows).extracting(Row::publicIp).containsExactly("192.0.2.11", "192.0.2.12", "192.0.2.13");
        assertThat(new HashSet<>(rows.stream().map(Row::subnet).toList())).hasSize(3);
        for (Row row : rows) {
            assertThat(row.http().isReady()).as(row.host()).isTrue();
            assertThat(row.http().subnet()).isEqualTo(row.subnet());
            assertThat(row.file()).isEqualTo(".run/" + row.host() + "/subnet.env");
            assertThat(Files.readString(tree.runFile(row.host() + "/subnet.env")))
                    .contains("FLANNEL_SUBNET=" + row.subnet().replace(".0/24", ".1/24"));
        }

        RunTree.endsAtCtrlC(run, 4);
        assertThat(run.log()).contains("host-1  stopping;", "host-2  stopping;", "host-3  stopping;");
        assertThat(tree.leftByRun()).containsExactly("etcd", "etcd.log", "host-1", "host-2", "host-3", "lock");
    }

    @Test
    void what_it_suggests_works_as_printed_and_what_then_happens_is_told() throws IOException {
        RunningAgent run = start("--hosts=2", "--", "--subnet-lease-ttl=10s", "--etcd-prefix=/elsewhere");
        List<Row> rows = table(run);
        Row first = rows.getFirst();
        Row last = rows.getLast();

        assertThat(type(run, "who holds what")).contains("192.0.2.11", "192.0.2.12", "LEFT");

        type(run, "host-1 loses its lease");
        run.awaitLine("host-1  the key " + first.subnet().replace('/', '-') + " was deleted");
        run.awaitLine("host-1  holding " + first.subnet());
        assertThat(type(run, "who holds what")).contains(first.subnet());

        type(run, "host-2 goes away");
        run.awaitLine("host-2  is gone: process " + last.pid() + " ended by SIGKILL");
        run.awaitLine("host-2  its lease of " + last.subnet() + " stays in etcd until its grant ends");
        run.awaitLine("host-2  its lease has ended: " + last.subnet() + " is free for others");
        Patience.until("the other goes on", PATIENCE, first.http()::isReady, run::log);

        type(run, "all move to another network");
        run.awaitLine("host-1  holding 10.6.");
        assertThat(run.log()).doesNotContain("Killed", "bin/lib/");
        RunTree.endsAtCtrlC(run, 2);
    }

    @Test
    void the_lease_of_a_host_is_made_a_reservation_that_outlives_it() throws IOException {
        RunningAgent run = start("--hosts", "2");
        List<Row> rows = table(run);
        Row last = rows.getLast();

        type(run, "the lease of host-2 becomes a reservation");
        run.awaitLine("host-2  " + last.subnet().replace('/', '-') + " is a reservation now");
        // it is host-1 that is asked about it once host-2 is gone
        AgentHttp other = rows.getFirst().http();
        Patience.until(
                "host-1 knows of it",
                PATIENCE,
                () -> other.get("/v1/leases?host=" + last.publicIp()).body().contains("\"kind\":\"reservation\""),
                run::log);
        type(run, "host-2 goes away");
        run.awaitLine("host-2  its reservation of " + last.subnet() + " stays in etcd");
        assertThat(type(run, "who holds what")).contains(last.subnet() + "  192.0.2.12  reservation");
    }

    @Test
    void more_ctrl_c_do_not_cut_the_end_short() {
        RunningAgent run = start("--hosts", "2");
        long agent = table(run).getLast().pid();
        List<ProcessHandle> children =
                ProcessHandle.of(run.pid()).orElseThrow().descendants().toList();

        // so that it takes a while to end, and etcd has to wait for it
        Command.run("kill", "-STOP", Long.toString(agent));
        interrupt(run);
        run.awaitLine("stopping …");
        for (int i = 0; i < 3; i++) {
            interrupt(run);
        }
        assertThat(run.isAlive()).as("waits for the agents").isTrue();
        Command.run("kill", "-CONT", Long.toString(agent));

        assertThat(run.end().code()).as(run.log()).isZero();
        assertThat(children).noneMatch(ProcessHandle::isAlive);
    }

    /** At the script alone: not everybody's Ctrl-C comes from a terminal. */
    private static void interrupt(RunningAgent run) {
        Command.run("kill", "-INT", Long.toString(run.pid()));
    }

    @Test
    void what_a_killed_run_left_behind_is_ended_by_the_next() {
        RunningAgent killed = start("--hosts", "2");
        List<Row> rows = table(killed);
        killed.kill();

        RunningAgent next = start("--hosts", "1");
        assertThat(table(next))
                .extracting(Row::subnet)
                .containsExactly(rows.getFirst().subnet());

        for (Row row : rows) {
            assertThat(next.log()).contains("cleaned   the process " + row.pid() + " that an earlier run left behind");
            assertThat(ProcessHandle.of(row.pid())).isEmpty();
        }
    }

    @Test
    void it_fails_when_no_agent_is_left_and_shows_why() {
        RunningAgent run = start("--hosts", "2", "--", "--nonsense");

        assertThat(run.end().code()).isEqualTo(1);

        assertThat(run.log())
                .contains("host-1  tenure: unknown option \"--nonsense\"", "host-2  is gone: process")
                .contains("ended with exit code 2", "tenure: all agents have ended")
                .doesNotContain("Try in another terminal");
    }

    private RunningAgent start(String... arguments) {
        return tree.start(List.of(), 1, List.of(arguments));
    }

    /** Waits until all is shown, and returns the table. */
    private static List<Row> table(RunningAgent run) {
        run.awaitLine("Ctrl-C stops everything");
        List<Row> rows = new ArrayList<>();
        for (String line : run.lines()) {
            Matcher cell = ROW.matcher(line);
            if (cell.matches()) {
                AgentHttp http = new AgentHttp(Integer.parseInt(cell.group(5)), PATIENCE);
                rows.add(new Row(
                        cell.group(1),
                        cell.group(2),
                        cell.group(3),
                        cell.group(4),
                        http,
                        Long.parseLong(cell.group(6))));
            }
        }
        return rows;
    }

    /** Types into a shell elsewhere what is printed below these words, after the cd; its output. */
    private String type(RunningAgent run, String words) {
        List<String> lines = run.lines();
        String cd = after(lines, line -> line.equals("  Try in another terminal"));
        String command = after(lines, line -> line.startsWith("    " + words));
        Program.Ended ended = Program.run(List.of("bash", "-c", cd + "\n" + command), tree.environment());
        assertThat(ended.code()).as(command + "\n" + ended.err()).isZero();
        return ended.out();
    }

    private static String after(List<String> lines, Predicate<String> title) {
        for (int i = 0; i + 1 < lines.size(); i++) {
            if (title.test(lines.get(i))) {
                return lines.get(i + 1).strip();
            }
        }
        throw new AssertionError("there is no such line in\n" + String.join("\n", lines));
    }
}
