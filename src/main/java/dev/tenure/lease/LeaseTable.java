package dev.tenure.lease;

import dev.tenure.subnet.Subnet;
import dev.tenure.subnet.SubnetKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * Every lease at one revision of etcd. A value: a change makes a new table that shares all but a few nodes with the old
 * one, so ten thousand peers that change cost what changed.
 */
public final class LeaseTable {
    /** Nothing has been read yet. */
    public static final LeaseTable EMPTY = new LeaseTable(HashTreePMap.empty(), 0);

    private final PMap<String, SubnetLease> byKeyText;
    private final long revision;

    private LeaseTable(PMap<String, SubnetLease> byKeyText, long revision) {
        this.byKeyText = byKeyText;
        this.revision = revision;
    }

    /** All leases as read at {@code revision}. */
    public static LeaseTable of(Collection<SubnetLease> leases, long revision) {
        Map<String, SubnetLease> byKeyText = HashMap.newHashMap(leases.size());
        leases.forEach(lease -> byKeyText.put(lease.key().text(), lease));
        return new LeaseTable(HashTreePMap.from(byKeyText), revision);
    }

    /** The store's revision that this table shows. */
    public long revision() {
        return revision;
    }

    public int size() {
        return byKeyText.size();
    }

    public Collection<SubnetLease> leases() {
        return byKeyText.values();
    }

    public Optional<SubnetLease> find(SubnetKey key) {
        return Optional.ofNullable(byKeyText.get(key.text()));
    }

    /** The leases written for {@code host}, the oldest claim first. */
    public List<SubnetLease> heldBy(HostIdentity host) {
        return byKeyText.values().stream()
                .filter(lease -> lease.isHeldBy(host))
                .sorted((a, b) -> Long.compare(a.createRevision(), b.createRevision()))
                .toList();
    }

    /** The leases of other hosts than {@code host} that share an address with {@code subnet}. */
    public Stream<SubnetLease> foreignOverlaps(Subnet subnet, HostIdentity host) {
        return byKeyText.values().stream().filter(lease -> lease.subnet().overlaps(subnet) && !lease.isHeldBy(host));
    }

    /** The table after {@code change}; the same table where it shows that change already. */
    public LeaseTable after(LeaseChange change) {
        SubnetLease known = byKeyText.get(change.key().text());
        // several keys go in one revision when a grant ends, so a change at our own revision can still be new
        boolean stale = change.revision() < revision || known != null && known.modRevision() >= change.revision();
        if (stale) {
            return this;
        }
        PMap<String, SubnetLease> next = switch (change) {
            case LeaseChange.Put put -> byKeyText.plus(put.key().text(), put.lease());
            case LeaseChange.Removed removed -> byKeyText.minus(removed.key().text());
        };
        return new LeaseTable(next, change.revision());
    }

    /** The same leases, known to be all there is at a later revision. */
    public LeaseTable atRevision(long later) {
        return later <= revision ? this : new LeaseTable(byKeyText, later);
    }

    /**
     * What turns this table into {@code later}, in the order in which {@link #after} takes it; this is how deletes are seen
     * where the watch could not tell them. When a key went is not known, so removals stand last, at the later revision.
     */
    public List<LeaseChange> changesTo(LeaseTable later) {
        List<LeaseChange> changes = new ArrayList<>();
        later.byKeyText.forEach((text, lease) -> {
            SubnetLease known = byKeyText.get(text);
            // not by revision alone: a store that was emptied gives the same ones again
            if (!lease.equals(known)) {
                changes.add(new LeaseChange.Put(lease));
            }
        });
        changes.sort(Comparator.comparingLong(LeaseChange::revision));
        byKeyText.forEach((text, lease) -> {
            if (!later.byKeyText.containsKey(text)) {
                changes.add(new LeaseChange.Removed(lease.key(), later.revision));
            }
        });
        return changes;
    }
}
