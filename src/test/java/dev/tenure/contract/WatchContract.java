package dev.tenure.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.lease.LeaseChange;
import dev.tenure.lease.LeaseTable;
import dev.tenure.lease.LeaseValue;
import dev.tenure.lease.SubnetLease;
import dev.tenure.registry.RegistryFailure;
import dev.tenure.registry.WatchListener;
import dev.tenure.registry.WatchListener.StrangeKey;
import dev.tenure.registry.WatchRecorder;
import dev.tenure.registry.Watching;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.subnet.NetworkEntry;
import dev.tenure.subnet.NetworkReading;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every registry's watch tells, and when it is silent. */
abstract class WatchContract extends ContractFixture {
    private final WatchRecorder heard = new WatchRecorder();

    private Watching watchFromNow() {
        Watching watching = registry.watch(other.revision() + 1, heard);
        heard.awaitOpened();
        return watching;
    }

    @Test
    void a_watch_tells_where_the_store_stands_when_it_opens() {
        long revision = other.revision();
        registry.watch(revision + 1, heard);

        assertThat(heard.awaitOpened()).isEqualTo(revision);
        assertThat(heard.storeId()).isEqualTo(await(registry.snapshot()).storeId());
    }

    @Test
    void a_watch_tells_of_puts_and_removals_in_order() {
        watchFromNow();
        long put = other.put("subnets/10.5.1.0-24", value("192.168.64.1"), 0);
        long again = other.put("subnets/10.5.1.0-24", value("192.168.64.2"), 0);
        long gone = other.delete("subnets/10.5.1.0-24");

        List<LeaseChange> changes = heard.awaitChanges(3);

        assertThat(changes).extracting(LeaseChange::revision).containsExactly(put, again, gone);
        assertThat(changes.get(2)).isEqualTo(new LeaseChange.Removed(key("10.5.1.0-24"), gone));
        SubnetLease second = ((LeaseChange.Put) changes.get(1)).lease();
        assertThat(second.createRevision()).isEqualTo(put);
        assertThat(second.value()).isEqualTo(host("192.168.64.2"));
        assertThat(second.isReservation()).isTrue();
    }

    @Test
    void a_watch_tells_of_the_registry_s_own_writes_too() {
        watchFromNow();
        SubnetLease lease = held("10.5.1.0-24", "192.168.64.1");

        assertThat(heard.awaitChanges(1)).containsExactly(new LeaseChange.Put(lease));
    }

    @Test
    void a_watch_from_an_old_revision_tells_everything_since_then_without_gaps() {
        long from = other.revision() + 1;
        List<Long> revisions = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            revisions.add(other.put("subnets/10.5.1.0-24", value("192.168.64." + i), 0));
        }
        registry.watch(from, heard);
        for (int i = 0; i < 50; i++) {
            revisions.add(other.put("subnets/10.5.1.0-24", value("192.168.65." + i), 0));
        }

        assertThat(heard.awaitChanges(100)).extracting(LeaseChange::revision).isEqualTo(revisions);
    }

    @Test
    void a_snapshot_and_a_watch_from_behind_it_give_the_same_table_as_a_later_snapshot() {
        other.put("subnets/10.5.1.0-24", value("192.168.64.1"), 0);
        other.put("subnets/10.5.2.0-24", value("192.168.64.2"), 0);
        LeaseTable table = await(registry.snapshot()).leases();
        other.delete("subnets/10.5.1.0-24");
        other.put("subnets/10.5.3.0-24", value("192.168.64.3"), 0);
        registry.watch(table.revision() + 1, heard);

        for (LeaseChange change : heard.awaitChanges(2)) {
            table = table.after(change);
        }

        assertThat(table.changesTo(await(registry.snapshot()).leases())).isEmpty();
    }

    @Test
    void everything_that_ends_with_a_grant_arrives_in_one_batch() {
        long grant = other.grant(600);
        for (int i = 0; i < 100; i++) {
            other.put("subnets/10.5." + i + ".0-24", value("192.168.64." + i), grant);
        }
        watchFromNow();

        other.endGrant(grant);

        List<LeaseChange> changes = heard.awaitChanges(100);
        assertThat(changes).extracting(LeaseChange::revision).containsOnly(other.revision());
        assertThat(heard.batches()).hasSize(1);
    }

    @Test
    void a_batch_is_never_a_part_of_a_revision() {
        long from = other.revision() + 1;
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            paths.add("subnets/10.5." + i + ".0-24");
            other.put(paths.getLast(), value("192.168.64." + i), 0);
        }
        other.deleteAll(paths);
        other.put("subnets/10.5.1.0-24", value("192.168.64.1"), 0);
        registry.watch(from, heard);

        heard.awaitChanges(121);

        long last = 0;
        for (WatchListener.Batch batch : heard.batches()) {
            assertThat(batch.changes().getFirst().revision()).isGreaterThan(last);
            assertThat(batch.revision()).isEqualTo(batch.changes().getLast().revision());
            last = batch.revision();
        }
    }

    @Test
    void a_watch_tells_of_a_new_a_broken_and_a_deleted_network_config() {
        watchFromNow();
        long put = other.put("config", CONFIG, 0);
        heard.await("the config", all -> all.batches().size() == 1);
        long broken = other.put("config", "{\"Network\":1}", 0);
        heard.await("the broken config", all -> all.batches().size() == 2);
        other.delete("config");
        heard.await("the deletion", all -> all.batches().size() == 3);

        List<NetworkEntry> told = heard.batches().stream()
                .map(batch -> batch.network().orElseThrow())
                .toList();
        assertThat(told).extracting(NetworkEntry::modRevision).containsExactly(put, broken, 0L);
        assertThat(told.get(0).reading()).isInstanceOf(NetworkConfig.class);
        assertThat(told.get(1).reading()).isInstanceOf(NetworkReading.Broken.class);
        assertThat(told.get(2).reading()).isEqualTo(new NetworkReading.Absent());
    }

    @Test
    void a_watch_survives_what_no_agent_wrote_and_names_strange_keys() {
        watchFromNow();
        other.put("subnets/strange key", value("192.168.64.1"), 0);
        other.putBinaryKey(new byte[] {-1, -2, 0}, new byte[] {-1});
        other.put("subnets/10.5.1.0-24", new byte[1024 * 1024], 0);
        other.put("subnets/strange key", "again", 0);
        other.delete("subnets/strange key");
        other.put("subnets/10.5.2.0-24", value("192.168.64.2"), 0);

        List<LeaseChange> changes = heard.awaitChanges(2);

        assertThat(((LeaseChange.Put) changes.getFirst()).lease().value()).isInstanceOf(LeaseValue.Unreadable.class);
        assertThat(heard.batches().stream().flatMap(batch -> batch.strangeKeys().stream()))
                .extracting(StrangeKey::added)
                .containsExactly(1, 1, 0, -1);
        assertThat(heard.batches().getFirst().strangeKeys().getFirst().name()).isEqualTo("strange key");
        assertThat(heard.ends()).isEmpty();
    }

    @Test
    void a_watch_passes_over_keys_that_are_none_of_ours_and_moves_on() {
        watchFromNow();
        long revision = other.put("something/else", "x", 0);
        other.put("subnetsx", "x", 0);
        long last = other.put("config.bak", "{", 0);

        heard.await("the last revision", all -> {
            WatchListener.Batch batch = all.lastBatch();
            return batch != null && batch.revision() == last;
        });

        assertThat(heard.changes()).isEmpty();
        assertThat(heard.batches())
                .allMatch(batch ->
                        batch.network().isEmpty() && batch.strangeKeys().isEmpty());
        assertThat(heard.batches().getFirst().revision()).isGreaterThanOrEqualTo(revision);
    }

    @Test
    void a_watch_from_a_compacted_revision_ends_and_says_from_where_on_there_is_history() {
        long old = other.put("subnets/10.5.1.0-24", value("192.168.64.1"), 0);
        other.put("subnets/10.5.1.0-24", value("192.168.64.2"), 0);
        long kept = other.put("subnets/10.5.1.0-24", value("192.168.64.3"), 0);
        other.compact(kept);

        registry.watch(old, heard);

        assertThat(heard.awaitEnd())
                .isInstanceOfSatisfying(
                        RegistryFailure.Compacted.class,
                        compacted -> assertThat(compacted.compactRevision()).isEqualTo(kept));
        assertThat(heard.changes()).isEmpty();
        assertThat(heard.saidAfterEnd()).isZero();
    }

    @Test
    void a_watch_answers_how_far_it_has_come() {
        Watching watching = watchFromNow();
        long revision = other.put("subnets/10.5.1.0-24", value("192.168.64.1"), 0);
        heard.awaitChanges(1);

        watching.requestProgress();

        heard.await("an answer", all -> all.progress().contains(revision));
    }

    @Test
    void a_watch_that_is_closed_says_nothing_more_and_may_be_closed_again() {
        Watching watching = watchFromNow();
        watching.close();
        watching.close();
        watching.requestProgress();
        WatchRecorder second = new WatchRecorder();
        registry.watch(other.revision() + 1, second);
        second.awaitOpened();

        other.put("subnets/10.5.1.0-24", value("192.168.64.1"), 0);
        second.awaitChanges(1);

        assertThat(heard.changes()).isEmpty();
        assertThat(heard.ends()).isEmpty();
        assertThat(heard.progress()).isEmpty();
    }

    @Test
    void a_closed_registry_leaves_its_watches_silent() {
        watchFromNow();

        await(close(registry));
        other.put("subnets/10.5.1.0-24", value("192.168.64.1"), 0);

        assertThat(heard.changes()).isEmpty();
        assertThat(heard.ends()).isEmpty();
    }

    @Test
    void a_watch_on_a_closed_registry_ends_at_once() {
        await(close(registry));

        registry.watch(1, heard);

        assertThat(heard.awaitEnd()).isInstanceOf(RegistryFailure.Unreachable.class);
    }

    @Test
    void listeners_are_called_on_the_context_on_which_the_registry_was_made() {
        watchFromNow();
        other.put("subnets/10.5.1.0-24", value("192.168.64.1"), 0);
        heard.awaitChanges(1);

        assertThat(heard.threads()).allMatch(name -> name.contains("vert.x-eventloop-thread"));
        assertThat(heard.threads().stream().distinct()).hasSize(1);
    }
}
