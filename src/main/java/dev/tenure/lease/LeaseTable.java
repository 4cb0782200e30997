package dev.tenure.lease;

import dev.tenure.subnet.IpFamily;
import dev.tenure.subnet.Subnet;
import dev.tenure.subnet.SubnetKey;
import dev.tenure.subnet.TakenBlocks;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.pcollections.PMap;
import org.pcollections.TreePMap;

/**
 * Every lease at one revision of etcd. A value: a change makes a new table that shares all but a few nodes with the old
 * one, so ten thousand peers that change cost what changed. Who holds what, and who is in whose way, costs what is found.
 */
public final class LeaseTable {
    /** Nothing has been read yet. */
    public static final LeaseTable EMPTY = new LeaseTable(TreePMap.empty(), LeaseIndex.EMPTY, 0);

    private final PMap<String, SubnetLease> byKeyText;
    private final LeaseIndex index;
    private final long revision;

    private LeaseTable(PMap<String, SubnetLease> byKeyText, LeaseIndex index, long revision) {
        this.byKeyText = byKeyText;
        this.index = index;
        this.revision = revision;
    }

    /** All leases as read at {@code revision}. */
    public static LeaseTable of(Collection<SubnetLease> leases, long revision) {
        SortedMap<String, SubnetLease> byKeyText = new TreeMap<>();
        leases.forEach(lease -> byKeyText.put(lease.key().text(), lease));
        return new LeaseTable(TreePMap.fromSortedMap(byKeyText), LeaseIndex.of(byKeyText.values()), revision);
    }

    /** The store's revision that this table shows. */
    public long revision() {
        return revision;
    }

    public int size() {
        return byKeyText.size();
    }

    /** In the order of their keys' texts. */
    public Collection<SubnetLease> leases() {
        return byKeyText.values();
    }

    public Optional<SubnetLease> find(SubnetKey key) {
        return Optional.ofNullable(byKeyText.get(key.text()));
    }

    /** The leases written for {@code host}, the oldest claim first. */
    public List<SubnetLease> heldBy(HostIdentity host) {
        return Stream.of(Optional.ofNullable(host.publicIp()), Optional.ofNullable(host.publicIpv6()))
                .flatMap(Optional::stream)
                .flatMap(address -> index.keysOf(address).stream())
                .flatMap(key -> find(key).stream())
                .filter(lease -> lease.isHeldBy(host))
                .sorted(Comparator.comparingLong(SubnetLease::createRevision))
                .toList();
    }

    /** The leases that share an address with {@code subnet}. */
    public Stream<SubnetLease> overlaps(Subnet subnet) {
        return Stream.of(IpFamily.values())
                .flatMap(family -> subnet.half(family).stream())
                .flatMap(half -> taken(half.family()).overlapping(half).stream())
                .distinct()
                .flatMap(key -> find(key).stream());
    }

    /** The leases of other hosts than {@code host} that share an address with {@code subnet}. */
    public Stream<SubnetLease> foreignOverlaps(Subnet subnet, HostIdentity host) {
        return overlaps(subnet).filter(lease -> !lease.isHeldBy(host));
    }

    /** The blocks of this family that somebody has. */
    public TakenBlocks taken(IpFamily family) {
        return index.taken(family);
    }

    /** How many of the leases are reservations. */
    public int reservations() {
        return index.reservations();
    }

    /** The table after {@code change}; the same table where it shows that change already. */
    public LeaseTable after(LeaseChange change) {
        SubnetLease known = byKeyText.get(change.key().text());
        // several keys go in one revision when a grant ends, so a change at our own revision can still be new
        boolean stale = change.revision() < revision || known != null && known.modRevision() >= change.revision();
        if (stale) {
            return this;
        }
        return switch (change) {
            case LeaseChange.Put put ->
                new LeaseTable(
                        byKeyText.plus(put.key().text(), put.lease()), index.after(known, put.lease()), put.revision());
            case LeaseChange.Removed removed ->
                new LeaseTable(byKeyText.minus(removed.key().text()), index.after(known, null), removed.revision());
        };
    }

    /** The same leases, known to be all there is at a later revision. */
    public LeaseTable atRevision(long later) {
        return later <= revision ? this : new LeaseTable(byKeyText, index, later);
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
