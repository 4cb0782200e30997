package dev.tenure.registry.etcd;

import dev.tenure.registry.RegistryException;
import dev.tenure.registry.RegistryFailure;
import dev.tenure.registry.RegistryRecords;
import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.registry.StoredKey;
import dev.tenure.subnet.NetworkEntry;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.Response;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.GetOption;
import io.vertx.core.Future;
import java.util.List;

/**
 * Reads everything below the prefix as it stood at one revision: the network config and the first thousand leases in one
 * transaction, the rest in pages at that revision. One request for most networks (P8).
 */
final class SnapshotReading {
    private final EtcdConnection connection;
    private final EtcdKeys keys;
    private final ByteSequence end;
    private final RegistryRecords.Pages pages = new RegistryRecords.Pages();
    private final PageSize size = new PageSize();

    SnapshotReading(EtcdConnection connection, EtcdKeys keys) {
        this.connection = connection;
        this.keys = keys;
        end = EtcdKeys.endOf(keys.subnets());
    }

    /** What one revision, that of {@code header}, has of both. */
    private record First(GetResponse config, GetResponse leases, Response.Header header) {}

    Future<RegistrySnapshot> read() {
        return size.page(this::firstPage).compose(first -> {
            Response.Header header = first.header();
            List<StoredKey> config = keys.stored(first.config().getKvs());
            NetworkEntry network = RegistryRecords.network(config.isEmpty() ? null : config.getFirst());
            return add(first.leases(), header.getRevision())
                    .map(done -> pages.snapshot(network, header.getRevision(), header.getClusterId()));
        });
    }

    private Future<First> firstPage(int limit) {
        return connection
                .call(client -> client.getKVClient()
                        .txn()
                        .Then(
                                Op.get(keys.config(), GetOption.DEFAULT),
                                Op.get(keys.subnets(), upTo(limit).build()))
                        .commit())
                .map(txn -> new First(
                        txn.getGetResponses().getFirst(), txn.getGetResponses().getLast(), txn.getHeader()))
                .recover(error -> isOutOfSpace(error) ? firstPageWithoutTxn(limit) : Future.failedFuture(error));
    }

    private static boolean isOutOfSpace(Throwable error) {
        return error instanceof RegistryException known && known.failure() instanceof RegistryFailure.OutOfSpace;
    }

    /** An older etcd whose quota is used up refuses every transaction, even one that only reads; it answers plain reads. */
    private Future<First> firstPageWithoutTxn(int limit) {
        return connection
                .call(client -> client.getKVClient().get(keys.config()))
                .compose(config -> nextPage(
                                keys.subnets(), limit, config.getHeader().getRevision())
                        .map(leases -> new First(config, leases, config.getHeader())));
    }

    private Future<Void> add(GetResponse page, long revision) {
        List<KeyValue> found = page.getKvs();
        pages.add(keys.stored(found));
        if (!page.isMore() || found.isEmpty()) {
            return Future.succeededFuture();
        }
        ByteSequence next = EtcdKeys.after(found.getLast().getKey());
        return size.page(limit -> nextPage(next, limit, revision)).compose(more -> add(more, revision));
    }

    private Future<GetResponse> nextPage(ByteSequence from, int limit, long revision) {
        return connection.call(client -> client.getKVClient()
                .get(from, upTo(limit).withRevision(revision).build()));
    }

    private GetOption.Builder upTo(int limit) {
        return GetOption.builder().withRange(end).withLimit(limit);
    }
}
