package dev.tenure.live;

import dev.tenure.support.EtcdServer;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.ClientBuilder;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.Response;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.kv.DeleteResponse;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.LeaseOption;
import io.etcd.jetcd.options.PutOption;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/** Somebody else at the same etcd: an operator, flanneld, or a host that writes blindly. Paths are below the prefix. */
public final class Operator implements AutoCloseable {
    private static final int OPERATIONS_MAX = 100;
    private static final ByteSequence EVERYTHING = ByteSequence.from(new byte[1]);

    private final EtcdServer etcd;
    private final Client client;
    private final String prefix;
    private final Set<String> grantsBefore;
    private final LongConsumer wrote;
    private long compacted;

    /** One key as etcd has it. */
    public record Stored(String value, long grant, long createRevision, long modRevision, long version) {}

    /** One event of the history. */
    public record Event(boolean isPut, String path, String value, long grant, long revision) {}

    public Operator(EtcdServer etcd, String prefix) {
        this(etcd, prefix, revision -> {});
    }

    /**
     * @param etcd the only member that is asked
     * @param wrote hears the revision of every write
     */
    public Operator(EtcdServer etcd, String prefix, LongConsumer wrote) {
        this(etcd, Client.builder().endpoints(etcd.endpoint()), prefix, wrote);
    }

    /** Likewise at a member that asks who it is. */
    public Operator(EtcdServer etcd, ClientBuilder known, String prefix, LongConsumer wrote) {
        this.etcd = etcd;
        this.prefix = prefix;
        this.wrote = wrote;
        client = known.build();
        grantsBefore = grants();
    }

    private ByteSequence key(String path) {
        return ByteSequence.from(prefix + "/" + path, StandardCharsets.UTF_8);
    }

    // ---- writes

    /** Puts a key without a grant: a reservation, if it is a lease's. */
    public long put(String path, String value) {
        return put(path, value, 0);
    }

    public long put(String path, String value, long grant) {
        return put(path, value.getBytes(StandardCharsets.UTF_8), grant);
    }

    public long put(String path, byte[] value, long grant) {
        return written(await(client.getKVClient()
                        .put(
                                key(path),
                                ByteSequence.from(value),
                                PutOption.builder().withLeaseId(grant).build()))
                .getHeader());
    }

    /** Puts a key that is not there; false, and nothing written, if somebody was faster. */
    public boolean create(String path, byte[] value, long grant) {
        PutOption onGrant = PutOption.builder().withLeaseId(grant).build();
        TxnResponse response = await(client.getKVClient()
                .txn()
                .If(new Cmp(key(path), Cmp.Op.EQUAL, CmpTarget.version(0)))
                .Then(Op.put(key(path), ByteSequence.from(value), onGrant))
                .commit());
        if (response.isSucceeded()) {
            written(response.getHeader());
        }
        return response.isSucceeded();
    }

    private long written(Response.Header header) {
        wrote.accept(header.getRevision());
        return header.getRevision();
    }

    /** Puts many keys without a grant. */
    public void putAll(Map<String, String> valuesByPath) {
        List<Op> puts = new ArrayList<>();
        valuesByPath.forEach((path, value) ->
                puts.add(Op.put(key(path), ByteSequence.from(value, StandardCharsets.UTF_8), PutOption.DEFAULT)));
        for (int from = 0; from < puts.size(); from += OPERATIONS_MAX) {
            written(await(client.getKVClient()
                            .txn()
                            .Then(puts.subList(from, Math.min(puts.size(), from + OPERATIONS_MAX))
                                    .toArray(Op[]::new))
                            .commit())
                    .getHeader());
        }
    }

    public long putBinaryKey(byte[] lastPart, byte[] value) {
        return written(await(client.getKVClient()
                        .put(key("subnets/").concat(ByteSequence.from(lastPart)), ByteSequence.from(value)))
                .getHeader());
    }

    /** Where there was no such key nothing is written, and the revision is that of somebody else's write. */
    public long delete(String path) {
        DeleteResponse response = await(client.getKVClient().delete(key(path)));
        return response.getDeleted() == 0 ? response.getHeader().getRevision() : written(response.getHeader());
    }

    public long grant(long seconds) {
        return await(client.getLeaseClient().grant(seconds)).getID();
    }

    /** Also the keys that hang on it go; without any nothing is written. */
    public long revoke(long grant) {
        boolean hasKeys = !await(client.getLeaseClient()
                        .timeToLive(
                                grant, LeaseOption.builder().withAttachedKeys().build()))
                .getKeys()
                .isEmpty();
        Response.Header header = await(client.getLeaseClient().revoke(grant)).getHeader();
        return hasKeys ? written(header) : header.getRevision();
    }

    /** Revokes all of them, each with a key, at once. */
    public void revokeAll(Set<String> grants) {
        grants.stream()
                .map(grant -> client.getLeaseClient().revoke(Long.parseUnsignedLong(grant, 16)))
                .toList()
                .forEach(revoked -> written(await(revoked).getHeader()));
    }

    public long network(String json) {
        return put("config", json);
    }

    // ---- reads

    public Optional<Stored> find(String path) {
        return await(client.getKVClient().get(key(path))).getKvs().stream()
                .findFirst()
                .map(Operator::stored);
    }

    public Stored get(String path) {
        return find(path).orElseThrow(() -> new AssertionError("there is no " + path + "; there are " + leases()));
    }

    /** Every lease by the last part of its key. */
    public Map<String, Stored> leases() {
        ByteSequence subnets = key("subnets/");
        Map<String, Stored> leases = new TreeMap<>();
        await(client.getKVClient()
                        .get(subnets, GetOption.builder().isPrefix(true).build()))
                .getKvs()
                .forEach(found -> leases.put(
                        found.getKey()
                                .toString(StandardCharsets.UTF_8)
                                .substring(
                                        subnets.toString(StandardCharsets.UTF_8).length()),
                        stored(found)));
        return leases;
    }

    private static Stored stored(KeyValue found) {
        return new Stored(
                found.getValue().toString(StandardCharsets.UTF_8),
                found.getLease(),
                found.getCreateRevision(),
                found.getModRevision(),
                found.getVersion());
    }

    public long revision() {
        return await(client.getKVClient().get(key("config"))).getHeader().getRevision();
    }

    /** The grants that were made since this operator is here, as etcdctl prints them. */
    public Set<String> newGrants() {
        return grants().stream().filter(id -> !grantsBefore.contains(id)).collect(Collectors.toSet());
    }

    /** A grant as etcdctl prints it. */
    public static String printed(long grant) {
        return String.format(Locale.ROOT, "%016x", grant);
    }

    private Set<String> grants() {
        return etcd.etcdctl("lease", "list")
                .lines()
                .skip(1)
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .collect(Collectors.toSet());
    }

    /** Seconds that a grant has left; -1 if there is none. */
    public long secondsLeft(long grant) {
        return await(client.getLeaseClient().timeToLive(grant, LeaseOption.DEFAULT))
                .getTTL();
    }

    /** Seconds that a grant was made for. */
    public long secondsGranted(long grant) {
        return await(client.getLeaseClient().timeToLive(grant, LeaseOption.DEFAULT))
                .getGrantedTTL();
    }

    /** Everything that happened below the prefix after this revision. */
    public List<Event> historyAfter(long revision) {
        ByteSequence marker = ByteSequence.from("/end-of-history", StandardCharsets.UTF_8);
        long end = await(client.getKVClient().put(marker, ByteSequence.EMPTY))
                .getHeader()
                .getRevision();
        List<Event> events = new CopyOnWriteArrayList<>();
        CompletableFuture<Void> seen = new CompletableFuture<>();
        WatchOption option = WatchOption.builder()
                .withRevision(revision + 1)
                .withRange(EVERYTHING)
                .build();
        Watch.Listener listener = Watch.listener(
                response -> response.getEvents().forEach(event -> {
                    KeyValue now = event.getKeyValue();
                    String name = now.getKey().toString(StandardCharsets.UTF_8);
                    if (name.startsWith(prefix + "/")) {
                        events.add(new Event(
                                event.getEventType() == WatchEvent.EventType.PUT,
                                name.substring(prefix.length() + 1),
                                now.getValue().toString(StandardCharsets.UTF_8),
                                now.getLease(),
                                now.getModRevision()));
                    }
                    if (now.getModRevision() >= end) {
                        seen.complete(null);
                    }
                }),
                seen::completeExceptionally);
        Watch.Watcher watcher = client.getWatchClient().watch(EVERYTHING, option, listener);
        await(seen);
        watcher.close();
        return List.copyOf(events);
    }

    /** Everything up to now; where nothing was written since the last time that is done already, which etcd calls an error. */
    public void compact() {
        long now = revision();
        if (now > compacted) {
            await(client.getKVClient().compact(now));
            compacted = now;
        }
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
