package dev.tenure.faults.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.live.LiveAgent;
import dev.tenure.support.EtcdServer;
import dev.tenure.support.TcpProxy;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Row 4: an etcd, or a way to it, that takes its time. */
class SlowTest extends Row {
    /** Works for a tenth of each second, until it is ended. */
    private static final class Stutter {
        private final EtcdServer etcd;
        private final Thread thread;
        private volatile boolean isOver;

        Stutter(EtcdServer etcd) {
            this.etcd = etcd;
            thread = Thread.ofVirtual().start(this::run);
        }

        private void run() {
            while (!isOver) {
                etcd.freeze();
                LockSupport.parkNanos(Duration.ofMillis(900).toNanos());
                etcd.thaw();
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
        }

        void end() throws InterruptedException {
            isOver = true;
            thread.join();
        }
    }

    @Test
    void row_04_an_etcd_that_works_a_tenth_of_the_time_is_enough_for_a_start_and_for_renewals() throws Exception {
        LiveAgent agent;
        Duration toReady;
        Duration slowest;
        long start;
        Stutter stutter = new Stutter(etcd);
        try {
            agent = host(ADDRESS).ttl(12).start();
            toReady = agent.until("ready", a -> a.health().isReady());
            start = operator.revision();
            renewsReadily(agent, 2);
            slowest = backAfterDeletion(agent);
        } finally {
            stutter.end();
        }
        rest(agent, start);
        observed(
                4,
                "etcd works 100 ms of each second",
                "ready after %d ms, 2 renewals and no false loss, a deleted key back after %d ms",
                toReady.toMillis(),
                slowest.toMillis());
    }

    /** A request and its answer take two ways, a renewal four; the last of them may come two ways before the deadline. */
    @ParameterizedTest(name = "{0} ms each way, a TTL of {1} s")
    @CsvSource({"400, 12", "1500, 24"})
    void row_04_a_way_that_takes_long_is_good_enough_for_a_start_and_for_renewals(int millis, int ttl) {
        TcpProxy line = line();
        line.latency(Duration.ofMillis(millis));
        LiveAgent agent = host(ADDRESS, line.endpoint()).ttl(ttl).start();
        Duration toReady =
                agent.until("ready", Duration.ofSeconds(40), a -> a.health().isReady());
        long start = operator.revision();
        renewsReadily(agent, 2);
        Duration back = backAfterDeletion(agent);
        line.latency(Duration.ZERO);
        rest(agent, start);
        observed(
                4,
                "%d ms each way".formatted(millis),
                "ready after %d ms, 2 renewals and no false loss, a deleted key back after %d ms",
                toReady.toMillis(),
                back.toMillis());
    }

    /** No answer can come in time, though every request arrives: a partition that writes. */
    @Test
    void row_04_a_way_that_takes_longer_than_we_wait_harms_nobody_and_is_over_when_it_is_over() {
        TcpProxy line = line();
        LiveAgent agent = host(ADDRESS, line.endpoint()).start();
        String path = "subnets/" + agent.awaitReady().key().text();
        long start = operator.revision();
        line.latency(Duration.ofSeconds(3));
        operator.delete(path);
        agent.until("not ready", a -> !a.health().isReady());
        LiveAgent second = host(OTHER, line.endpoint()).start();
        for (LiveAgent each : agents) {
            each.throughout("not ready", Duration.ofSeconds(8), a -> !a.health().isReady());
        }
        assertThat(operator.newGrants()).as("grants").hasSizeLessThanOrEqualTo(1);
        line.latency(Duration.ZERO);
        Duration back = agent.until("well", Duration.ofSeconds(10), Row::isWell);
        second.until("ready", Duration.ofSeconds(10), Row::isWell);

        isSafeAndAtRest();
        int revisions = agentsWroteAtMost(3, start);
        observed(
                4,
                "3 s each way",
                "not ready once the key is lost; no grant of which nobody knows; well %d ms after its end, %d revisions "
                        + "of 2 agents",
                back.toMillis(),
                revisions);
    }

    private Duration backAfterDeletion(LiveAgent agent) {
        String path = "subnets/" + agent.key();
        long deleted = operator.delete(path);
        return agent.until(
                "back",
                Duration.ofSeconds(20),
                a -> operator.find(path)
                                .filter(now -> now.createRevision() > deleted)
                                .isPresent()
                        && a.health().isReady());
    }

    private void rest(LiveAgent agent, long start) {
        agent.until("well", BACK, Row::isWell);
        isSafeAndAtRest();
        agentsWrote(1, start);
    }
}
