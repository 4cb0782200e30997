package dev.tenure.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.registry.InMemoryRegistry;
import dev.tenure.registry.InMemoryStore;
import dev.tenure.registry.RegistryDigest;
import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.registry.WatchListener.Batch;
import dev.tenure.registry.WatchRecorder;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a view that was read and followed knows beside the leases, and how it compares with the store. */
class SeenRegistryTest {
    private static final String VALUE = "{\"PublicIP\":\"192.168.64.9\",\"PublicIPv6\":null}";

    private final InMemoryStore store = new InMemoryStore();
    private final InMemoryRegistry registry = InMemoryRegistry.on(Runnable::run, store);
    private final WatchRecorder heard = new WatchRecorder();
    private SeenRegistry seen = SeenRegistry.nothing(1);

    private static <T> T now(Future<T> answer) {
        return answer.result();
    }

    private RegistrySnapshot snapshot() {
        return now(registry.snapshot());
    }

    private RegistryDigest digest() {
        return now(registry.digest());
    }

    private SeenRegistry afterAll(List<Batch> batches) {
        return afterAll(seen, batches);
    }

    private static SeenRegistry afterAll(SeenRegistry first, List<Batch> batches) {
        SeenRegistry later = first;
        for (Batch batch : batches) {
            later = later.after(batch).next();
        }
        return later;
    }

    @BeforeEach
    void read() {
        store.put("config", "{\"Network\":\"10.5.0.0/16\"}", 0);
        store.put("subnets/10.5.1.0-24", VALUE, 0);
        store.put("subnets/strange", VALUE, 0);
        seen = seen.after(snapshot(), false);
        registry.watch(seen.revision() + 1, heard);
    }

    @Test
    void a_view_that_has_just_been_read_agrees_with_the_store() {
        assertThat(seen.agreesWith(digest())).isTrue();
        assertThat(seen.isContradictedBy(snapshot())).isFalse();
    }

    @Test
    void a_view_that_has_followed_everything_agrees_with_the_store() {
        long grant = store.grant(Duration.ofHours(1));
        store.put("subnets/10.5.2.0-24", VALUE, grant);
        store.put("subnets/10.5.3.0-24", VALUE, grant);
        store.put("subnets/strange", "written over", 0);
        store.put("subnets/stranger", "", 0);
        assertThat(afterAll(heard.batches()).agreesWith(digest())).isTrue();

        store.endGrant(grant);
        store.delete("subnets/stranger");
        store.delete("subnets/strange");
        store.put("config", "broken", 0);
        assertThat(afterAll(heard.batches()).agreesWith(digest())).isTrue();

        store.delete("config");
        store.put("elsewhere", "", 0);
        assertThat(afterAll(heard.batches()).agreesWith(digest())).isTrue();
        assertThat(afterAll(heard.batches()).strangeKeys()).isZero();
    }

    @Test
    void each_kind_of_event_that_gets_lost_shows() {
        store.put("subnets/10.5.2.0-24", VALUE, 0);
        store.put("subnets/stranger", "", 0);
        store.delete("subnets/10.5.1.0-24");
        store.put("config", "{\"Network\":\"10.6.0.0/16\"}", 0);
        store.put("subnets/10.5.2.0-24", VALUE + " ", 0);
        List<Batch> all = heard.batches();
        assertThat(all).hasSize(5);

        for (int lost = 0; lost < all.size(); lost++) {
            List<Batch> rest = new ArrayList<>(all);
            rest.remove(lost);
            // that a key was new does not show any more when it was written again
            assertThat(afterAll(rest).agreesWith(digest()))
                    .as("without " + all.get(lost))
                    .isEqualTo(lost == 0);
        }
    }

    @Test
    void a_network_config_that_is_told_alone_leaves_the_leases_as_old_as_they_are() {
        store.put("subnets/10.5.2.0-24", VALUE, 0);
        RegistrySnapshot early = snapshot();
        store.put("config", "{\"Network\":\"10.6.0.0/16\"}", 0);
        Batch network = heard.batches().getLast();
        SeenRegistry later = seen.afterNetworkOf(network);

        assertThat(later.view().entry().modRevision()).isEqualTo(network.revision());
        assertThat(later.revision()).isEqualTo(seen.revision());
        assertThat(later.afterNetworkOf(network)).isSameAs(later);
        // a snapshot that was on its way shows the leases, and not the network config
        assertThat(later.after(early, false).view().entry())
                .isEqualTo(later.view().entry());
        assertThat(later.after(early, false).revision()).isEqualTo(early.revision());
        assertThat(afterAll(later, heard.batches()).agreesWith(digest())).isTrue();
    }

    @Test
    void a_deletion_of_the_network_config_that_is_told_again_does_not_undo_what_came_after() {
        store.delete("config");
        store.put("config", "{\"Network\":\"10.6.0.0/16\"}", 0);
        SeenRegistry later = seen;
        for (Batch batch : heard.batches()) {
            later = later.afterNetworkOf(batch);
        }
        SeenRegistry replayed = later.after(heard.batches().getFirst()).next();

        assertThat(replayed.view().entry()).isEqualTo(later.view().entry());
        assertThat(later.afterNetworkOf(heard.batches().getFirst())).isSameAs(later);
    }

    @Test
    void a_batch_that_is_shown_already_changes_nothing() {
        store.put("subnets/stranger", "", 0);
        store.put("subnets/10.5.2.0-24", VALUE, 0);
        SeenRegistry readAgain = seen.after(snapshot(), false);

        SeenRegistry followed = readAgain;
        for (Batch batch : heard.batches()) {
            assertThat(followed.after(batch).news()).isEmpty();
            followed = followed.after(batch).next();
        }

        assertThat(followed).isEqualTo(readAgain);
    }

    @Test
    void a_store_whose_keys_went_back_is_another_one_though_it_has_overtaken_us() {
        store.put("subnets/10.5.1.0-24", VALUE + " ", 0);
        seen = afterAll(heard.batches());
        store.restore(4);
        for (int i = 0; i < 10; i++) {
            store.put("subnets/10.5.9.0-24", VALUE, 0);
        }
        RegistrySnapshot restored = snapshot();
        RegistrySnapshot underOurId =
                new RegistrySnapshot(restored.network(), restored.leases(), restored.strangeKeys(), seen.storeId());

        assertThat(restored.revision()).isGreaterThan(seen.revision());
        assertThat(seen.isContradictedBy(underOurId)).isTrue();
        assertThat(SeenRegistry.nothing(1).isContradictedBy(underOurId)).isFalse();
    }
}
