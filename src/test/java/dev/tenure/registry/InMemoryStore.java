package dev.tenure.registry;

import dev.tenure.registry.RegistryRecords.StoredEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What etcd keeps below one prefix, as a value that tests can turn over: revisions, grants, history, compaction. Time passes
 * only when a test says so. Shared by as many {@link InMemoryRegistry}s as there are hosts; every method may be called from
 * any thread, and those that are not the port's are levers that play another writer, an operator or fate.
 */
public final class InMemoryStore {
    private final TreeMap<String, StoredKey> keys = new TreeMap<>();
    private final Map<Long, Life> grants = new HashMap<>();
    /** The length of every grant that there ever was, for a restore. */
    private final Map<Long, Duration> ttls = new HashMap<>();

    private final TreeMap<Long, List<StoredEvent>> history = new TreeMap<>();
    private final Set<Runnable> watchers = new LinkedHashSet<>();
    private final Set<Runnable> restoreListeners = new LinkedHashSet<>();
    private Duration now = Duration.ZERO;
    private long revision = 1;
    private long compactRevision;
    private long lastGrant = 0x7000;
    private long storeId = 1;

    private record Life(Duration ttl, Duration endsAt) {}

    /** One conditional step: nothing else happens while it runs. */
    @FunctionalInterface
    interface Step<T> {
        T run();
    }

    synchronized <T> T atomically(Step<T> step) {
        return step.run();
    }

    // ---- as another writer

    /** Puts without any condition, as flanneld does; {@code grant} 0 makes a reservation. Returns the revision. */
    public long put(String path, String value, long grant) {
        return put(path, value.getBytes(StandardCharsets.UTF_8), grant);
    }

    /** Likewise with bytes that need not be text. */
    public synchronized long put(String path, byte[] value, long grant) {
        if (grant != 0 && !hasGrant(grant)) {
            throw new IllegalArgumentException("there is no grant " + Long.toHexString(grant));
        }
        long next = revision + 1;
        StoredKey old = keys.get(path);
        StoredKey stored = new StoredKey(path, value.clone(), grant, old == null ? next : old.createRevision(), next);
        keys.put(path, stored);
        record(List.of(new StoredEvent(false, stored)));
        return next;
    }

    /** Deletes one key; 0 if there was none. */
    public synchronized long delete(String path) {
        return deleteAll(List.of(path));
    }

    /** Deletes several keys in one revision, as the end of a grant does. */
    public synchronized long deleteAll(Collection<String> paths) {
        long next = revision + 1;
        List<StoredEvent> events = new ArrayList<>();
        for (String path : paths) {
            if (keys.remove(path) != null) {
                events.add(new StoredEvent(true, new StoredKey(path, new byte[0], 0, 0, next)));
            }
        }
        if (events.isEmpty()) {
            return 0;
        }
        record(events);
        return next;
    }

    public synchronized Optional<StoredKey> get(String path) {
        return Optional.ofNullable(keys.get(path));
    }

    /** A key's value as text; for tests only. */
    public synchronized String valueText(String path) {
        StoredKey stored = keys.get(path);
        return stored == null ? "" : new String(stored.value(), StandardCharsets.UTF_8);
    }

    // ---- grants and time

    public synchronized long grant(Duration ttl) {
        grants.put(++lastGrant, new Life(ttl, now.plus(ttl)));
        ttls.put(lastGrant, ttl);
        return lastGrant;
    }

    /** The TTL, or empty if there is no such grant; as in etcd, one whose time has passed can only end. */
    public synchronized Optional<Duration> keepAlive(long grant) {
        if (isDue(grant)) {
            endGrant(grant);
        }
        Life state = grants.get(grant);
        if (state == null) {
            return Optional.empty();
        }
        grants.put(grant, new Life(state.ttl(), now.plus(state.ttl())));
        return Optional.of(state.ttl());
    }

    /** Ends a grant and, in one revision, every key that hangs on it: a revoke, or an expiry before its time. */
    public synchronized void endGrant(long grant) {
        if (grants.remove(grant) != null) {
            deleteAll(keysOf(grant));
        }
    }

    public synchronized List<String> keysOf(long grant) {
        return keys.values().stream()
                .filter(stored -> stored.grant() == grant)
                .map(StoredKey::path)
                .toList();
    }

    public synchronized Set<Long> grants() {
        return Set.copyOf(grants.keySet());
    }

    public synchronized boolean hasGrant(long grant) {
        return grants.containsKey(grant);
    }

    /** How a grant stands; empty if there is none. */
    public synchronized Optional<GrantState> grantState(long grant) {
        return Optional.ofNullable(grants.get(grant)).map(life -> {
            Duration left = life.endsAt().minus(now);
            return new GrantState(
                    left.isNegative() ? Duration.ZERO : left,
                    life.ttl(),
                    keysOf(grant).size());
        });
    }

    /** The moment at which a grant ends unless it is kept alive; empty if there is no such grant. */
    public synchronized Optional<Duration> endOf(long grant) {
        return Optional.ofNullable(grants.get(grant)).map(Life::endsAt);
    }

    private boolean isDue(long grant) {
        return endOf(grant).filter(end -> end.compareTo(now) <= 0).isPresent();
    }

    /** Lets time pass; grants that were not kept alive end. */
    public synchronized void advance(Duration by) {
        timeIs(now.plus(by));
        grants().stream().filter(this::isDue).sorted().forEach(this::endGrant);
    }

    /** Lets time pass without looking for what is due: etcd looks every half second. */
    public synchronized void timeIs(Duration moment) {
        now = moment;
    }

    /** What a new leader does: every grant has its whole time again. */
    public synchronized void restartGrants() {
        grants.replaceAll((grant, state) -> new Life(state.ttl(), now.plus(state.ttl())));
    }

    // ---- history

    public synchronized long revision() {
        return revision;
    }

    /** Others write elsewhere in the same etcd: the revision grows, and nothing happens here. */
    public synchronized void writtenElsewhere(long revisions) {
        revision += revisions;
    }

    public synchronized long storeId() {
        return storeId;
    }

    /** Forgets the history before {@code revision}. */
    public synchronized void compact(long revision) {
        compactRevision = revision;
    }

    public synchronized long compactRevision() {
        return compactRevision;
    }

    /** Everything as it stood at {@code revision}, in another cluster: what restoring a backup does. Watches break. */
    public synchronized void restore(long revision) {
        storeId++;
        restoreInPlace(revision);
    }

    /** Likewise under the same cluster id, which is what a member with the same flags gets; revision 1 is an emptied store. */
    public synchronized void restoreInPlace(long revision) {
        this.revision = revision;
        history.tailMap(revision, false).clear();
        keys.clear();
        for (StoredEvent event : eventsFrom(0)) {
            if (event.deleted()) {
                keys.remove(event.key().path());
            } else {
                keys.put(event.key().path(), event.key());
            }
        }
        grants.clear();
        keys.values().stream().map(StoredKey::grant).filter(grant -> grant != 0).forEach(grant -> {
            Duration ttl = ttls.getOrDefault(grant, Duration.ofDays(1));
            grants.put(grant, new Life(ttl, now.plus(ttl)));
        });
        compactRevision = 0;
        List.copyOf(restoreListeners).forEach(Runnable::run);
    }

    synchronized List<StoredKey> below(String start) {
        return keys.tailMap(start).values().stream()
                .takeWhile(stored -> stored.path().startsWith(start))
                .toList();
    }

    synchronized @Nullable StoredKey find(String path) {
        return keys.get(path);
    }

    /** The events from this revision on, in order. */
    public synchronized List<StoredEvent> eventsFrom(long revision) {
        return history.tailMap(revision).values().stream().flatMap(List::stream).toList();
    }

    /** Calls {@code onEvent} after every revision and {@code onRestore} after a restore, under our lock: hand over. */
    public synchronized Runnable subscribe(Runnable onEvent, Runnable onRestore) {
        watchers.add(onEvent);
        restoreListeners.add(onRestore);
        return () -> {
            synchronized (this) {
                watchers.remove(onEvent);
                restoreListeners.remove(onRestore);
            }
        };
    }

    private void record(List<StoredEvent> events) {
        revision = events.getFirst().key().modRevision();
        history.put(revision, events);
        List.copyOf(watchers).forEach(Runnable::run);
    }
}
