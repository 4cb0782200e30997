package dev.tenure.faults.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.Seed;
import dev.tenure.faults.fleet.Fleet;
import dev.tenure.faults.fleet.FleetHost;
import dev.tenure.live.Logs;
import dev.tenure.process.Host;
import dev.tenure.process.RunningAgent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Row 31: subnet.env is garbage when an agent starts. What etcd has of a host wins, and the file is mended. That every truncation
 * and every flipped bit is read as one subnet or none is shown by SubnetEnvTest.
 */
@Execution(ExecutionMode.CONCURRENT)
class GarbageFilesTest extends ProgramRow {
    private static final Duration READY_MAX = Duration.ofSeconds(60);
    private static final int HOSTS_PER_KIND = 6;
    private static final List<Garbage> KINDS = List.of(Garbage.values());
    private static final int HOSTS = KINDS.size() * HOSTS_PER_KIND;

    /** Keeps off the console what so many agents have to say. */
    private final Logs quiet = Logs.ofOwnAgents();

    @AfterEach
    void speak() {
        quiet.close();
    }

    private Fleet fleet() {
        return Fleet.of(1, HOSTS, disk, Map.of("etcd-endpoints", etcd.endpoint(), "etcd-prefix", PREFIX));
    }

    private static Garbage kind(int host) {
        return KINDS.get(host % KINDS.size());
    }

    /** Puts garbage in the place of every host's file; what stood there. */
    private static Map<Path, byte[]> spoil(Fleet fleet, RandomGenerator random) throws IOException {
        Map<Path, byte[]> whole = new TreeMap<>();
        for (int host = 0; host < HOSTS; host++) {
            Path file = fleet.hosts().get(host).subnetEnv();
            whole.put(file, Files.readAllBytes(file));
            Files.delete(file);
            kind(host).put(file, whole.get(file), random);
        }
        return whole;
    }

    private static void isMended(Path file, byte[] whole) throws IOException {
        assertThat(Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                .as("%s", file)
                .isTrue();
        assertThat(file).hasBinaryContent(whole);
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
    }

    @Test
    void row_31_whatever_stands_in_subnet_env_what_etcd_has_of_the_host_wins() throws IOException {
        RandomGenerator random = Seed.forTest("garbage in subnet.env").random();
        Map<String, String> keys;
        Map<Path, byte[]> whole;
        try (Fleet first = fleet()) {
            first.start();
            first.awaitReady(READY_MAX);
            keys = first.keys();
            whole = spoil(first, random);
        }
        long start = audit.revision();
        try (Fleet second = fleet()) {
            for (FleetHost host : second.hosts()) {
                audit.follow(host.publicIp(), second.vertx(), host.topics(), host.subnetEnv());
            }
            second.start();
            Duration took = second.awaitReady(READY_MAX);

            assertThat(second.keys()).isEqualTo(keys);
            for (Map.Entry<Path, byte[]> file : whole.entrySet()) {
                isMended(file.getKey(), file.getValue());
            }
            for (int host = 0; host < HOSTS; host++) {
                Path elsewhere = second.hosts().get(host).subnetEnv().resolveSibling("elsewhere");
                if (kind(host) == Garbage.LINK_TO_ANOTHER_FILE) {
                    assertThat(elsewhere)
                            .as("a link is replaced, not followed")
                            .content()
                            .contains("10.5.254.1");
                }
            }
            isSafeAndAtRest();
            audit.assertQuietSince(start, 0);
            observed(
                    31,
                    HOSTS + " forms of garbage in subnet.env (" + KINDS.size() + " kinds), key in etcd",
                    "all ready after %d ms with the same subnets and right files, 0 agent revisions",
                    took.toMillis());
            second.hosts().forEach(host -> audit.ended(host.publicIp()));
        }
    }

    @Test
    void row_31_without_a_key_in_etcd_it_is_as_if_there_were_no_file_and_nobody_is_doubled() throws IOException {
        RandomGenerator random =
                Seed.forTest("garbage in subnet.env and nothing in etcd").random();
        try (Fleet first = fleet()) {
            first.start();
            first.awaitReady(READY_MAX);
            spoil(first, random);
        }
        for (String key : operator.leases().keySet()) {
            operator.delete("subnets/" + key);
        }
        long start = audit.revision();
        try (Fleet second = fleet()) {
            second.start();
            Duration took = second.awaitReady(READY_MAX);

            assertThat(operator.leases().keySet())
                    .containsExactlyInAnyOrderElementsOf(second.keys().values());
            assertThat(second.keys()).hasSize(HOSTS).values().doesNotHaveDuplicates();
            audit.assertSafe();
            audit.assertQuietSince(start, HOSTS);
            observed(
                    31,
                    HOSTS + " forms of garbage in subnet.env, no key in etcd",
                    "all ready after %d ms, each with a subnet of its own, 1 agent revision each",
                    took.toMillis());
        }
    }

    @Test
    void row_31_a_file_that_the_agent_may_not_read_is_as_if_it_were_not_there() throws IOException {
        Host host = host(ADDRESS);
        RunningAgent first = start(host);
        first.awaitReady();
        List<Host.Key> held = host.keys();
        byte[] whole = Files.readAllBytes(host.subnetFile());
        first.kill();
        audit.ended(host.publicIp());
        Files.setPosixFilePermissions(host.subnetFile(), PosixFilePermissions.fromString("---------"));
        RunningAgent second = start(host, DiskTrouble.NO_PERMISSION.under(), Map.of());
        second.awaitReady();

        assertThat(second.warnings()).singleElement().asString().contains("is not used", "permission denied");
        assertThat(host.keys()).isEqualTo(held);
        isMended(host.subnetFile(), whole);
        isSafeAndAtRest();
        observed(31, "subnet.env without permission to read", "one warning, same subnet, the file is replaced");
    }

    @Test
    void row_31_a_pipe_in_its_place_holds_no_start_up() throws IOException {
        Host host = host(ADDRESS);
        Files.createDirectories(host.subnetFile().resolveSibling(""));
        Garbage.PIPE.put(host.subnetFile(), new byte[0], Seed.forTest("a pipe").random());
        RunningAgent agent = start(host);
        agent.awaitReady();

        assertThat(agent.warnings()).singleElement().asString().contains("is not used", "it is not a regular file");
        assertThat(Files.isRegularFile(host.subnetFile(), LinkOption.NOFOLLOW_LINKS))
                .isTrue();
        isSafeAndAtRest();
        observed(31, "a pipe in the place of subnet.env", "one warning, ready, the pipe is replaced");
    }
}
