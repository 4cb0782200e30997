package dev.tenure.faults.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.live.LiveAgent;
import dev.tenure.support.TcpProxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Rows 13 and 14: what etcd's housekeeping does to those who are away or busy. */
class HistoryTest extends Row {
    /** Often enough that renewals meet some, and not so often that etcd does nothing else. */
    private static final Duration DEFRAGMENTATION_EVERY = Duration.ofMillis(300);

    @Test
    void row_13_what_was_compacted_away_while_we_were_is_known_all_the_same_deletes_and_our_own_key_included() {
        TcpProxy line = line();
        for (int i = 1; i <= 40; i++) {
            operator.put("subnets/10.5." + (100 + i) + ".0-24", value("192.168.70." + i));
        }
        LiveAgent agent = host(ADDRESS, line.endpoint()).start();
        LiveAgent loser = host("192.168.64.4", line.endpoint()).start();
        agent.awaitReady();
        String lost = loser.awaitReady().key().text();
        line.refuse();
        agents.forEach(each -> each.until("away", Row::isAway));
        for (int i = 1; i <= 20; i++) {
            operator.delete("subnets/10.5." + (100 + i) + ".0-24");
            operator.put("subnets/10.5." + (120 + i) + ".0-24", value("192.168.71." + i));
            operator.put("subnets/10.5." + (160 + i) + ".0-24", value("192.168.72." + i));
        }
        operator.delete("subnets/" + lost);
        operator.compact();
        long start = operator.revision();
        line.forward();
        Duration own = loser.until(
                "claimed again",
                BACK,
                a -> operator.find("subnets/" + lost).isPresent() && a.health().isReady());
        Duration took = untilAllIsKnown(agent);

        isSafeAndAtRest();
        agentsWrote(1, start);
        observed(
                13,
                "compaction while away",
                "61 changes known after %d ms, own deleted key back after %d ms",
                own.plus(took).toMillis(),
                own.toMillis());
    }

    @Test
    void row_14_defragmentation_and_5000_writes_a_second_lose_no_lease_and_no_event() throws Exception {
        operator.network(Load.network());
        LiveAgent agent = host(ADDRESS).ttl(24).start();
        agent.awaitReady();
        int before = renewals(agent);
        AtomicBoolean isOver = new AtomicBoolean();
        AtomicInteger defragmentations = new AtomicInteger();
        Thread defragmenting = Thread.ofVirtual().start(() -> {
            while (!isOver.get()) {
                etcd.etcdctl("defrag");
                defragmentations.incrementAndGet();
                LockSupport.parkNanos(DEFRAGMENTATION_EVERY.toNanos());
            }
        });
        int writes = load().write(5_000, Duration.ofSeconds(9));
        isOver.set(true);
        defragmenting.join();
        assertThat(agent.health().isReady()).isTrue();
        Duration took = untilAllIsKnown(agent);
        renewsReadily(agent, 1);
        int renewed = renewals(agent) - before;

        isSafeAndAtRest();
        observed(
                14,
                "%d defragmentations under %d writes/s".formatted(defragmentations.get(), writes / 9),
                "ready, %d renewals, no false loss; 0 of %d events lost, all known %d ms after the end",
                renewed,
                writes,
                took.toMillis());
    }
}
