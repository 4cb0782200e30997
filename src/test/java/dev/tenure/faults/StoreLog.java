package dev.tenure.faults;

import dev.tenure.lease.SubnetLease;
import dev.tenure.registry.RegistryRecords;
import dev.tenure.registry.RegistryRecords.StoredEvent;
import dev.tenure.registry.StoredKey;
import dev.tenure.subnet.NetworkEntry;
import io.etcd.jetcd.KeyValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The history of one store as it grows. It takes whole revisions and misses none: one that does not follow the last is a gap,
 * and a recording with a gap is worth nothing. Not thread-safe.
 */
final class StoreLog {
    private final long baseRevision;
    private final List<SubnetLease> base = new ArrayList<>();
    private final List<Happened> events = new ArrayList<>();
    private final Map<String, SubnetLease> leases = new HashMap<>();
    private NetworkEntry baseNetwork = NetworkEntry.NONE;
    private long revision;
    private String gap = "";
    private @Nullable KeyValue lastPut;

    /** Begins with these keys, as they stood at this revision. */
    StoreLog(long baseRevision, Collection<StoredKey> keys) {
        this.baseRevision = baseRevision;
        this.revision = baseRevision;
        for (StoredKey key : keys) {
            if (key.path().equals(RegistryRecords.CONFIG)) {
                baseNetwork = RegistryRecords.network(key);
            }
            RegistryRecords.lease(key).ifPresent(lease -> {
                base.add(lease);
                leases.put(key.path(), lease);
            });
        }
    }

    long baseRevision() {
        return baseRevision;
    }

    /** The last revision that is recorded as a whole. */
    long revision() {
        return revision;
    }

    /** What is missing; empty where nothing is. */
    String gap() {
        return gap;
    }

    void hasGap(String sentence) {
        gap = gap.isEmpty() ? sentence : gap;
    }

    /** The last put that was seen, by which the store is known again; null where there was none yet. */
    @Nullable
    KeyValue lastPut() {
        return lastPut;
    }

    /** Takes a revision; each is taken once, one that was taken already is passed over. */
    void take(EtcdStore.Revision next, long seenNanos) {
        lastPut = next.lastPut() == null ? lastPut : next.lastPut();
        take(next.number(), next.events(), seenNanos);
    }

    void take(long number, List<StoredEvent> changes, long seenNanos) {
        if (number <= revision) {
            return;
        }
        if (number != revision + 1) {
            hasGap("revisions " + (revision + 1) + " to " + (number - 1) + " were never seen");
        }
        revision = number;
        changes.forEach(change -> add(change, seenNanos));
    }

    private void add(StoredEvent change, long seenNanos) {
        StoredKey key = change.key();
        String path = key.path();
        boolean isNetwork = path.equals(RegistryRecords.CONFIG);
        @Nullable SubnetLease before = leases.get(path);
        @Nullable
        SubnetLease after = change.deleted() ? null : RegistryRecords.lease(key).orElse(null);
        if (after == null) {
            leases.remove(path);
        } else {
            leases.put(path, after);
        }
        events.add(new Happened(
                key.modRevision(),
                path,
                before,
                after,
                isNetwork ? RegistryRecords.network(change.deleted() ? null : key) : null,
                seenNanos));
    }

    History history() {
        return new History(baseRevision, base, baseNetwork, events);
    }
}
