package dev.tenure.contract;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.LeaseOption;
import io.etcd.jetcd.options.PutOption;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Another writer to a real etcd, with a client of its own. */
public final class EtcdWriter implements OtherWriter {
    /** etcd's own limit is 128 operations in a transaction. */
    private static final int OPERATIONS_MAX = 100;

    private final Client client;
    private final String prefix;

    public EtcdWriter(String endpoint, String prefix) {
        client = Client.builder().endpoints(endpoint).build();
        this.prefix = prefix;
    }

    private ByteSequence key(String path) {
        return ByteSequence.from(prefix + "/" + path, StandardCharsets.UTF_8);
    }

    @Override
    public long put(String path, byte[] value, long grant) {
        return put(key(path), value, grant);
    }

    private long put(ByteSequence key, byte[] value, long grant) {
        PutOption option = PutOption.builder().withLeaseId(grant).build();
        return await(client.getKVClient().put(key, ByteSequence.from(value), option))
                .getHeader()
                .getRevision();
    }

    @Override
    public long putBinaryKey(byte[] lastPart, byte[] value) {
        return put(key("subnets/").concat(ByteSequence.from(lastPart)), value, 0);
    }

    @Override
    public void putAll(Map<String, String> valuesByPath) {
        List<Op> puts = new ArrayList<>();
        valuesByPath.forEach((path, value) ->
                puts.add(Op.put(key(path), ByteSequence.from(value, StandardCharsets.UTF_8), PutOption.DEFAULT)));
        for (int from = 0; from < puts.size(); from += OPERATIONS_MAX) {
            commit(puts.subList(from, Math.min(puts.size(), from + OPERATIONS_MAX)));
        }
    }

    @Override
    public long delete(String path) {
        return deleteAll(List.of(path));
    }

    @Override
    public long deleteAll(List<String> paths) {
        return commit(paths.stream()
                .<Op>map(path -> Op.delete(key(path), DeleteOption.DEFAULT))
                .toList());
    }

    private long commit(List<Op> operations) {
        return await(client.getKVClient()
                        .txn()
                        .Then(operations.toArray(Op[]::new))
                        .commit())
                .getHeader()
                .getRevision();
    }

    @Override
    public Optional<Raw> get(String path) {
        return await(client.getKVClient().get(key(path))).getKvs().stream()
                .findFirst()
                .map(found -> new Raw(
                        found.getValue().toString(StandardCharsets.UTF_8),
                        found.getLease(),
                        found.getCreateRevision(),
                        found.getModRevision()));
    }

    @Override
    public long grant(long seconds) {
        return await(client.getLeaseClient().grant(seconds)).getID();
    }

    @Override
    public void endGrant(long grant) {
        await(client.getLeaseClient().revoke(grant));
    }

    @Override
    public boolean hasGrant(long grant) {
        return await(client.getLeaseClient().timeToLive(grant, LeaseOption.DEFAULT))
                        .getTTL()
                > 0;
    }

    @Override
    public void compact(long revision) {
        await(client.getKVClient().compact(revision));
    }

    @Override
    public long revision() {
        return await(client.getKVClient().get(key("config"))).getHeader().getRevision();
    }

    @Override
    public void close() {
        client.close();
    }

    private static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("etcd did not do what the test asked for", e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }
}
