package dev.tenure.registry;

import dev.tenure.lease.GrantId;
import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.LeaseCodec;
import dev.tenure.lease.SubnetLease;
import dev.tenure.subnet.NetworkEntry;
import dev.tenure.subnet.SubnetKey;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One host's port to an {@link InMemoryStore}: the twin of the real registry, held to the same contract, for tests that need
 * no etcd. Each host of a simulation has its own, so that each can be cut off by itself.
 */
public final class InMemoryRegistry implements SubnetRegistry {
    private final InMemoryStore store;
    private final Executor loop;
    private final PromiseSource promises;
    private final List<InMemoryWatch> watches = new ArrayList<>();
    private final Map<Call, Integer> counts = new EnumMap<>(Call.class);
    private final List<PlannedFailure> planned = new ArrayList<>();
    private @Nullable RegistryFailure outage;
    private boolean closed;

    /** The port's methods, for levers and counters. */
    public enum Call {
        SNAPSHOT,
        DIGEST,
        GRANT,
        WRITE,
        RENEW,
        REVOKE
    }

    /** Where in a call that is to fail the failure strikes. */
    public enum When {
        /** The request never gets there. */
        BEFORE_APPLYING,
        /** It is done, and the answer gets lost: an unknown outcome. */
        AFTER_APPLYING
    }

    private record PlannedFailure(@Nullable Call call, RegistryFailure failure, When when) {}

    @FunctionalInterface
    private interface PromiseSource {
        <T> Promise<T> make();
    }

    private InMemoryRegistry(InMemoryStore store, Executor loop, PromiseSource promises) {
        this.store = store;
        this.loop = loop;
        this.promises = promises;
    }

    /** On the Vert.x context that calls this. */
    public static InMemoryRegistry on(Vertx vertx, InMemoryStore store) {
        ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
        return new InMemoryRegistry(store, task -> context.runOnContext(now -> task.run()), new PromiseSource() {
            @Override
            public <T> Promise<T> make() {
                return context.promise();
            }
        });
    }

    /** Without Vert.x: every request and every answer is one task of {@code loop}. */
    public static InMemoryRegistry on(Executor loop, InMemoryStore store) {
        return new InMemoryRegistry(store, loop, new PromiseSource() {
            @Override
            public <T> Promise<T> make() {
                return Promise.promise();
            }
        });
    }

    // ---- levers

    /** The next {@code times} calls of this kind fail; null for calls of any kind. */
    public synchronized void failNext(int times, @Nullable Call call, RegistryFailure failure, When when) {
        for (int i = 0; i < times; i++) {
            planned.add(new PlannedFailure(call, failure, when));
        }
    }

    /** From now on every call fails so, and every watch has ended so. */
    public synchronized void goUnreachable(RegistryFailure failure) {
        outage = failure;
        List.copyOf(watches).forEach(watch -> watch.end(failure));
    }

    public synchronized void comeBack() {
        outage = null;
    }

    /** Open watches stay open and never say anything again: the zombie of R13. */
    public synchronized void stallWatches() {
        watches.forEach(InMemoryWatch::stall);
    }

    /** What each open watch would tell next gets lost: the bug of etcd, or of ours, that R14 is against. */
    public synchronized void loseNextEvents() {
        watches.forEach(InMemoryWatch::loseNext);
    }

    /** How often a method was called. */
    public synchronized int count(Call call) {
        return counts.getOrDefault(call, 0);
    }

    public synchronized int openWatches() {
        return watches.size();
    }

    /** As the real one's: watches fall silent, calls fail. */
    public synchronized Future<Void> close() {
        closed = true;
        List.copyOf(watches).forEach(InMemoryWatch::close);
        return Future.succeededFuture();
    }

    // ---- the port

    @Override
    public Future<RegistrySnapshot> snapshot() {
        return call(Call.SNAPSHOT, () -> {
            RegistryRecords.Pages pages = new RegistryRecords.Pages();
            pages.add(store.below(RegistryRecords.SUBNETS));
            NetworkEntry network = RegistryRecords.network(store.find(RegistryRecords.CONFIG));
            return pages.snapshot(network, store.revision(), store.storeId());
        });
    }

    @Override
    public Future<RegistryDigest> digest() {
        return call(Call.DIGEST, () -> {
            List<StoredKey> keys = store.below(RegistryRecords.SUBNETS);
            long newest = keys.stream().mapToLong(StoredKey::modRevision).max().orElse(0);
            return new RegistryDigest(keys.size(), newest, networkRevision(), store.revision(), store.storeId());
        });
    }

    @Override
    public Watching watch(long fromRevision, WatchListener listener) {
        InMemoryWatch watch = new InMemoryWatch(store, loop, fromRevision, listener, this::forget);
        synchronized (this) {
            watches.add(watch);
            RegistryFailure refusal = refusal();
            if (refusal == null) {
                watch.open();
            } else {
                watch.end(refusal);
            }
        }
        return watch;
    }

    private synchronized void forget(InMemoryWatch watch) {
        watches.remove(watch);
    }

    @Override
    public Future<Grant> grant(Duration ttl) {
        Duration whole =
                Duration.ofSeconds(Math.max(1, ttl.plusNanos(999_999_999).toSeconds()));
        return call(Call.GRANT, () -> new Grant(new GrantId(store.grant(whole)), whole));
    }

    @Override
    public Future<WriteOutcome> write(SubnetWrite write) {
        return call(Call.WRITE, () -> switch (write) {
            case SubnetWrite.Create create -> create(create);
            case SubnetWrite.Update update ->
                isAsSeen(update.seen())
                        ? put(
                                update.seen().key(),
                                update.attributes(),
                                update.term().granted())
                        : refused(update.seen().key());
            case SubnetWrite.Delete delete -> {
                SubnetKey key = delete.seen().key();
                yield isAsSeen(delete.seen())
                        ? new WriteOutcome.Applied(Optional.empty(), List.of(), store.delete(path(key)))
                        : refused(key);
            }
        });
    }

    private WriteOutcome create(SubnetWrite.Create create) {
        if (store.find(path(create.key())) != null || networkRevision() != create.networkRevision()) {
            return refused(create.key());
        }
        return put(create.key(), create.attributes(), Optional.of(create.grant()))
                        instanceof WriteOutcome.Applied applied
                ? new WriteOutcome.Applied(
                        applied.lease(),
                        RegistryRecords.overlaps(create.key(), store.below(RegistryRecords.SUBNETS)),
                        applied.revision())
                : refused(create.key());
    }

    private WriteOutcome put(SubnetKey key, HostAttributes attributes, Optional<GrantId> grant) {
        long id = grant.map(GrantId::id).orElse(0L);
        if (id != 0 && !store.grants().contains(id)) {
            throw new RegistryException(new RegistryFailure.GrantNotFound("there is no grant " + Long.toHexString(id)));
        }
        long revision = store.put(path(key), LeaseCodec.encode(attributes), id);
        return new WriteOutcome.Applied(store.get(path(key)).flatMap(RegistryRecords::lease), List.of(), revision);
    }

    private WriteOutcome refused(SubnetKey key) {
        return new WriteOutcome.Refused(store.get(path(key)).flatMap(RegistryRecords::lease), networkRevision());
    }

    private long networkRevision() {
        return store.get(RegistryRecords.CONFIG).map(StoredKey::modRevision).orElse(0L);
    }

    private boolean isAsSeen(SubnetLease seen) {
        return store.get(path(seen.key()))
                .filter(stored -> stored.modRevision() == seen.modRevision())
                .isPresent();
    }

    private static String path(SubnetKey key) {
        return RegistryRecords.SUBNETS + key.text();
    }

    @Override
    public Future<Renewal> renew(SubnetLease lease) {
        return call(Call.RENEW, () -> {
            if (!isAsSeen(lease)) {
                return new Renewal.Changed(
                        store.get(path(lease.key())).flatMap(RegistryRecords::lease), store.revision());
            }
            return lease.term()
                    .granted()
                    .<Renewal>map(grant -> store.keepAlive(grant.id())
                            .<Renewal>map(Renewal.KeptAlive::new)
                            .orElseGet(Renewal.GrantGone::new))
                    .orElseGet(Renewal.StillReserved::new);
        });
    }

    @Override
    public Future<Void> revokeUnused(GrantId grant) {
        return call(Call.REVOKE, () -> {
                    if (store.keysOf(grant.id()).isEmpty()) {
                        store.endGrant(grant.id());
                    }
                    return true;
                })
                .mapEmpty();
    }

    private <T> Future<T> call(Call call, Supplier<T> work) {
        Promise<T> answer = promises.make();
        loop.execute(() -> {
            PlannedFailure plan = begin(call);
            if (plan != null && plan.when() == When.BEFORE_APPLYING) {
                loop.execute(() -> answer.fail(new RegistryException(plan.failure())));
                return;
            }
            Runnable reply = store.atomically(() -> reply(answer, work));
            loop.execute(plan == null ? reply : () -> answer.fail(new RegistryException(plan.failure())));
        });
        return answer.future();
    }

    private static <T> Runnable reply(Promise<T> answer, Supplier<T> work) {
        try {
            T value = work.get();
            return () -> answer.complete(value);
        } catch (RegistryException e) {
            return () -> answer.fail(e);
        }
    }

    private synchronized @Nullable PlannedFailure begin(Call call) {
        counts.merge(call, 1, Integer::sum);
        RegistryFailure refusal = refusal();
        if (refusal != null) {
            return new PlannedFailure(call, refusal, When.BEFORE_APPLYING);
        }
        for (PlannedFailure plan : planned) {
            if (plan.call() == null || plan.call() == call) {
                planned.remove(plan);
                return plan;
            }
        }
        return null;
    }

    private @Nullable RegistryFailure refusal() {
        return closed ? new RegistryFailure.Unreachable("the connection was closed by us") : outage;
    }
}
