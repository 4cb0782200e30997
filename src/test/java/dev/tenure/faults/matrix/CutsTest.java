package dev.tenure.faults.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.Seed;
import dev.tenure.live.LiveAgent;
import dev.tenure.support.TcpProxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows 7 and 8: connections that break while much happens. */
class CutsTest extends Row {
    private static final int BACKLOG = 5_000;

    @Test
    void row_07_a_flapping_line_under_2000_writes_a_second_loses_no_event() throws Exception {
        Seed seed = Seed.forTest("CutsTest");
        RandomGenerator random = seed.random();
        operator.network(Load.network());
        TcpProxy line = line();
        LiveAgent agent = host(ADDRESS, line.endpoint()).start();
        agent.awaitReady();
        long start = operator.revision();
        AtomicBoolean isOver = new AtomicBoolean();
        Thread flapping = Thread.ofVirtual().start(() -> {
            while (!isOver.get()) {
                LockSupport.parkNanos(
                        Duration.ofMillis(random.nextLong(200, 2_000)).toNanos());
                line.cut();
            }
        });
        int writes = load().write(2_000, Duration.ofSeconds(8));
        isOver.set(true);
        flapping.join();
        Duration took = untilAllIsKnown(agent);

        assertThat(agent.health().isReady()).as(seed.toString()).isTrue();
        isSafeAndAtRest();
        assertThat(operator.revision() - start).as("agent revisions").isEqualTo(writes);
        observed(
                7,
                "connection cut every 0.2-2 s under %d writes/s".formatted(writes / 8),
                "0 of %d events lost over %d connections, all known %d ms after the end, ready",
                writes,
                line.accepted(),
                took.toMillis());
    }

    @ParameterizedTest(name = "each connection is reset after {0} bytes of answers")
    @ValueSource(longs = {200, 20_000, 400_000})
    void row_08_a_watch_that_is_cut_inside_a_backlog_delivers_all_5000_events(long bytes) {
        operator.network(Load.network());
        TcpProxy line = line();
        LiveAgent agent = host(ADDRESS, line.endpoint()).start();
        agent.awaitReady();
        line.refuse();
        load().write(BACKLOG);
        line.cutAfterAnswerBytes(bytes);
        long before = line.accepted();
        line.forward();
        agent.until("another connection", Duration.ofSeconds(40), a -> line.accepted() >= before + 2);
        line.cutAfterAnswerBytes(Long.MAX_VALUE);
        line.cut();
        Duration took = untilAllIsKnown(agent);

        isSafeAndAtRest();
        observed(
                8,
                "watch cut after %d B of a backlog".formatted(bytes),
                "0 of %d events lost, all known %d ms after the last cut",
                BACKLOG,
                took.toMillis());
    }
}
