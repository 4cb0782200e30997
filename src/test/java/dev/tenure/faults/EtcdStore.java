package dev.tenure.faults;

import dev.tenure.registry.RegistryRecords.StoredEvent;
import dev.tenure.registry.StoredKey;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.common.exception.CompactedException;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One connection to one member, and what the audit asks of it. Every answer comes soon or not at all. */
final class EtcdStore implements AutoCloseable {
    /** Every key there is. */
    private static final ByteSequence EVERYTHING = ByteSequence.from(new byte[1]);

    private static final Duration ANSWER_MAX = Duration.ofSeconds(3);
    private static final Duration REPLAY_MAX = Duration.ofSeconds(30);

    private final Client client;
    private final String root;

    /**
     * What one revision changed.
     *
     * @param events what it changed below the prefix; empty where it changed other keys alone
     * @param lastPut the last put in it, below the prefix or not; null where there was none
     */
    record Revision(
            long number, List<StoredEvent> events, @Nullable KeyValue lastPut) {}

    /** There was no answer, or one that helps nobody. */
    static final class NoAnswer extends Exception {
        private static final long serialVersionUID = 1;

        NoAnswer(String message) {
            super(message);
        }
    }

    /** The history is no longer there. */
    static final class Compacted extends Exception {
        private static final long serialVersionUID = 1;

        Compacted(String message) {
            super(message);
        }
    }

    /** @param root what every key of interest begins with */
    EtcdStore(Client client, String root) {
        this.client = client;
        this.root = root;
    }

    /** The store's revision; asked of the leader, so it is no member's own. */
    long revision() throws NoAnswer {
        try {
            return await(client.getKVClient().get(EVERYTHING), ANSWER_MAX)
                    .getHeader()
                    .getRevision();
        } catch (Compacted e) {
            throw new NoAnswer(e.toString());
        }
    }

    /** Everything below the prefix as it stood at this revision. */
    List<StoredKey> keysAt(long revision) throws NoAnswer, Compacted {
        GetOption option =
                GetOption.builder().isPrefix(true).withRevision(revision).build();
        return await(client.getKVClient().get(bytes(root), option), REPLAY_MAX).getKvs().stream()
                .map(this::stored)
                .toList();
    }

    /** True if this put stands in the history as it was seen; empty if that part of the history is gone. */
    Optional<Boolean> has(KeyValue put) throws NoAnswer {
        GetOption option =
                GetOption.builder().withRevision(put.getModRevision()).build();
        try {
            return Optional.of(await(client.getKVClient().get(put.getKey(), option), ANSWER_MAX).getKvs().stream()
                    .anyMatch(found -> found.getModRevision() == put.getModRevision()
                            && found.getCreateRevision() == put.getCreateRevision()
                            && found.getLease() == put.getLease()
                            && found.getValue().equals(put.getValue())));
        } catch (Compacted e) {
            return Optional.empty();
        }
    }

    /**
     * Watches every key from this revision on.
     *
     * @param revisions hears of each revision once, in order, with the time; on a thread of the client's
     * @param end completes when the watch is over, with the error if there was one
     */
    Watch.Watcher watch(long from, Consumer<Revision> revisions, CompletableFuture<Void> end) {
        WatchOption option = WatchOption.builder()
                .withRange(EVERYTHING)
                .withRevision(from)
                .withRequireLeader(true)
                .withCreateNotify(true)
                .build();
        Watch.Listener listener = Watch.listener(
                response -> byRevision(response.getEvents()).forEach(revisions),
                error -> end.completeExceptionally(error),
                () -> end.complete(null));
        return client.getWatchClient().watch(EVERYTHING, option, listener);
    }

    /** A response is made of whole revisions: etcd never splits one over two. */
    private List<Revision> byRevision(List<WatchEvent> events) {
        SortedMap<Long, List<WatchEvent>> grouped = new TreeMap<>();
        events.forEach(event -> grouped.computeIfAbsent(event.getKeyValue().getModRevision(), at -> new ArrayList<>())
                .add(event));
        List<Revision> revisions = new ArrayList<>();
        grouped.forEach((number, changes) -> {
            List<StoredEvent> ours = new ArrayList<>();
            KeyValue lastPut = null;
            for (WatchEvent change : changes) {
                boolean isPut = change.getEventType() == WatchEvent.EventType.PUT;
                lastPut = isPut ? change.getKeyValue() : lastPut;
                if (change.getKeyValue().getKey().startsWith(bytes(root))) {
                    ours.add(new StoredEvent(!isPut, stored(change.getKeyValue())));
                }
            }
            revisions.add(new Revision(number, ours, lastPut));
        });
        return revisions;
    }

    /** Everything that happened from one revision to another, both included, which must have been reached. */
    List<Revision> replay(long from, long to) throws NoAnswer, Compacted {
        List<Revision> all = new ArrayList<>();
        if (from > to) {
            return all;
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        Watch.Watcher watcher = watch(
                from,
                revision -> {
                    if (!done.isDone()) {
                        all.add(revision);
                    }
                    if (revision.number() >= to) {
                        done.complete(null);
                    }
                },
                done);
        try {
            await(done, REPLAY_MAX);
            return all;
        } finally {
            watcher.close();
        }
    }

    /** Everything up to this revision is no longer there; 0 where everything is. */
    long compactedAt() throws NoAnswer {
        try {
            replay(1, 1);
            return 0;
        } catch (Compacted e) {
            return Long.parseLong(e.getMessage());
        }
    }

    private StoredKey stored(KeyValue keyValue) {
        return new StoredKey(
                keyValue.getKey().toString(StandardCharsets.UTF_8).substring(root.length()),
                keyValue.getValue().getBytes(),
                keyValue.getLease(),
                keyValue.getCreateRevision(),
                keyValue.getModRevision());
    }

    private static ByteSequence bytes(String text) {
        return ByteSequence.from(text, StandardCharsets.UTF_8);
    }

    private static <T> T await(CompletableFuture<T> future, Duration most) throws NoAnswer, Compacted {
        try {
            return future.get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw ofCause(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw new NoAnswer("no answer within " + most.toSeconds() + " s");
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** @return never */
    private static NoAnswer ofCause(Throwable cause) throws Compacted {
        if (cause instanceof CompactedException compacted) {
            throw new Compacted(String.valueOf(compacted.getCompactedRevision()));
        }
        if (String.valueOf(cause.getMessage()).contains("has been compacted")) {
            throw new Compacted(String.valueOf(cause.getMessage()));
        }
        return new NoAnswer(String.valueOf(cause));
    }

    @Override
    public void close() {
        client.close();
    }
}
