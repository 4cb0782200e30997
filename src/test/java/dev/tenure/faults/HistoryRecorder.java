package dev.tenure.faults;

import dev.tenure.faults.EtcdStore.NoAnswer;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
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
 * would lose what was under way, but opened anew behind the last revision, by a new client on the next member. It writes
 * nothing. Thread-safe.
 */
final class HistoryRecorder implements AutoCloseable {
    private static final Duration CATCH_UP_MAX = Duration.ofSeconds(60);
    private static final long LOOK_NANOS = Duration.ofMillis(300).toNanos();
    private static final long AGAIN_NANOS = Duration.ofMillis(100).toNanos();

    private final List<String> endpoints;
    private final Function<String, Client> connect;
    private final String root;
    private final Thread thread;

    private final List<StoreLog> stores = new ArrayList<>();
    /** How often the test has said that the store is another one. */
    private int announced;
    /** How much of that had been said when what is there was last compared with all that was recorded. */
    private int compared;

    private int generation;
    private @Nullable CompletableFuture<Void> watching;
    private @Nullable EtcdStore connection;
    private String trouble = "nobody has answered yet";
    private volatile boolean isClosed;

    /** Returns once the recording has begun, so that nothing that the test does next is missed. */
    HistoryRecorder(List<String> endpoints, String prefix, Function<String, Client> connect) {
        this.endpoints = List.copyOf(endpoints);
        this.connect = connect;
        this.root = prefix.replaceFirst("/+$", "") + "/";
        this.thread = Thread.ofPlatform().daemon().name("audit-recorder").start(this::run);
        long end = System.nanoTime() + CATCH_UP_MAX.toNanos();
        while (stores().isEmpty()) {
            if (System.nanoTime() > end) {
                isClosed = true;
                throw new AssertionError("the audit could not begin: " + trouble());
            }
            LockSupport.parkNanos(AGAIN_NANOS / 10);
        }
    }

    // ---- what was recorded

    private synchronized List<StoreLog> stores() {
        return List.copyOf(stores);
    }

    private synchronized String trouble() {
        return trouble;
    }

    /** What the stores told that there were, one after another; all but the last are over. */
    synchronized List<History> histories() {
        return stores.stream().map(StoreLog::history).toList();
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
        throw new AssertionError("the audit could not catch up with etcd: " + (gap().isEmpty() ? trouble() : gap()));
    }

    /** The revision of the store that is being recorded; empty while it is not known to be that one. */
    private OptionalLong askRevision() throws NoAnswer {
        EtcdStore current;
        Mark mark;
        synchronized (this) {
            current = announced == compared ? connection : null;
            mark = mark();
        }
        if (current == null) {
            return OptionalLong.empty();
        }
        long revision = current.revision();
        if (mark.isIn(current, revision)) {
            return OptionalLong.of(revision);
        }
        breakOff("etcd is another store than before");
        return OptionalLong.empty();
    }

    private boolean reaches(long revision, long end) {
        int before = stores().size();
        while (System.nanoTime() < end && stores().size() == before && gap().isEmpty()) {
            synchronized (this) {
                if (stores.getLast().revision() >= revision) {
                    return true;
                }
            }
            LockSupport.parkNanos(AGAIN_NANOS / 20);
        }
        return false;
    }

    /** The test has replaced the store, or is about to. */
    synchronized void storeReplaced() {
        announced++;
        breakOff("the store is said to be another one");
    }

    // ---- recording

    private void run() {
        for (int turn = 0; !isClosed; turn++) {
            String endpoint = endpoints.get(turn % endpoints.size());
            try (EtcdStore store = new EtcdStore(connect.apply(endpoint), root)) {
                knowIt(store);
                follow(store);
            } catch (NoAnswer e) {
                note(endpoint + ": " + e);
            } catch (RuntimeException e) {
                note(endpoint + ": " + e);
            }
            LockSupport.parkNanos(AGAIN_NANOS);
        }
    }

    private synchronized void note(String sentence) {
        trouble = sentence;
    }

    /** Listens for as long as the member answers. */
    private void follow(EtcdStore store) throws NoAnswer {
        CompletableFuture<Void> end = new CompletableFuture<>();
        int mine;
        long from;
        synchronized (this) {
            mine = ++generation;
            watching = end;
            connection = store;
            from = stores.getLast().revision() + 1;
        }
        Watch.Watcher watcher = store.watch(from, revision -> take(mine, revision), end);
        try {
            while (!isClosed && isCompared() && !isOver(end)) {
                store.revision();
            }
        } finally {
            synchronized (this) {
                generation++;
                connection = null;
            }
            watcher.close();
        }
    }

    private synchronized boolean isCompared() {
        return announced == compared;
    }

    private boolean isOver(CompletableFuture<Void> end) {
        try {
            end.get(LOOK_NANOS, TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            String sentence = String.valueOf(e.getCause());
            note(sentence);
            if (sentence.contains("compacted")) {
                synchronized (this) {
                    stores.getLast().hasGap("etcd was compacted while the audit could not listen: " + sentence);
                }
            }
            return true;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    private synchronized void breakOff(String why) {
        trouble = why;
        if (watching != null) {
            watching.complete(null);
        }
    }

    private synchronized void take(int mine, EtcdStore.Revision revision) {
        if (mine == generation) {
            stores.getLast().take(revision, System.nanoTime());
        }
    }

    // ---- which store it is

    /**
     * By what the recorded store is known again.
     *
     * @param revision the last that was recorded; a store that is not so far is another one
     * @param put the last put that was seen; null where there was none yet
     */
    private record Mark(long revision, @Nullable KeyValue put) {
        boolean isIn(EtcdStore store, long now) throws NoAnswer {
            return now >= revision && (put == null || store.has(put).orElse(true));
        }
    }

    private Mark mark() {
        return new Mark(stores.getLast().revision(), stores.getLast().lastPut());
    }

    /** Goes on with the store that is known, or begins to record another. */
    private void knowIt(EtcdStore store) throws NoAnswer {
        StoreLog known;
        Mark mark;
        int said;
        boolean isToCompareAll;
        synchronized (this) {
            known = stores.isEmpty() ? null : stores.getLast();
            mark = stores.isEmpty() ? new Mark(0, null) : mark();
            said = announced;
            isToCompareAll = said > compared;
        }
        long now = store.revision();
        StoreBeginning beginning = new StoreBeginning(store, now);
        if (known == null) {
            begin(beginning.here());
        } else if (!mark.isIn(store, now) || isToCompareAll && !beginning.isContinued(known)) {
            begin(beginning.after(known));
        }
        synchronized (this) {
            compared = said;
        }
    }

    private synchronized void begin(StoreLog fresh) {
        stores.add(fresh);
    }

    @Override
    public void close() {
        isClosed = true;
        breakOff("closed");
        try {
            thread.join(Duration.ofSeconds(10).toMillis());
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }
}
