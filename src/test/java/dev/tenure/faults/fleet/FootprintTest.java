package dev.tenure.faults.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.live.Operator;
import dev.tenure.support.EtcdServer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** What leaks is found: the control of the soak. */
@Isolated
class FootprintTest {
    private static final int LEAKED = 60;
    private static final Footprint.Slack TIGHT = new Footprint.Slack(0, 4 << 20, 20, 20, 20, 20);

    private final CountDownLatch end = new CountDownLatch(1);

    private static List<String> grown(Footprint before, Footprint after) {
        return after.grownSince(before, TIGHT);
    }

    @Test
    void what_stays_as_it_is_has_not_grown() {
        Footprint before = Footprint.now(3);

        assertThat(grown(before, Footprint.now(3))).isEmpty();
    }

    @Test
    void threads_that_do_not_end_are_found() throws InterruptedException {
        Footprint before = Footprint.now(0);
        List<Thread> leaked = Stream.generate(() -> Thread.ofPlatform().start(() -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }))
                .limit(LEAKED)
                .toList();
        Footprint after = Footprint.now(0);
        end.countDown();
        for (Thread thread : leaked) {
            thread.join();
        }

        assertThat(grown(before, after)).singleElement().asString().startsWith("threads grew from");
    }

    @Test
    void files_that_are_not_closed_are_found() throws IOException {
        Footprint before = Footprint.now(0);
        List<InputStream> leaked = new ArrayList<>();
        // more than earlier tests in this JVM may still close meanwhile
        for (int i = 0; i < 5 * LEAKED; i++) {
            leaked.add(Files.newInputStream(Path.of("/proc/self/stat")));
        }
        Footprint after = Footprint.now(0);
        for (InputStream each : leaked) {
            each.close();
        }

        assertThat(grown(before, after)).singleElement().asString().startsWith("open files grew from");
    }

    @Test
    void timers_that_are_not_cancelled_are_found() {
        Vertx vertx = Vertx.vertx();
        vertx.setPeriodic(1_000, timer -> {});
        Footprint before = Footprint.now(0);
        for (int i = 0; i < LEAKED; i++) {
            vertx.setPeriodic(1_000, timer -> {});
        }
        Footprint after = Footprint.now(0);
        vertx.close().toCompletionStage().toCompletableFuture().join();

        assertThat(grown(before, after)).singleElement().asString().startsWith("timers grew from");
    }

    @Test
    void memory_that_is_kept_is_found_and_garbage_is_not() {
        Footprint before = Footprint.now(0);
        byte[] kept = new byte[8 << 20];
        Footprint whileKept = Footprint.now(0);

        assertThat(grown(before, whileKept)).singleElement().asString().startsWith("bytes of heap grew from");
        assertThat(kept[0]).isZero();
        byte[][] garbage = {new byte[8 << 20]};
        garbage[0] = new byte[0];
        assertThat(garbage[0]).isEmpty();
        assertThat(grown(whileKept, Footprint.now(0))).isEmpty();
    }

    @Test
    void grants_that_nobody_revokes_are_found() {
        try (EtcdServer etcd = EtcdServer.start();
                Operator operator = new Operator(etcd, "/footprint")) {
            Footprint before = Footprint.now(operator.newGrants().size());
            for (int i = 0; i < LEAKED; i++) {
                operator.grant(60);
            }

            assertThat(grown(before, Footprint.now(operator.newGrants().size())))
                    .filteredOn(line -> line.startsWith("grants"))
                    .hasSize(1);
        }
    }

    @Test
    void of_several_samples_the_middle_one_counts() {
        Footprint low = new Footprint(1, 1, 1, 1, 1);
        Footprint high = new Footprint(9, 9, 9, 9, 9);

        assertThat(Footprint.median(List.of(high, low, low))).isEqualTo(low);
        assertThat(Footprint.median(List.of(high, low, high))).isEqualTo(high);
    }
}
