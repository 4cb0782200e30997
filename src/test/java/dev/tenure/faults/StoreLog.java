package dev.tenure.faults;

import dev.tenure.lease.SubnetLease;
import dev.tenure.registry.RegistryRecords;
import dev.tenure.registry.RegistryRecords.StoredEvent;
import dev.tenure.registry.StoredKey;
import dev.tenure.subnet.NetworkEntry;
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
    private final long begunNanos;
    private final List<SubnetLease> base = new ArrayList<>();
    private final List<Happened> events = new ArrayList<>();
    private final Map<String, SubnetLease> leases = new HashMap<>();
    private final long baseRevision;
    private NetworkEntry baseNetwork = NetworkEntry.NONE;
    private long revision;
    private String gap = "";

    StoreLog(long baseRevision, Collection<StoredKey> keys, long begunNanos) {
        this.baseRevision = baseRevision;
        this.revision = baseRevision;
        this.begunNanos = begunNanos;
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

    /** The last revision that is recorded as a whole. */
    long revision() {
        return revision;
    }

    long begunNanos() {
        return begunNanos;
    }

    /** What is missing; empty where nothing is. */
    String gap() {
        return gap;
    }

    void hasGap(String sentence) {
        gap = gap.isEmpty() ? sentence : gap;
    }

    /**
     * Takes what one revision changed below the prefix.
     *
     * @param of the revision; each is taken once, one that was taken is passed over
     */
    void take(long of, List<StoredEvent> changes, long seenNanos) {
        if (of <= revision) {
            return;
        }
        if (of != revision + 1) {
            hasGap("revisions " + (revision + 1) + " to " + (of - 1) + " were never seen");
        }
        revision = of;
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
