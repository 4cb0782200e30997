package dev.tenure.faults.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.Seed;
import dev.tenure.faults.fleet.FleetProcess;
import dev.tenure.live.Operator;
import dev.tenure.live.Patience;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Rows 28 and 29: agents are killed or told to stop at any moment, a thousand times each, by fifty in one JVM since a JVM of its
 * own for each would take hours. ProgramEndingsTest shows the same of the program itself.
 */
@Timeout(600)
class EndingsTest extends ProgramRow {
    private static final Duration READY_MAX = Duration.ofSeconds(60);
    private static final int AGENTS = 50;

    /** Lives that begin with an empty network, so that they end in the middle of claims; and lives that find their keys. */
    private static final int CLAIMING = 6;

    private static final int RETURNING = 14;

    /** What a claim that is cut off leaves behind, and the grants of keys that we delete, are gone before we look for them. */
    private static final Duration SHORT = Duration.ofSeconds(30);

    /** No key ends between two lives, however busy the machine is. */
    private static final Duration LONG = Duration.ofDays(1);

    private final Map<String, String> keyByHost = new HashMap<>();
    private final List<Duration> ends = new ArrayList<>();
    private int leftovers;
    private int claims;

    private FleetProcess fleet(Duration ttl) {
        return new FleetProcess(
                1,
                AGENTS,
                disk,
                Map.of(
                        "etcd-endpoints",
                        etcd.endpoint(),
                        "etcd-prefix",
                        PREFIX,
                        "subnet-lease-ttl",
                        ttl.toSeconds() + "s"));
    }

    /** Starts a fleet and waits until all are ready; returns how long that took. */
    private Duration wholeStart(FleetProcess fleet) {
        fleet.awaitUp();
        fleet.start();
        return Patience.until("all ready", READY_MAX, () -> fleet.readyCount() == AGENTS, fleet::log);
    }

    private void deleteAll() {
        operator.leases().keySet().forEach(key -> operator.delete("subnets/" + key));
    }

    /** Ends fleets with this signal, each at a moment of its own between its start and well after it is ready. */
    private void endThem(String signal, int code) {
        RandomGenerator random =
                Seed.forTest("a thousand lives ended by " + signal).random();
        try (FleetProcess first = fleet(SHORT)) {
            long beginning = operator.revision();
            Duration toReady = wholeStart(first);
            first.hosts().forEach(host -> keyByHost.put(host.publicIp(), host.key()));
            first.end(signal);
            try (Disks disks = new Disks(files())) {
                endAtRandom(CLAIMING, signal, code, random, toReady, disks);
                deleteAll();
                try (FleetProcess between = fleet(LONG)) {
                    wholeStart(between);
                    between.end(signal);
                }
                long start = operator.revision();
                endAtRandom(RETURNING, signal, code, random, toReady, disks);
                assertThat(operator.historyAfter(start))
                        .as("events where every key was there")
                        .isEmpty();
                wholeStartIsAsBefore(disks);
                claims = ownClaimsSince(beginning);
                untilNoGrantIsLeft();
            }
        }
    }

    /** The next JVM is made ready to start its agents while the one before still lives. */
    private void endAtRandom(
            int lives, String signal, int code, RandomGenerator random, Duration toReady, Disks disks) {
        boolean isClaiming = lives == CLAIMING;
        FleetProcess next = fleet(isClaiming ? SHORT : LONG);
        for (int life = 1; life <= lives; life++) {
            try (FleetProcess fleet = next) {
                next = life < lives ? fleet(isClaiming ? SHORT : LONG) : fleet;
                fleet.awaitUp();
                if (isClaiming) {
                    deleteAll();
                }
                fleet.start();
                LockSupport.parkNanos(random.nextLong(toReady.toNanos() * 3 / 2));
                FleetProcess.End end = fleet.end(signal);

                assertThat(end.code()).as(fleet.log()).isEqualTo(code);
                ends.add(end.took());
                leftovers += disks.leftovers();
            } catch (RuntimeException | Error e) {
                next.close();
                throw e;
            }
        }
    }

    private void wholeStartIsAsBefore(Disks disks) {
        try (FleetProcess last = fleet(LONG)) {
            wholeStart(last);
            assertThat(operator.leases().keySet()).containsExactlyInAnyOrderElementsOf(keyByHost.values());
            assertThat(disks.leftovers()).as("leftovers after a whole start").isZero();
            assertThat(last.hosts())
                    .allSatisfy(host -> assertThat(host.key()).isEqualTo(keyByHost.get(host.publicIp())));
        }
    }

    private List<Path> files() {
        return IntStream.rangeClosed(1, AGENTS)
                .mapToObj(host -> disk.resolve("host-" + host).resolve("subnet.env"))
                .toList();
    }

    /** Each was of the host's own key; returns how many there were. */
    private int ownClaimsSince(long revision) {
        List<Operator.Event> all = claimsSince(revision);
        assertThat(all)
                .allSatisfy(claim -> assertThat(claim.path())
                        .isEqualTo("subnets/" + keyByHost.get(new JsonObject(claim.value()).getString("PublicIP"))));
        return all.size();
    }

    private Duration untilNoGrantIsLeft() {
        return Patience.until(
                "one grant a key",
                SHORT.multipliedBy(2),
                () -> operator.newGrants().size() == AGENTS,
                () -> operator.newGrants().size() + " grants");
    }

    private void isObserved(int row, String how) {
        List<Long> millis = ends.stream().map(Duration::toMillis).sorted().toList();
        observed(
                row,
                how,
                "%d lives in %d JVMs, ended within %d to %d ms (median %d); every reader of subnet.env found a whole file;"
                        + " %d temp files left, and swept; same subnets; %d claims, none where the own key was there;"
                        + " at the end one grant a key",
                ends.size() * AGENTS,
                ends.size(),
                millis.getFirst(),
                millis.getLast(),
                millis.get(millis.size() / 2),
                leftovers,
                claims);
    }

    @Test
    void row_28_a_thousand_agents_that_are_killed_at_any_moment_lose_and_leave_nothing() {
        endThem("KILL", 137);
        isObserved(28, "kill -9 at a random moment");
    }

    @Test
    void row_29_a_thousand_agents_that_are_told_to_stop_at_any_moment_do_so_and_keep_their_keys() {
        endThem("TERM", 0);

        assertThat(ends).allMatch(took -> took.compareTo(Duration.ofSeconds(5)) < 0);
        assertThat(leftovers).isZero();
        isObserved(29, "SIGTERM at a random moment");
    }
}
