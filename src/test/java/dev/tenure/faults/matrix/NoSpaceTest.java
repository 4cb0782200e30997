package dev.tenure.faults.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.live.LiveAgent;
import dev.tenure.live.LiveHost;
import dev.tenure.support.EtcdServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Row 17: etcd has used up its space and takes no new keys. */
class NoSpaceTest extends Row {
    private static final int QUOTA_BYTES = 4 * 1024 * 1024;
    private static final int PIECE_BYTES = 256 * 1024;

    /** Far more than fit, since etcd looks at its size only ten times a second. */
    private static final int PIECES_MAX = 1_000;

    /** A claim that etcd refuses is tried again with growing pauses; these are the longest (I11). */
    private static final Duration CLAIMED = Duration.ofSeconds(30);

    @Override
    List<EtcdServer> launch() {
        return List.of(EtcdServer.start(program, "--quota-backend-bytes=" + QUOTA_BYTES));
    }

    private void fill() {
        boolean isFull = false;
        for (int i = 0; i < PIECES_MAX && !isFull; i++) {
            try {
                operator.put("elsewhere", new byte[PIECE_BYTES], 0);
            } catch (AssertionError e) {
                isFull = String.valueOf(e.getCause()).contains("space exceeded");
            }
        }
        assertThat(isFull).isTrue();
        assertThat(etcd.etcdctl("alarm", "list")).contains("NOSPACE");
    }

    private void makeRoom() {
        etcd.etcdctl("compact", Long.toString(operator.revision()));
        etcd.etcdctl("defrag");
        etcd.etcdctl("alarm", "disarm");
    }

    @Test
    void row_17_an_etcd_without_space_renews_what_there_is_and_says_why_it_takes_nothing_new() {
        LiveHost host = host(ADDRESS).ttl(12);
        LiveAgent old = host.start();
        String key = old.awaitReady().key().text();
        fill();
        long start = operator.revision();
        renewsReadily(old, 1);
        old.stop();
        audit.ended(ADDRESS);
        LiveAgent again = host.start();
        assertThat(again.awaitReady().key().text()).as("a restart").isEqualTo(key);
        LiveAgent late = host(OTHER).ttl(12).start();
        late.until(
                "the metric that tells",
                a -> a.metric("tenure_etcd_requests_total{op=\"grant\",outcome=\"out-of-space\"}")
                        .isPresent());
        late.until(
                "the reason that tells",
                a -> a.health().reasons().stream()
                        .anyMatch(reason -> reason.sentence().contains("has used up its space quota")));
        assertThat(late.health().isReady()).isFalse();
        assertThat(late.health().isLive()).isTrue();
        renewsReadily(again, 1);
        makeRoom();
        Duration took = late.until("ready", CLAIMED, a -> a.health().isReady());

        isSafeAndAtRest();
        agentsWrote(1, start);
        observed(
                17,
                "NOSPACE alarm",
                "renewals go on, a restart finds its lease; a new host says out-of-space and is ready %d ms after the alarm",
                took.toMillis());
    }
}
