package dev.tenure.registry;

import dev.tenure.lease.GrantId;
import dev.tenure.lease.SubnetLease;
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
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One host's port to an {@link InMemoryStore}: the twin of the real registry, held to the same contract, for tests that need
 * no etcd. Each host of a simulation has its own, so that each can be cut off by itself.
 */
public final class InMemoryRegistry implements OperatorRegistry {
    private final InMemoryStore store;
    private final InMemoryOperations operations;
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
        REVOKE,
        PUT_NETWORK,
        NETWORK_TEXT,
        STRANGE_ENTRIES,
        DELETE_STRANGE,
        GRANT_STATE,
        GRANTS
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
        this.operations = new InMemoryOperations(store);
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
        return call(Call.SNAPSHOT, operations::snapshot);
    }

    @Override
    public Future<RegistryDigest> digest() {
        return call(Call.DIGEST, operations::digest);
    }

    @Override
    public Watching watch(WatchScope scope, long fromRevision, WatchListener listener) {
        return switch (scope) {
            case WatchScope.Everything everything -> watch(path -> true, fromRevision, listener);
            case WatchScope.Own own ->
                JoinedWatch.open(paths(own), listener, (path, part) -> watch(path::equals, fromRevision, part));
        };
    }

    private static List<String> paths(WatchScope.Own own) {
        return Stream.concat(
                        Stream.of(RegistryRecords.CONFIG),
                        own.lease().map(key -> RegistryRecords.SUBNETS + key.text()).stream())
                .toList();
    }

    private Watching watch(Predicate<String> isWatched, long fromRevision, WatchListener listener) {
        InMemoryWatch watch = new InMemoryWatch(store, loop, isWatched, fromRevision, listener, this::forget);
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
        return call(Call.GRANT, () -> operations.grant(ttl));
    }

    @Override
    public Future<WriteOutcome> write(SubnetWrite write) {
        return call(Call.WRITE, () -> operations.write(write));
    }

    @Override
    public Future<Renewal> renew(SubnetLease lease) {
        return call(
                Call.RENEW,
                () -> operations
                        .look(lease)
                        .orElseGet(() ->
                                operations.keepAlive(lease.term().granted().orElseThrow())));
    }

    @Override
    public Future<Void> revokeUnused(GrantId grant) {
        return call(Call.REVOKE, () -> {
                    if (operations.isUnused(grant)) {
                        operations.revoke(grant);
                    }
                    return true;
                })
                .mapEmpty();
    }

    @Override
    public Future<Optional<NetworkText>> networkText() {
        return call(Call.NETWORK_TEXT, operations::networkText);
    }

    @Override
    public Future<NetworkOutcome> putNetwork(String value, long seenRevision) {
        return call(Call.PUT_NETWORK, () -> operations.putNetwork(value, seenRevision));
    }

    @Override
    public Future<List<StrangeEntry>> strangeEntries() {
        return call(Call.STRANGE_ENTRIES, operations::strangeEntries);
    }

    @Override
    public Future<Boolean> deleteStrange(StrangeEntry seen) {
        return call(Call.DELETE_STRANGE, () -> operations.deleteStrange(seen));
    }

    @Override
    public Future<Optional<GrantState>> grantState(GrantId grant) {
        return call(Call.GRANT_STATE, () -> operations.grantState(grant));
    }

    @Override
    public Future<List<GrantId>> grants() {
        return call(Call.GRANTS, operations::grants);
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
