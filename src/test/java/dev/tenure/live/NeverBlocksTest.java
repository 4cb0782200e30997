package dev.tenure.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The event loop never blocks (P7). */
class NeverBlocksTest extends LiveTest {
    private static final Duration BLOCKED = Duration.ofMillis(250);

    /** Busy neighbours may stop a thread for as long; what blocks a loop does so in every life. */
    private static final int LIVES_MAX = 8;

    private static VertxOptions watchful() {
        return new VertxOptions()
                .setEventLoopPoolSize(2)
                .setBlockedThreadCheckInterval(50)
                .setBlockedThreadCheckIntervalUnit(TimeUnit.MILLISECONDS)
                .setMaxEventLoopExecuteTime(BLOCKED.toNanos())
                .setWarningExceptionTime(BLOCKED.toNanos());
    }

    private List<String> blockedInOneLife(LiveHost host) {
        try (Logs life = new Logs()) {
            LiveAgent agent = host.start(watchful());
            agent.awaitReady();
            agent.until("two renewals", a -> a.requestsByKind().getOrDefault("keepalive", 0) >= 3);
            operator.delete("subnets/" + agent.key());
            agent.until(
                    "claimed again", a -> operator.find("subnets/" + a.key()).isPresent());
            agent.stop();
            agent.close();
            return life.blockedLoops();
        }
    }

    @Test
    @Timeout(240)
    void no_event_loop_is_blocked_from_start_to_stop() {
        operator.network(NETWORK);
        for (int i = 0; i < 300; i++) {
            operator.put("subnets/10.9." + i / 250 + "." + i % 250 + "-32", value("172.16.0.1"));
        }
        LiveHost host = host("192.168.64.3").ttl(5).with("release-on-stop", "true");
        LiveAgent warmUp = host.start();
        warmUp.awaitReady();
        warmUp.stop();
        List<List<String>> lives = new ArrayList<>();
        do {
            lives.add(blockedInOneLife(host));
        } while (!lives.getLast().isEmpty() && lives.size() < LIVES_MAX);

        assertThat(lives.getLast()).isEmpty();
        logs.forgetBlockedLoops();
    }

    @Test
    void a_loop_that_is_blocked_would_be_noticed() throws InterruptedException {
        Vertx vertx = Vertx.vertx(watchful());
        CountDownLatch seen = new CountDownLatch(1);
        vertx.runOnContext(now -> Patience.until(
                "noticed", Duration.ofSeconds(10), () -> !logs.blockedLoops().isEmpty(), () -> "nobody noticed"));
        vertx.runOnContext(now -> seen.countDown());
        assertThat(seen.await(15, TimeUnit.SECONDS)).isTrue();
        LiveAgent.await(vertx.close());

        assertThat(logs.blockedLoops()).isNotEmpty();
        logs.forgetBlockedLoops();
    }
}
