package dev.tenure.agent;

import dev.tenure.lease.LeaseChange;
import dev.tenure.lease.LeaseTable;
import dev.tenure.lease.SubnetLease;
import dev.tenure.registry.RegistryDigest;
import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.registry.WatchListener.Batch;
import dev.tenure.registry.WatchListener.StrangeKey;
import dev.tenure.subnet.NetworkEntry;
import dev.tenure.tenancy.RegistryView;
import java.util.ArrayList;
import java.util.List;

/**
 * The registry as it was read and as the watch has told of it since, with what a digest of the same would say. A value.
 *
 * @param view what everybody is shown
 * @param strangeKeys how many keys there are that are not the key of a lease
 * @param newestStrange no such key was written later
 * @param storeId the cluster it was read from
 * @param networkAt the revision at which the network config was told without the leases; less than theirs otherwise
 */
record SeenRegistry(RegistryView view, long strangeKeys, long newestStrange, long storeId, long networkAt) {
    /** Before anything was read by a reader of this number. */
    static SeenRegistry nothing(long reading) {
        return new SeenRegistry(RegistryView.EMPTY.ofReading(reading), 0, 0, 0, 0);
    }

    /**
     * What follows from a batch.
     *
     * @param news the changes that were not known yet
     */
    record Step(SeenRegistry next, List<LeaseChange> news) {}

    long revision() {
        return view.revision();
    }

    /** True once something was read: no store is at revision 0. */
    boolean isKnown() {
        return revision() > 0;
    }

    /**
     * As read afresh; a network config that is broken or gone leaves the last good one in force.
     *
     * @param isOther true if the store is another one
     */
    SeenRegistry after(RegistrySnapshot snapshot, boolean isOther) {
        RegistryView read = view.ofReading(isOther ? view.reading() + 1 : view.reading())
                .withNetwork(isOther || networkAt <= snapshot.revision() ? snapshot.network() : view.entry())
                .withLeases(snapshot.leases());
        return new SeenRegistry(
                read,
                snapshot.strangeKeys().count(),
                snapshot.strangeKeys().newest(),
                snapshot.storeId(),
                isOther ? 0 : networkAt);
    }

    /** As a watch of little tells it: the network config alone, since the leases are as old as before. */
    SeenRegistry afterNetworkOf(Batch batch) {
        long known = Math.max(revision(), networkAt);
        return batch.network()
                .filter(entry -> batch.revision() > known)
                .map(entry -> new SeenRegistry(
                        view.withNetwork(entry), strangeKeys, newestStrange, storeId, batch.revision()))
                .orElse(this);
    }

    /** As the watch tells it. A batch that a snapshot which was read meanwhile shows already changes nothing. */
    Step after(Batch batch) {
        return upTo(batch.revision(), batch);
    }

    /** Likewise, but only what happened up to {@code limit}. */
    Step upTo(long limit, Batch batch) {
        if (batch.revision() <= revision()) {
            return new Step(this, List.of());
        }
        LeaseTable leases = view.leases();
        List<LeaseChange> news = new ArrayList<>();
        for (LeaseChange change : batch.changes()) {
            LeaseTable after = change.revision() > limit ? leases : leases.after(change);
            if (after != leases) {
                news.add(change);
            }
            leases = after;
        }
        long known = view.entry().modRevision();
        RegistryView later = view.withLeases(leases.atRevision(Math.min(limit, batch.revision())));
        NetworkEntry network = batch.network()
                .filter(entry -> batch.revision() > networkAt)
                .filter(entry -> entry.modRevision() == 0 || entry.modRevision() > known)
                .orElse(view.entry());
        return new Step(withStrange(batch.strangeKeys(), limit, later.withNetwork(network)), news);
    }

    private SeenRegistry withStrange(List<StrangeKey> events, long limit, RegistryView later) {
        long count = strangeKeys;
        long newest = newestStrange;
        for (StrangeKey event : events) {
            if (event.revision() > revision() && event.revision() <= limit) {
                count += event.added();
                newest = event.isThere() ? Math.max(newest, event.revision()) : newest;
            }
        }
        return new SeenRegistry(later, count, newest, storeId, networkAt);
    }

    /** True if a store of which this is the digest shows what we show, as far as these few numbers tell. */
    boolean agreesWith(RegistryDigest digest) {
        long newest = view.leases().leases().stream()
                .mapToLong(SubnetLease::modRevision)
                .max()
                .orElse(0);
        // the newest strange key may be gone, and which is the newest then nobody has told
        return digest.keys() == view.leases().size() + strangeKeys
                && digest.newest() >= newest
                && digest.newest() <= Math.max(newest, newestStrange)
                && digest.networkRevision() == view.entry().modRevision();
    }

    /** True if the snapshot, which was read later, cannot be of the store that we know (R8). */
    boolean isContradictedBy(RegistrySnapshot snapshot) {
        return isKnown()
                && (snapshot.storeId() != storeId
                        || snapshot.revision() < revision()
                        || snapshot.leases().leases().stream().anyMatch(this::isOlderThanOurs));
    }

    /** A key's revision never goes back; in a backup that was restored and has overtaken us it has. */
    private boolean isOlderThanOurs(SubnetLease read) {
        return view.leases()
                .find(read.key())
                .filter(ours -> ours.modRevision() > read.modRevision())
                .isPresent();
    }
}
