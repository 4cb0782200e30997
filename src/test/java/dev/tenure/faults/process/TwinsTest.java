package dev.tenure.faults.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.live.Patience;
import dev.tenure.process.Host;
import dev.tenure.process.RunningAgent;
import dev.tenure.process.RunningAgent.End;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Row 32: two agents where there should be one. They are one host to flannel's format, so they share its lease. */
@Execution(ExecutionMode.CONCURRENT)
class TwinsTest extends ProgramRow {
    private static final String TTL = "--subnet-lease-ttl=10s";

    /** Longer than the grant would live if nobody renewed it. */
    private static final Duration A_WHILE = Duration.ofSeconds(13);

    private void quietFor(Duration time, RunningAgent... ready) {
        long start = audit.revision();
        Patience.throughout(
                "all ready",
                time,
                () -> List.of(ready).stream().allMatch(RunningAgent::isReady),
                () -> List.of(ready).stream().map(RunningAgent::log).toList().toString());
        audit.assertQuietSince(start, 0);
    }

    private static void endsWell(RunningAgent agent) {
        End end = agent.signal("TERM");
        assertThat(end.code()).as(agent.log()).isZero();
        assertThat(end.took()).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void row_32_two_agents_of_one_host_with_one_file_share_the_lease_and_the_one_that_stays_keeps_it() {
        Host host = host(ADDRESS);
        long start = audit.revision();
        RunningAgent first = start(host, TTL);
        try (RunningAgent second = host.start(TTL)) {
            first.awaitReady();
            second.awaitReady();
            List<Host.Key> held = host.keys();
            quietFor(Duration.ofSeconds(20), first, second);
            endsWell(second);
            quietFor(A_WHILE, first);
            assertThat(host.keys()).isEqualTo(held).hasSize(1);
        }
        isSafeAndAtRest();
        audit.assertQuietSince(start, 1);
        observed(
                32,
                "two agents with one public IP and one file start together",
                "both ready, one key, 1 agent revision, 0 more in 20 s; TERM of one: exit 0, the other ready, 0 revisions");
    }

    @Test
    void row_32_two_hosts_with_one_public_ip_share_the_lease_and_one_that_gives_it_back_costs_the_other_a_moment() {
        Host host = host(ADDRESS);
        Host twin = new Host(etcd, etcd.endpoint(), PREFIX, disk.resolve("twin"), ADDRESS);
        RunningAgent first = start(host, TTL);
        first.awaitReady();
        String key = onlyKey();
        try (RunningAgent second = twin.start(TTL, "--release-on-stop")) {
            second.awaitReady();
            quietFor(A_WHILE, first, second);
            assertThat(twin.subnetFile()).hasSameTextualContentAs(host.subnetFile());

            long start = audit.revision();
            endsWell(second);
            first.until("the key is there again", () -> operator.leases().containsKey(key));
            first.awaitReady();
            isSafeAndAtRest();
            // two of each: the one that goes looks whether their common grant is free before it revokes it, and etcd
            // cannot
            // do both at once
            audit.assertQuietSince(start, 4);
        }
        quietFor(A_WHILE, first);
        observed(
                32,
                "two hosts with one public IP, files of their own",
                "both ready with one key; one gives it back: the other has the same again after at most 4 revisions");
    }

    @Test
    void row_32_two_agents_that_would_write_different_values_do_not_fight_over_them() {
        Host host = host(ADDRESS);
        Host twin = new Host(etcd, etcd.endpoint(), PREFIX, disk.resolve("twin"), ADDRESS);
        RunningAgent first = start(host, TTL, "--public-ipv6=fd00::1");
        first.awaitReady();
        long start = audit.revision();
        try (RunningAgent second = twin.start(TTL, "--public-ipv6=fd00::2")) {
            second.awaitReady();
            quietFor(Duration.ofSeconds(20), first, second);
            audit.assertQuietSince(start, 1);
            assertThat(operator.leases()).hasSize(1);
        }
        isSafeAndAtRest();
        observed(32, "the two want different values", "1 agent revision, then 0 in 20 s");
    }

    @Test
    void row_32_an_agent_that_is_started_a_second_time_says_so_and_ends_before_it_has_done_anything() {
        Host host = host(ADDRESS);
        RunningAgent first = start(host);
        first.awaitReady();
        long start = audit.revision();
        try (RunningAgent second = host.start("--healthz-port=" + first.port())) {
            End end = second.end();

            assertThat(end.code()).as(second.log()).isEqualTo(1);
            assertThat(second.warnings()).hasSize(1);
            assertThat(second.warnings().getFirst()).contains("127.0.0.1:" + first.port());
        }
        quietFor(Duration.ofSeconds(2), first);
        isSafeAndAtRest();
        audit.assertQuietSince(start, 0);
        observed(
                32,
                "started a second time with the same options",
                "the second ends with 1 and a sentence, 0 revisions");
    }

    @Test
    void row_32_two_hosts_with_one_file_are_told_so_again_and_again_and_leave_each_others_lease_alone() {
        Host host = host(ADDRESS);
        RunningAgent first = start(host);
        first.awaitReady();
        long start = audit.revision();
        Host other = new Host(etcd, etcd.endpoint(), PREFIX, host.folder(), OTHER);
        try (RunningAgent second = other.start()) {
            second.awaitReady();
            first.awaitLine("no longer says what it should");
            second.awaitLine("no longer says what it should");

            // the file is not theirs alone, so what it says is not judged
            assertThat(operator.leases()).hasSize(2);
            audit.assertQuietSince(start, 1);
            observed(
                    32,
                    "two hosts with one subnet.env",
                    "each keeps its key; each finds the file changed at its next look (5 s), says so and writes it again");
        }
    }
}
