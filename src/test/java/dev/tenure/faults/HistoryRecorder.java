package dev.tenure.faults;

import dev.tenure.registry.RegistryRecords.StoredEvent;
import dev.tenure.registry.StoredKey;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchEvent;
import io.etcd.jetcd.watch.WatchResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Records everything that happens in an etcd from now on, through restarts and cuts, and knows whether it has missed anything.
 *
 * <p>It watches every key there is, not only those below the prefix: etcd counts its revisions without a hole, so a revision
 * that does not follow the one before is a lost event, whoever lost it. A watch that breaks is never resumed by jetcd, which
 * would lose what was under way, but opened anew behind the last revision, by a new client on the next member. Thread-safe.
 */
final class HistoryRecorder implements AutoCloseable {
    private static final ByteSequence EVERYTHING = ByteSequence.from(new byte[1]);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(3);
    private static final Duration CATCH_UP_MAX = Duration.ofSeconds(60);
    private static final long LOOK_NANOS = Duration.ofMillis(300).toNanos();
    private static final long AGAIN_NANOS = Duration.ofMillis(100).toNanos();

    private final List<String> endpoints;
    private final Function<String, Client> connect;
    private final String root;
    private final Thread thread;

    private final List<StoreLog> stores = new ArrayList<>();
    private int announced;
    private int generation;
    private @Nullable CompletableFuture<Void> broken;
    private @Nullable Client client;
    private @Nullable KeyValue lastPut;
    private String trouble = "nobody has answered yet";
    private volatile boolean isClosed;

    /** Returns once the recording has begun, so that nothing that the test does next is missed. */
    HistoryRecorder(List<String> endpoints, String prefix, Function<String, Client> connect) {
        this.endpoints = List.copyOf(endpoints);
        this.connect = connect;
        this.root = prefix.replaceFirst("/+$", "") + "/";
        this.thread = Thread.ofPlatform().daemon().name("audit-recorder").start(this::run);
        until("the recording begins", () -> !stores.isEmpty());
    }

    // ---- what was recorded

    /** The stores that there were, one after another; all but the last are over. */
    synchronized List<StoreLog> stores() {
        return List.copyOf(stores);
    }

    /** What is missing or unexplained; empty if the recording is whole. */
    synchronized String gap() {
        if (stores.size() - 1 > announced) {
            return "etcd is another store than before (wiped or restored), and the test did not say so";
        }
        return stores.stream()
                .map(StoreLog::gap)
                .filter(gap -> !gap.isEmpty())
                .findFirst()
                .orElse("");
    }

    synchronized History history(StoreLog store) {
        return store.history();
    }

    /** Waits until everything that has happened so far is recorded; returns the store's revision. */
    long catchUp() {
        long end = System.nanoTime() + CATCH_UP_MAX.toNanos();
        while (System.nanoTime() < end && gap().isEmpty()) {
            try {
                OptionalLong revision = askRevision();
                if (revision.isPresent() && reaches(revision.getAsLong(), end)) {
                    return revision.getAsLong();
                }
            } catch (NoAnswer e) {
                note(e.toString());
            }
            LockSupport.parkNanos(AGAIN_NANOS);
        }
        throw new AssertionError("the audit could not catch up with etcd: " + (gap().isEmpty() ? trouble : gap()));
    }

    /** The revision of the store that is being recorded; empty while it is not known to be that one. */
    private OptionalLong askRevision() throws NoAnswer {
        Client current;
        Mark mark;
        synchronized (this) {
            current = client;
            mark = mark();
        }
        if (current == null) {
            return OptionalLong.empty();
        }
        long revision = await(current.getKVClient().get(EVERYTHING)).getHeader().getRevision();
        if (isSame(current, mark, revision)) {
            return OptionalLong.of(revision);
        }
        synchronized (this) {
            breakOff("etcd is another store than before");
        }
        return OptionalLong.empty();
    }

    private boolean reaches(long revision, long end) {
        int before = stores().size();
        while (System.nanoTime() < end && stores().size() == before) {
            synchronized (this) {
                if (stores.getLast().revision() >= revision) {
                    return true;
                }
            }
            LockSupport.parkNanos(AGAIN_NANOS / 10);
        }
        return false;
    }

    /** The test has replaced the store, or is about to. */
    void storeReplaced() {
        synchronized (this) {
            announced++;
            breakOff("the store was replaced");
        }
    }

    // ---- recording

    private void run() {
        for (int turn = 0; !isClosed; turn++) {
            String endpoint = endpoints.get(turn % endpoints.size());
            try (Client fresh = connect.apply(endpoint)) {
                follow(fresh);
            } catch (NoAnswer e) {
                note(endpoint + ": " + e.getMessage());
            } catch (RuntimeException e) {
                note(endpoint + ": " + e);
            }
            LockSupport.parkNanos(AGAIN_NANOS);
        }
    }

    private synchronized void note(String sentence) {
        trouble = sentence;
    }

    private void follow(Client fresh) throws NoAnswer {
        beginIfNew(fresh);
        CompletableFuture<Void> end = new CompletableFuture<>();
        int mine;
        long from;
        synchronized (this) {
            mine = ++generation;
            broken = end;
            client = fresh;
            from = stores.getLast().revision() + 1;
        }
        WatchOption option = WatchOption.builder()
                .withRange(EVERYTHING)
                .withRevision(from)
                .withRequireLeader(true)
                .withCreateNotify(true)
                .build();
        Watch.Listener listener = Watch.listener(
                response -> responded(mine, response), error -> failed(mine, end, error), () -> end.complete(null));
        Watch.Watcher watcher = fresh.getWatchClient().watch(EVERYTHING, option, listener);
        try {
            while (!isClosed && !end.isDone()) {
                waitFor(end);
                await(fresh.getKVClient().get(EVERYTHING));
            }
        } finally {
            watcher.close();
            synchronized (this) {
                generation++;
                client = null;
            }
        }
    }

    private static void waitFor(CompletableFuture<Void> end) {
        try {
            end.get(LOOK_NANOS, TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    private synchronized void failed(int mine, CompletableFuture<Void> end, Throwable error) {
        if (mine == generation && String.valueOf(error.getMessage()).contains("compacted")) {
            stores.getLast().hasGap("etcd was compacted while the audit could not listen: " + error.getMessage());
        }
        trouble = String.valueOf(error);
        end.complete(null);
    }

    private void breakOff(String why) {
        trouble = why;
        if (broken != null) {
            broken.complete(null);
        }
    }

    private synchronized void responded(int mine, WatchResponse response) {
        if (mine != generation) {
            return;
        }
        long now = System.nanoTime();
        Map<Long, List<WatchEvent>> byRevision = new TreeMap<>();
        response.getEvents()
                .forEach(event -> byRevision
                        .computeIfAbsent(event.getKeyValue().getModRevision(), at -> new ArrayList<>())
                        .add(event));
        StoreLog store = stores.getLast();
        byRevision.forEach((revision, events) -> {
            List<StoredEvent> ours = new ArrayList<>();
            for (WatchEvent event : events) {
                boolean isPut = event.getEventType() == WatchEvent.EventType.PUT;
                lastPut = isPut ? event.getKeyValue() : lastPut;
                if (isBelowRoot(event.getKeyValue())) {
                    ours.add(new StoredEvent(!isPut, stored(event.getKeyValue())));
                }
            }
            store.take(revision, ours, now);
        });
    }

    // ---- which store it is

    /**
     * By what the recorded store is known again.
     *
     * @param revision the last that was recorded; a store that is not so far is another one
     * @param put the last put that was seen; null where there was none yet
     */
    private record Mark(long revision, @Nullable KeyValue put) {}

    private Mark mark() {
        return new Mark(stores.getLast().revision(), lastPut);
    }

    private static boolean isSame(Client fresh, Mark mark, long revision) throws NoAnswer {
        return revision >= mark.revision() && (mark.put() == null || stillHas(fresh, mark.put()));
    }

    private void beginIfNew(Client fresh) throws NoAnswer {
        Mark mark = null;
        synchronized (this) {
            mark = stores.isEmpty() ? null : mark();
        }
        long revision = await(fresh.getKVClient().get(EVERYTHING)).getHeader().getRevision();
        if (mark == null) {
            begin(fresh, revision);
        } else if (!isSame(fresh, mark, revision)) {
            begin(fresh, 1);
        }
    }

    private void begin(Client fresh, long revision) throws NoAnswer {
        GetResponse all = await(fresh.getKVClient()
                .get(
                        ByteSequence.from(root, StandardCharsets.UTF_8),
                        GetOption.builder()
                                .isPrefix(true)
                                .withRevision(revision)
                                .build()));
        long now = System.nanoTime();
        synchronized (this) {
            lastPut = null;
            stores.add(new StoreLog(
                    revision, all.getKvs().stream().map(this::stored).toList(), now));
        }
    }

    /** True if this put, the last one that was seen, stands in the store's history as it was seen. */
    private static boolean stillHas(Client fresh, KeyValue known) throws NoAnswer {
        try {
            return await(fresh.getKVClient()
                            .get(
                                    known.getKey(),
                                    GetOption.builder()
                                            .withRevision(known.getModRevision())
                                            .build()))
                    .getKvs()
                    .stream()
                    .anyMatch(found -> found.getModRevision() == known.getModRevision()
                            && found.getCreateRevision() == known.getCreateRevision()
                            && found.getLease() == known.getLease()
                            && found.getValue().equals(known.getValue()));
        } catch (NoAnswer e) {
            if (String.valueOf(e.getMessage()).contains("compacted")) {
                return true;
            }
            throw e;
        }
    }

    private boolean isBelowRoot(KeyValue keyValue) {
        return keyValue.getKey().startsWith(ByteSequence.from(root, StandardCharsets.UTF_8));
    }

    private StoredKey stored(KeyValue keyValue) {
        return new StoredKey(
                keyValue.getKey().toString(StandardCharsets.UTF_8).substring(root.length()),
                keyValue.getValue().getBytes(),
                keyValue.getLease(),
                keyValue.getCreateRevision(),
                keyValue.getModRevision());
    }

    // ---- waiting

    private static final class NoAnswer extends Exception {
        private static final long serialVersionUID = 1;

        NoAnswer(String message) {
            super(message);
        }
    }

    private static <T> T await(CompletableFuture<T> future) throws NoAnswer {
        try {
            return future.get(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new NoAnswer(String.valueOf(e.getCause()));
        } catch (TimeoutException e) {
            throw new NoAnswer("no answer within " + ANSWER_MAX.toSeconds() + " s");
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    private void until(String what, java.util.function.BooleanSupplier holds) {
        long end = System.nanoTime() + CATCH_UP_MAX.toNanos();
        while (true) {
            synchronized (this) {
                if (holds.getAsBoolean()) {
                    return;
                }
                if (System.nanoTime() > end) {
                    isClosed = true;
                    throw new AssertionError("in vain: " + what + ": " + trouble);
                }
            }
            LockSupport.parkNanos(AGAIN_NANOS / 10);
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            isClosed = true;
            breakOff("closed");
        }
        try {
            thread.join(Duration.ofSeconds(10).toMillis());
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }
}
