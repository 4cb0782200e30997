package dev.tenure.registry.etcd;

import dev.tenure.registry.StrangeEntry;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.options.GetOption;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads which keys below {@code subnets/} are not the key of a lease, in pages at one revision and without their values. */
final class StrangeReading {
    private final EtcdConnection connection;
    private final EtcdKeys keys;
    private final ByteSequence end;
    private final PageSize size = new PageSize();
    private final List<StrangeEntry> found = new ArrayList<>();

    StrangeReading(EtcdConnection connection, EtcdKeys keys) {
        this.connection = connection;
        this.keys = keys;
        end = EtcdKeys.endOf(keys.subnets());
    }

    Future<List<StrangeEntry>> read() {
        // revision 0 is the newest there is; what it was, the first page says
        return readFrom(keys.subnets(), 0).map(done -> List.copyOf(found));
    }

    private Future<Void> readFrom(ByteSequence from, long revision) {
        return size.page(limit -> page(from, limit, revision)).compose(page -> {
            List<KeyValue> read = page.getKvs();
            read.stream().map(keys::strange).flatMap(Optional::stream).forEach(found::add);
            return !page.isMore() || read.isEmpty()
                    ? Future.succeededFuture()
                    : readFrom(
                            EtcdKeys.after(read.getLast().getKey()),
                            revision == 0 ? page.getHeader().getRevision() : revision);
        });
    }

    private Future<GetResponse> page(ByteSequence from, int limit, long revision) {
        GetOption option = GetOption.builder()
                .withRange(end)
                .withKeysOnly(true)
                .withLimit(limit)
                .withRevision(revision)
                .build();
        return connection.call(client -> client.getKVClient().get(from, option));
    }
}
