package dev.tenure.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenure.contract.EtcdWriter;
import dev.tenure.live.Patience;
import dev.tenure.support.EtcdServer;
import dev.tenure.support.TcpProxy;
import io.etcd.jetcd.Client;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recorder on a real etcd that is cut, frozen, killed, compacted and replaced: it misses nothing, or says so. */
class HistoryRecorderTest {
    private static final String PREFIX = "/recorded";

    @TempDir
    Path disk = Path.of("");

    private final EtcdServer etcd = EtcdServer.start();
    private final TcpProxy line = TcpProxy.to(etcd.port());
    private EtcdWriter writer = new EtcdWriter(etcd.endpoint(), PREFIX);
    private final HistoryRecorder recorder =
            new HistoryRecorder(List.of(line.endpoint()), PREFIX, HistoryRecorderTest::connect);

    /** What a real network has in its grants: two histories are never quite the same. */
    private String flavour = "before";

    private static Client connect(String endpoint) {
        return Client.builder().endpoints(endpoint).build();
    }

    private long put(String key) {
        String value = "{\"PublicIP\":\"192.168.64.3\",\"PublicIPv6\":null,\"BackendType\":\"" + flavour + "\"}";
        return writer.put("subnets/" + key, value.getBytes(StandardCharsets.UTF_8), 0);
    }

    private void putMany(int count) {
        for (int i = 0; i < count; i++) {
            put("10.5." + i % 200 + ".0-24");
        }
    }

    /** Every revision of the last store from its beginning on. */
    private void hasAll(long last) {
        assertThat(recorder.catchUp()).isEqualTo(last);
        History history = recorder.histories().getLast();
        assertThat(history.events().stream().map(Happened::revision))
                .containsExactlyElementsOf(LongStream.rangeClosed(history.baseRevision() + 1, last)
                        .boxed()
                        .toList());
    }

    @Test
    void nothing_is_lost_when_the_line_is_cut_in_the_middle_of_a_backlog() {
        for (long bytes : List.of(200L, 2_000L, 20_000L)) {
            line.refuse();
            line.cut();
            putMany(600);
            line.cutAfterAnswerBytes(bytes);
            line.forward();
            Patience.until("the line broke", Duration.ofSeconds(20), () -> line.accepted() > 1, () -> "");
            line.cutAfterAnswerBytes(Long.MAX_VALUE);
            hasAll(writer.revision());
        }
    }

    @Test
    void a_line_that_is_silent_is_noticed() {
        line.hold();
        putMany(10);
        long accepted = line.accepted();
        Patience.until("the recorder tries anew", Duration.ofSeconds(30), () -> line.accepted() > accepted, () -> "");
        line.forward();
        hasAll(writer.revision());
    }

    @Test
    void nothing_is_lost_while_etcd_is_frozen() {
        putMany(10);
        long accepted = line.accepted();
        etcd.freeze();
        Patience.until("the recorder tries anew", Duration.ofSeconds(30), () -> line.accepted() > accepted, () -> "");
        etcd.thaw();
        putMany(10);
        hasAll(writer.revision());
    }

    @Test
    void keys_elsewhere_are_counted_and_not_kept() {
        try (EtcdWriter other = new EtcdWriter(etcd.endpoint(), "/elsewhere")) {
            other.put("subnets/10.5.1.0-24", new byte[1], 0);
            long last = other.put("config", new byte[1], 0);
            assertThat(recorder.catchUp()).isEqualTo(last);
        }
        assertThat(recorder.histories().getLast().events()).isEmpty();
        assertThat(recorder.gap()).isEmpty();
    }

    @Test
    void a_compaction_that_takes_what_was_not_heard_is_told_loudly() {
        line.refuse();
        line.cut();
        putMany(10);
        writer.compact(writer.revision());
        line.forward();
        Patience.until("the gap", Duration.ofSeconds(30), () -> !recorder.gap().isEmpty(), () -> "");
        assertThatThrownBy(recorder::catchUp).hasMessageContaining("compacted");
    }

    @Test
    void a_compaction_of_what_was_heard_is_nobodys_loss() {
        putMany(10);
        recorder.catchUp();
        writer.compact(writer.revision());
        line.cut();
        putMany(10);
        hasAll(writer.revision());
    }

    private void replace(Runnable replacement) {
        writer.close();
        replacement.run();
        recorder.storeReplaced();
        etcd.restart();
        writer = new EtcdWriter(etcd.endpoint(), PREFIX);
    }

    @Test
    void a_wiped_store_that_has_overtaken_the_old_one_is_another_history() {
        putMany(10);
        recorder.catchUp();
        line.refuse();
        line.cut();
        replace(etcd::wipe);
        flavour = "after";
        putMany(50);
        line.forward();
        hasAll(writer.revision());
        assertThat(recorder.histories()).hasSize(2);
        assertThat(recorder.gap()).isEmpty();
    }

    @Test
    void a_restored_store_that_goes_on_alike_is_told_from_the_old_one_all_the_same() {
        putMany(5);
        Path snapshot = disk.resolve("snapshot.db");
        etcd.etcdctl("snapshot", "save", snapshot.toString());
        put("10.5.1.0-24");
        long last = put("10.5.7.0-24");
        recorder.catchUp();
        line.refuse();
        line.cut();
        replace(() -> etcd.restore(snapshot));
        put("10.5.2.0-24");
        assertThat(put("10.5.7.0-24")).isEqualTo(last);
        line.forward();
        recorder.catchUp();
        List<History> stores = Stores.apart(recorder.histories());
        assertThat(stores).hasSize(2);
        assertThat(stores.getLast().events().stream().map(Happened::path))
                .containsExactly("subnets/10.5.2.0-24", "subnets/10.5.7.0-24");
    }

    @Test
    void a_store_that_is_said_to_be_another_and_is_the_same_goes_on() {
        putMany(10);
        recorder.storeReplaced();
        putMany(10);
        hasAll(writer.revision());
        assertThat(recorder.histories()).hasSize(1);
    }

    @AfterEach
    void end() {
        recorder.close();
        writer.close();
        line.close();
        etcd.close();
    }
}
