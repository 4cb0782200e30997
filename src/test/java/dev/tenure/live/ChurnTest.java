package dev.tenure.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.vertx.core.Promise;
import io.vertx.core.VertxOptions;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Thousands of peers that change all the time cost what changed, and nothing else (P8). Times are printed, counts are judged. */
class ChurnTest extends LiveTest {
    private static final String LARGE =
            "{\"Network\":\"10.0.0.0/8\",\"SubnetLen\":24,\"Backend\":{\"Type\":\"vxlan\"}}";
    private static final int PEERS = 10_000;
    private static final int EVENTS_AT_ONCE = 10;
    private static final int EVENTS_A_SECOND = 500;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static VertxOptions oneLoop() {
        return new VertxOptions(LiveAgent.USUAL_VERTX).setEventLoopPoolSize(1);
    }

    private static Map<String, String> peers(int from, int count, int version) {
        Map<String, String> peers = new HashMap<>();
        for (int i = from; i < from + count; i++) {
            int peer = i % PEERS;
            peers.put(
                    "subnets/10." + (100 + peer / 250) + "." + peer % 250 + ".0-24",
                    value("172.16." + peer / 250 + "." + peer % 250)
                            .replace("}", ",\"BackendData\":{\"VNI\":" + version + "}}"));
        }
        return peers;
    }

    private LiveAgent agentAmong(int peers, String address) {
        operator.network(LARGE);
        operator.putAll(peers(0, peers, 1));
        LiveAgent agent = host(address).start(oneLoop());
        agent.awaitReady(PATIENCE);
        awaitAllTold(agent);
        return agent;
    }

    private void awaitAllTold(LiveAgent agent) {
        long revision = operator.revision();
        agent.until(
                "the watch has told everything",
                PATIENCE,
                a -> a.metric("tenure_watch_revision").orElse(0.0) >= revision);
    }

    /** So many events, 500 a second, of the first {@code among} peers one after the other. */
    private void churn(LiveAgent agent, int events, int among, int version) {
        AtomicInteger written = new AtomicInteger();
        try (ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor()) {
            ScheduledFuture<?> writing = clock.scheduleAtFixedRate(
                    () -> {
                        if (written.get() < events) {
                            operator.putAll(peers(written.get() % among, EVENTS_AT_ONCE, version));
                            written.addAndGet(EVENTS_AT_ONCE);
                        }
                    },
                    0,
                    1_000_000L * EVENTS_AT_ONCE / EVENTS_A_SECOND,
                    TimeUnit.MICROSECONDS);
            agent.until("all are written", PATIENCE, a -> written.get() >= events || writing.isDone());
            writing.cancel(false);
        }
        assertThat(written).hasValue(events);
        awaitAllTold(agent);
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Test
    void ten_thousand_peers_that_change_cause_no_request_and_leave_nothing_behind() {
        LiveAgent agent = agentAmong(PEERS, "192.168.64.3");
        churn(agent, 1_000, PEERS, 2);
        Map<String, Integer> requests = agent.requestsByKind();
        agent.forgetPeerChanges();
        long before = usedHeap();
        try (LoopProbe probe = new LoopProbe(agent.vertx())) {
            churn(agent, 5_000, PEERS, 3);
            System.out.println("among 10,000 peers, 5,000 events at 500 a second: " + probe);
        }
        agent.forgetPeerChanges();
        long after = usedHeap();
        System.out.println("heap before " + before / 1024 + " KiB, after " + after / 1024 + " KiB");

        assertThat(agent.requestsByKind()).isEqualTo(requests);
        assertThat(agent.peers().leases()).hasSize(PEERS);
        assertThat((after - before) / 1024).as("KiB that are left behind").isLessThan(3_000);
    }

    /** Bytes, since they are the same on a busy machine: whatever walks over all peers makes something for each. */
    @Test
    void a_change_takes_as_many_bytes_among_ten_thousand_peers_as_among_a_hundred() {
        long few = bytesOfAnEvent(agentAmong(100, "192.168.64.3"), 100);
        long many = bytesOfAnEvent(agentAmong(PEERS, "192.168.64.4"), PEERS);
        System.out.println(
                "bytes that the loop allocates for an event: " + few + " among 100 peers, " + many + " among 10,000");

        assertThat(many).isLessThan(few * 3 / 2);
    }

    private long bytesOfAnEvent(LiveAgent agent, int among) {
        int events = 1_000;
        churn(agent, events, among, 2);
        long before = bytesOfLoop(agent);
        churn(agent, events, among, 3);
        long bytes = (bytesOfLoop(agent) - before) / events;
        agent.stop();
        return bytes;
    }

    private static long bytesOfLoop(LiveAgent agent) {
        Promise<Long> bytes = Promise.promise();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        agent.vertx().runOnContext(now -> bytes.complete(threads.getCurrentThreadAllocatedBytes()));
        return LiveAgent.await(bytes.future());
    }
}
