package dev.tenure.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.HostIdentity;
import dev.tenure.lease.LeaseChange;
import dev.tenure.lease.SubnetLease;
import dev.tenure.registry.InMemoryRegistry.Call;
import dev.tenure.registry.InMemoryRegistry.When;
import dev.tenure.subnet.IpAddress;
import dev.tenure.subnet.SubnetKey;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** The levers by which tests move the twin; what it does by itself is held by the contract. */
final class InMemoryRegistryTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final RegistryFailure LOST = new RegistryFailure.Unreachable("the network was cut");
    private static final String KEY = "subnets/10.5.52.0-24";

    private final InMemoryStore store = new InMemoryStore();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final InMemoryRegistry registry = InMemoryRegistry.on(tasks::add, store);
    private final WatchRecorder heard = new WatchRecorder();

    private void runAll() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private <T> T answer(Future<T> future) {
        runAll();
        assertThat(future.succeeded()).as(String.valueOf(future.cause())).isTrue();
        return future.result();
    }

    private RegistryFailure failure(Future<?> future) {
        runAll();
        assertThat(future.failed()).isTrue();
        return ((RegistryException) future.cause()).failure();
    }

    private SubnetWrite.Create create() {
        HostIdentity host = new HostIdentity(IpAddress.parse("192.168.64.3").orElseThrow(), null);
        return new SubnetWrite.Create(
                SubnetKey.parse("10.5.52.0-24").orElseThrow(),
                HostAttributes.of(host, ""),
                answer(registry.grant(HOUR)).id(),
                0);
    }

    private SubnetLease held() {
        WriteOutcome outcome = answer(registry.write(create()));
        return ((WriteOutcome.Applied) outcome).lease().orElseThrow();
    }

    @Test
    void nothing_happens_before_the_loop_runs_and_the_answer_is_a_task_of_its_own() {
        SubnetWrite create = create();
        Future<WriteOutcome> writing = registry.write(create);
        assertThat(store.get(KEY)).isEmpty();

        tasks.remove().run();
        assertThat(store.get(KEY)).isPresent();
        assertThat(writing.isComplete()).isFalse();

        tasks.remove().run();
        assertThat(writing.isComplete()).isTrue();
    }

    @Test
    void time_passes_only_when_a_test_says_so_and_ends_grants_that_were_not_renewed() {
        SubnetLease lease = held();
        store.advance(HOUR.minusSeconds(1));
        assertThat(answer(registry.renew(lease))).isEqualTo(new Renewal.KeptAlive(HOUR));
        store.advance(HOUR.minusSeconds(1));
        assertThat(store.get(KEY)).isPresent();

        store.advance(Duration.ofSeconds(1));

        assertThat(store.get(KEY)).isEmpty();
        assertThat(store.grants()).isEmpty();
        assertThat(answer(registry.renew(lease))).isInstanceOf(Renewal.Changed.class);
    }

    @Test
    void a_call_can_fail_before_it_is_applied() {
        SubnetWrite create = create();
        registry.failNext(1, Call.WRITE, LOST, When.BEFORE_APPLYING);
        assertThat(answer(registry.snapshot()).leases().size()).isZero();

        assertThat(failure(registry.write(create))).isEqualTo(LOST);
        assertThat(store.get(KEY)).isEmpty();
        assertThat(answer(registry.write(create))).isInstanceOf(WriteOutcome.Applied.class);
    }

    @Test
    void a_call_can_be_applied_and_its_answer_get_lost() {
        SubnetWrite create = create();
        registry.failNext(1, null, LOST, When.AFTER_APPLYING);

        assertThat(failure(registry.write(create))).isEqualTo(LOST);
        assertThat(store.get(KEY)).isPresent();
        assertThat(answer(registry.write(create))).isInstanceOf(WriteOutcome.Refused.class);
    }

    @Test
    void an_unreachable_registry_fails_every_call_ends_every_watch_and_can_come_back() {
        registry.watch(1, heard);
        runAll();
        registry.goUnreachable(LOST);

        assertThat(failure(registry.snapshot())).isEqualTo(LOST);
        assertThat(heard.ends()).containsExactly(LOST);
        WatchRecorder refused = new WatchRecorder();
        registry.watch(1, refused);
        runAll();
        assertThat(refused.ends()).containsExactly(LOST);

        registry.comeBack();
        assertThat(answer(registry.snapshot()).leases().size()).isZero();
        assertThat(registry.openWatches()).isZero();
    }

    @Test
    void one_host_s_outage_is_not_another_s() {
        InMemoryRegistry other = InMemoryRegistry.on(tasks::add, store);
        registry.goUnreachable(LOST);

        assertThat(answer(other.snapshot()).storeId()).isEqualTo(1);
    }

    @Test
    void a_restored_store_is_an_older_one_with_another_id_and_breaks_watches() {
        SubnetLease lease = held();
        store.put("subnets/10.5.60.0-24", "{}", 0);
        registry.watch(store.revision() + 1, heard);
        runAll();

        store.restore(lease.modRevision());
        RegistrySnapshot restored = answer(registry.snapshot());

        assertThat(restored.revision()).isEqualTo(lease.modRevision());
        assertThat(restored.storeId()).isEqualTo(2);
        assertThat(restored.leases().leases()).containsExactly(lease);
        assertThat(answer(registry.renew(lease))).isInstanceOf(Renewal.KeptAlive.class);
        assertThat(heard.ends()).hasSize(1);
    }

    @Test
    void a_stalled_watch_stays_open_and_silent_for_ever() {
        Watching watching = registry.watch(1, heard);
        runAll();
        registry.stallWatches();

        store.put(KEY, "{}", 0);
        watching.requestProgress();
        runAll();

        assertThat(heard.batches()).isEmpty();
        assertThat(heard.progress()).isEmpty();
        assertThat(heard.ends()).isEmpty();
        assertThat(registry.openWatches()).isEqualTo(1);
    }

    @Test
    void a_watch_can_lose_what_comes_next_and_nothing_else() {
        registry.watch(1, heard);
        runAll();
        registry.loseNextEvents();

        store.put(KEY, "{}", 0);
        runAll();
        long second = store.put(KEY, "{}", 0);
        runAll();

        assertThat(heard.changes()).extracting(LeaseChange::revision).containsExactly(second);
        assertThat(heard.ends()).isEmpty();
    }

    @Test
    void calls_are_counted() {
        held();

        assertThat(registry.count(Call.GRANT)).isEqualTo(1);
        assertThat(registry.count(Call.WRITE)).isEqualTo(1);
        assertThat(registry.count(Call.SNAPSHOT)).isZero();
    }
}
