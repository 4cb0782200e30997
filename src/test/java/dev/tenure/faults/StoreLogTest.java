package dev.tenure.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.registry.RegistryRecords.StoredEvent;
import dev.tenure.registry.StoredKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The growing history of a store: nothing twice, nothing left out without a word. */
class StoreLogTest {
    private final StoreLog log = new StoreLog(5, List.of(key("10.5.1.0-24", 3)));

    private static StoredKey key(String key, long modRevision) {
        byte[] value = "{\"PublicIP\":\"192.168.64.3\",\"PublicIPv6\":null}".getBytes(StandardCharsets.UTF_8);
        return new StoredKey("subnets/" + key, value, 7, 3, modRevision);
    }

    private static List<StoredEvent> put(String key, long revision) {
        return List.of(new StoredEvent(false, key(key, revision)));
    }

    @Test
    void each_event_knows_what_stood_there_before() {
        log.take(6, put("10.5.1.0-24", 6), 1);
        log.take(7, List.of(new StoredEvent(true, key("10.5.1.0-24", 7))), 2);
        log.take(8, put("10.5.1.0-24", 8), 3);
        List<Happened> events = log.history().events();
        assertThat(events.get(0).before()).isNotNull().matches(lease -> lease.modRevision() == 3);
        assertThat(events.get(1).isRemoval()).isTrue();
        assertThat(events.get(2).isClaim()).isTrue();
        assertThat(log.gap()).isEmpty();
    }

    @Test
    void what_comes_twice_is_taken_once() {
        log.take(6, put("10.5.1.0-24", 6), 1);
        log.take(6, put("10.5.1.0-24", 6), 2);
        log.take(5, put("10.5.1.0-24", 5), 3);
        assertThat(log.history().events()).hasSize(1);
    }

    @Test
    void a_lost_revision_is_a_gap() {
        log.take(6, List.of(), 1);
        log.take(8, put("10.5.1.0-24", 8), 2);
        assertThat(log.gap()).contains("7");
    }

    @Test
    void a_restored_store_begins_behind_what_it_has_in_common() {
        StoreLog restored = new StoreLog(5, List.of(key("10.5.1.0-24", 3)));
        IntStream.range(6, 10).forEach(revision -> log.take(revision, put("10.5." + revision + ".0-24", revision), 1));
        IntStream.range(6, 8)
                .forEach(revision -> restored.take(revision, put("10.5." + revision + ".0-24", revision), 2));
        restored.take(8, put("10.5.99.0-24", 8), 2);
        History alone = restored.history().behind(log.history());
        assertThat(alone.baseRevision()).isEqualTo(7);
        assertThat(alone.base()).hasSize(3);
        assertThat(alone.events()).singleElement().matches(event -> event.path().equals("subnets/10.5.99.0-24"));
    }

    @Test
    void a_wiped_store_has_nothing_in_common() {
        StoreLog wiped = new StoreLog(1, List.of());
        wiped.take(2, put("10.5.1.0-24", 2), 1);
        assertThat(wiped.history().behind(log.history()).events()).hasSize(1);
    }
}
