package dev.tenure.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * How soon everything works again when etcd is back, whatever kept it away and for how long (I9).
 * {@code -Dtenure.recovery.seconds=1,3,5,10,20,60 -Dtenure.recovery.rounds=4} measures more than a build has time for.
 */
class RecoveryTest extends LiveTest {
    private static final Duration WITHIN = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final List<Integer> SECONDS = Arrays.stream(
                    System.getProperty("tenure.recovery.seconds", "3,10").split(","))
            .map(Integer::valueOf)
            .toList();
    private static final int ROUNDS = Integer.getInteger("tenure.recovery.rounds", 1);

    /** So long that no deadline comes into it. */
    private static final int TTL = 600;

    private final Map<Outage.Form, Outage> outages = new EnumMap<>(Outage.Form.class);
    private final Map<Outage.Form, LiveAgent> agents = new EnumMap<>(Outage.Form.class);

    /**
     * How long after an outage a peer's new lease was seen, and our own key, deleted meanwhile, was there again.
     *
     * @param write what a write took the operator in that moment
     */
    private record Recovery(Outage.Form form, int seconds, Duration watch, Duration ownKey, Duration write) {
        @Override
        public String toString() {
            return form + " " + seconds + " s: watch " + watch.toMillis() + ", own key " + ownKey.toMillis()
                    + " ms; a write took " + write.toMillis() + " ms";
        }
    }

    @AfterEach
    void closeOutages() {
        outages.values().forEach(Outage::close);
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void whatever_kept_etcd_away_watch_and_requests_work_within_five_seconds_and_two_lines_tell_of_it() {
        for (Outage.Form form : Outage.Form.values()) {
            begin(form);
        }
        agents.values().forEach(LiveAgent::awaitReady);
        List<Recovery> recoveries = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (int seconds : SECONDS) {
                recoveries.addAll(allAtOnce(round, seconds));
            }
        }

        assertThat(recoveries).allSatisfy(each -> {
            assertThat(each.watch()).as(each.toString()).isLessThan(WITHIN);
            // a claim is two writes, which etcd's disk can make slow
            assertThat(each.ownKey())
                    .as(each.toString())
                    .isLessThan(WITHIN.plus(each.write().multipliedBy(2)));
        });
        assertThat(logs.warningsWith("can't be reached")).as(logs.toString()).hasSizeLessThan(recoveries.size());
        agents.forEach((form, agent) -> {
            double rebuilds = agent.sum("tenure.etcd.client.rebuilds");
            System.out.println(form + ": " + rebuilds + " new clients, requests " + agent.requestsByKind());
            assertThat(rebuilds)
                    .as(form.toString())
                    .isLessThanOrEqualTo(leavesALeader(form) ? 0 : 2.0 * ROUNDS * SECONDS.size());
        });
    }

    /** Without one all members are away until they have chosen another, which can last longer than the outage. */
    private boolean leavesALeader(Outage.Form form) {
        return form.leavesAQuorum()
                && !Objects.requireNonNull(outages.get(form)).tookTheLeader();
    }

    private void begin(Outage.Form form) {
        Outage outage = Outage.of(form);
        outages.put(form, outage);
        outage.witness().etcdctl("put", prefix + "/config", NETWORK);
        agents.put(
                form,
                host("192.168.64." + (1 + agents.size()))
                        .with("etcd-endpoints", outage.endpoints())
                        .ttl(TTL)
                        .start());
    }

    /** As etcdctl takes a transaction: conditions, what is done if they hold, and what otherwise, each up to an empty line. */
    private byte[] putAndDelete(String peer, String ownKey) {
        String subnets = prefix + "/subnets/";
        return ("\nput " + subnets + peer + " \"" + value("192.168.65.1").replace("\"", "\\\"") + "\"\ndel " + subnets
                        + ownKey + "\n\n\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private List<Recovery> allAtOnce(int round, int seconds) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Recovery>> all = outages.values().stream()
                    .map(outage -> CompletableFuture.supplyAsync(() -> recovery(outage, round, seconds), threads))
                    .toList();
            return all.stream().map(CompletableFuture::join).toList();
        }
    }

    private Recovery recovery(Outage outage, int round, int seconds) {
        LiveAgent agent = Objects.requireNonNull(agents.get(outage.form()));
        String peer = "10.5." + (100 + round) + "." + SECONDS.indexOf(seconds) * 16 + "-28";
        long claimed = agent.tenancy().lease().orElseThrow().createRevision();

        outage.last(Duration.ofSeconds(seconds));
        // what etcdctl itself takes on a busy machine is not ours
        long written = System.nanoTime();
        outage.witness().etcdctl(putAndDelete(peer, agent.key()), "txn");
        long put = System.nanoTime();
        agent.until(
                "the new peer",
                PATIENCE,
                a -> a.peers().leases().stream()
                        .anyMatch(lease -> lease.key().text().equals(peer)));
        Duration watch = Duration.ofNanos(System.nanoTime() - put);
        agent.until(
                "our key again",
                PATIENCE,
                a -> a.tenancy()
                        .lease()
                        .filter(lease -> lease.createRevision() > claimed)
                        .isPresent());
        Recovery recovery = new Recovery(
                outage.form(),
                seconds,
                watch,
                Duration.ofNanos(System.nanoTime() - put),
                Duration.ofNanos(put - written));
        System.out.println(recovery);
        return recovery;
    }
}
