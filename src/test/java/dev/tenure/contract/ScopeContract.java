package dev.tenure.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.lease.LeaseChange;
import dev.tenure.registry.RegistryFailure;
import dev.tenure.registry.WatchListener.Batch;
import dev.tenure.registry.WatchRecorder;
import dev.tenure.registry.WatchScope;
import dev.tenure.registry.Watching;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a watch of little tells, and that it is one watch all the same, though it goes two ways. */
abstract class ScopeContract extends WatchContract {
    private static final String OURS = "10.5.1.0-24";
    private static final WatchScope OWN = WatchScope.own(key(OURS));

    private final WatchRecorder heard = new WatchRecorder();

    private Watching watch(WatchScope scope) {
        Watching watching = registry.watch(scope, other.revision() + 1, heard);
        heard.awaitOpened();
        return watching;
    }

    private List<Long> networks() {
        return heard.batches().stream()
                .filter(batch -> batch.network().isPresent())
                .map(Batch::revision)
                .toList();
    }

    /** One batch may tell of many revisions, and of the last network config among them. */
    private long networkIsPutAndTold() {
        long revision = other.put("config", CONFIG, 0);
        heard.await("the network config", all -> networks().contains(revision));
        return revision;
    }

    /** The last words of both ways; all that was written before has been told by then. */
    private void isAllTold() {
        long network = other.put("config", CONFIG + " ", 0);
        long lease = other.put("subnets/" + OURS, value("192.168.64.99"), 0);
        heard.await(
                "the last words",
                all -> networks().contains(network)
                        && all.changes().stream().anyMatch(change -> change.revision() == lease));
    }

    @Test
    void a_watch_of_one_lease_tells_of_it_and_of_the_network_config_and_of_nothing_else() {
        watch(OWN);
        other.put("subnets/10.5.10.0-24", value("192.168.64.2"), 0);
        other.put("subnets/10.5.1.0-2", value("192.168.64.2"), 0);
        other.put("subnets/strange", "x", 0);
        long put = other.put("subnets/" + OURS, value("192.168.64.1"), 0);
        long network = networkIsPutAndTold();
        long gone = other.delete("subnets/" + OURS);
        other.delete("subnets/10.5.10.0-24");
        isAllTold();

        assertThat(heard.changes())
                .extracting(LeaseChange::revision)
                .startsWith(put, gone)
                .hasSize(3);
        assertThat(networks()).startsWith(network).hasSize(2);
        assertThat(heard.batches()).allMatch(batch -> batch.strangeKeys().isEmpty());
        assertThat(heard.openings()).hasSize(1);
    }

    @Test
    void a_watch_of_the_network_config_tells_of_no_lease() {
        watch(WatchScope.NETWORK);
        other.put("subnets/" + OURS, value("192.168.64.1"), 0);
        long network = networkIsPutAndTold();
        long gone = other.delete("config");
        heard.await("both", all -> networks().size() == 2);

        assertThat(networks()).containsExactly(network, gone);
        assertThat(heard.changes()).isEmpty();
    }

    @Test
    void a_watch_of_one_lease_from_an_old_revision_misses_nothing_of_either() {
        long from = other.revision() + 1;
        long put = other.put("subnets/" + OURS, value("192.168.64.1"), 0);
        long network = other.put("config", CONFIG, 0);
        long gone = other.delete("subnets/" + OURS);
        registry.watch(OWN, from, heard);
        heard.await("all", all -> all.changes().size() == 2 && networks().size() == 1);

        assertThat(heard.changes()).extracting(LeaseChange::revision).containsExactly(put, gone);
        assertThat(networks()).containsExactly(network);
    }

    @Test
    void a_watch_of_one_lease_answers_how_far_it_has_come() {
        Watching watching = watch(OWN);
        long revision = other.put("subnets/10.5.10.0-24", value("192.168.64.2"), 0);

        watching.requestProgress();

        heard.await("an answer", all -> all.progress().contains(revision));
    }

    @Test
    void a_watch_of_one_lease_from_a_compacted_revision_ends_once() {
        long old = other.put("subnets/" + OURS, value("192.168.64.1"), 0);
        other.put("subnets/" + OURS, value("192.168.64.2"), 0);
        other.compact(other.put("subnets/" + OURS, value("192.168.64.3"), 0));

        registry.watch(OWN, old, heard);

        assertThat(heard.awaitEnd()).isInstanceOf(RegistryFailure.Compacted.class);
        WatchRecorder second = new WatchRecorder();
        registry.watch(OWN, other.revision() + 1, second);
        second.awaitOpened();
        assertThat(heard.changes()).isEmpty();
        assertThat(heard.ends()).hasSize(1);
        assertThat(heard.saidAfterEnd()).isZero();
    }

    @Test
    void a_watch_of_one_lease_that_is_closed_says_nothing_more() {
        Watching watching = watch(OWN);
        watching.close();
        watching.close();
        watching.requestProgress();
        WatchRecorder second = new WatchRecorder();
        registry.watch(OWN, other.revision() + 1, second);
        second.awaitOpened();
        other.put("subnets/" + OURS, value("192.168.64.1"), 0);
        second.awaitChanges(1);

        assertThat(heard.batches()).isEmpty();
        assertThat(heard.ends()).isEmpty();
        assertThat(heard.progress()).isEmpty();
    }
}
