package dev.tenure.registry.etcd;

import dev.tenure.lease.GrantId;
import dev.tenure.lease.SubnetLease;
import dev.tenure.registry.Grant;
import dev.tenure.registry.GrantState;
import dev.tenure.registry.JoinedWatch;
import dev.tenure.registry.NetworkOutcome;
import dev.tenure.registry.NetworkText;
import dev.tenure.registry.OperatorRegistry;
import dev.tenure.registry.RegistryDigest;
import dev.tenure.registry.RegistryException;
import dev.tenure.registry.RegistryFailure;
import dev.tenure.registry.RegistryRecords;
import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.registry.Renewal;
import dev.tenure.registry.StrangeEntry;
import dev.tenure.registry.SubnetWrite;
import dev.tenure.registry.WatchListener;
import dev.tenure.registry.WatchScope;
import dev.tenure.registry.Watching;
import dev.tenure.registry.WriteOutcome;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.lease.LeaseTimeToLiveResponse;
import io.etcd.jetcd.options.LeaseOption;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The registry on a real etcd, v3.4 or newer. Belongs to the Vert.x context on which it was made; its methods may be called
 * from any thread.
 */
public final class EtcdSubnetRegistry implements OperatorRegistry {
    private final EtcdConnection connection;
    private final EtcdKeys keys;
    private final OperatorCalls operators;

    /**
     * Does not connect yet: the first call does.
     *
     * @throws IllegalArgumentException a sentence, if the settings can't be used
     */
    public EtcdSubnetRegistry(Vertx vertx, EtcdSettings settings, MeterRegistry meters) {
        this(vertx, settings, EtcdTimings.USUAL, meters);
    }

    /** The same with other patience. */
    public EtcdSubnetRegistry(Vertx vertx, EtcdSettings settings, EtcdTimings timings, MeterRegistry meters) {
        connection = new EtcdConnection(vertx, settings, timings, meters);
        keys = new EtcdKeys(settings.prefix());
        operators = new OperatorCalls(connection, keys);
    }

    /** Logs in as somebody else, or with another password, from now on; null for nobody. */
    public void useLogin(@Nullable String user, @Nullable String password) {
        connection.useLogin(user, password);
    }

    /** Asks the members of {@code others} from now on; every watch ends once and has to be opened anew. */
    public void useEndpointsOf(EtcdSettings others) {
        connection.useEndpointsOf(others);
    }

    /** Ends every call and, without a word to its listener, every watch; the Vert.x is left running. */
    public Future<Void> close() {
        return connection.close();
    }

    @Override
    public Future<RegistrySnapshot> snapshot() {
        return new SnapshotReading(connection, keys).read();
    }

    @Override
    public Future<RegistryDigest> digest() {
        return connection
                .callAgain(client -> DigestTxn.commit(client.getKVClient(), keys))
                .map(DigestTxn::digest);
    }

    @Override
    public Watching watch(WatchScope scope, long fromRevision, WatchListener listener) {
        return switch (scope) {
            case WatchScope.Everything everything -> EtcdWatch.open(connection, keys, fromRevision, listener);
            case WatchScope.Own own -> watch(own, fromRevision, listener);
        };
    }

    /** etcd watches one range a request, and there is none that holds these two keys and not the others. */
    private Watching watch(WatchScope.Own own, long fromRevision, WatchListener listener) {
        List<ByteSequence> watched = Stream.concat(Stream.of(keys.config()), own.lease().map(keys::lease).stream())
                .toList();
        return JoinedWatch.open(
                watched, listener, (key, part) -> EtcdWatch.open(connection, keys, key, fromRevision, part));
    }

    @Override
    public Future<Grant> grant(Duration ttl) {
        long seconds = Math.max(1, ttl.plusNanos(999_999_999).toSeconds());
        return write(EtcdMetrics.Write.GRANT, client -> client.getLeaseClient().grant(seconds))
                .map(granted -> new Grant(new GrantId(granted.getID()), Duration.ofSeconds(granted.getTTL())));
    }

    @Override
    public Future<WriteOutcome> write(SubnetWrite write) {
        WriteTxn txn = WriteTxn.of(write, keys);
        return write(txn.kind(), client -> txn.commit(client.getKVClient())).map(txn::outcome);
    }

    /** Members take turns: of two requests one would meet a silent member every time, were it not asked of the next one too. */
    @Override
    public Future<Renewal> renew(SubnetLease lease) {
        ByteSequence key = keys.lease(lease.key());
        return connection.callAgain(client -> client.getKVClient().get(key)).compose(read -> {
            Optional<SubnetLease> current = read.getKvs().stream()
                    .findFirst()
                    .flatMap(keyValue -> RegistryRecords.lease(keys.stored(keyValue)));
            boolean same = current.filter(now -> now.modRevision() == lease.modRevision())
                    .isPresent();
            return same
                    ? lease.term()
                            .granted()
                            .map(this::keepAlive)
                            .orElseGet(() -> Future.succeededFuture(new Renewal.StillReserved()))
                    : Future.succeededFuture(
                            new Renewal.Changed(current, read.getHeader().getRevision()));
        });
    }

    private Future<Renewal> keepAlive(GrantId grant) {
        return connection
                .callAgain(client -> client.getLeaseClient().keepAliveOnce(grant.id()))
                .<Renewal>map(alive -> new Renewal.KeptAlive(Duration.ofSeconds(alive.getTTL())))
                .recover(error -> isGrantNotFound(error)
                        ? Future.succeededFuture(new Renewal.GrantGone())
                        : Future.failedFuture(error));
    }

    @Override
    public Future<Void> revokeUnused(GrantId grant) {
        LeaseOption withKeys = LeaseOption.builder().withAttachedKeys().build();
        return connection
                .call(client -> client.getLeaseClient().timeToLive(grant.id(), withKeys))
                .compose(answer -> isUnused(answer) ? revoke(grant) : Future.succeededFuture());
    }

    /** etcd answers for a grant that it does not know, too: with a TTL of -1. */
    private static boolean isUnused(LeaseTimeToLiveResponse answer) {
        return answer.getTTL() > 0 && answer.getKeys().isEmpty();
    }

    private Future<Void> revoke(GrantId grant) {
        return write(EtcdMetrics.Write.REVOKE, client -> client.getLeaseClient().revoke(grant.id()))
                .<Void>mapEmpty()
                .recover(error -> isGrantNotFound(error) ? Future.succeededFuture() : Future.failedFuture(error));
    }

    @Override
    public Future<Optional<NetworkText>> networkText() {
        return operators.networkText();
    }

    @Override
    public Future<NetworkOutcome> putNetwork(String value, long seenRevision) {
        return operators.putNetwork(value, seenRevision);
    }

    @Override
    public Future<List<StrangeEntry>> strangeEntries() {
        return new StrangeReading(connection, keys).read();
    }

    @Override
    public Future<Boolean> deleteStrange(StrangeEntry seen) {
        return operators.deleteStrange(seen);
    }

    @Override
    public Future<Optional<GrantState>> grantState(GrantId grant) {
        return operators.grantState(grant);
    }

    @Override
    public Future<List<GrantId>> grants() {
        return operators.grants();
    }

    private <T> Future<T> write(EtcdMetrics.Write kind, Function<Client, CompletableFuture<T>> rpc) {
        return connection.metrics().counted(kind, connection.call(rpc));
    }

    private static boolean isGrantNotFound(Throwable error) {
        return error instanceof RegistryException known && known.failure() instanceof RegistryFailure.GrantNotFound;
    }
}
