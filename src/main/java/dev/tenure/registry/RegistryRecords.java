package dev.tenure.registry;

import dev.tenure.lease.LeaseChange;
import dev.tenure.lease.LeaseCodec;
import dev.tenure.lease.LeaseTable;
import dev.tenure.lease.SubnetLease;
import dev.tenure.lease.Term;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.subnet.NetworkEntry;
import dev.tenure.subnet.SubnetKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What stored keys mean; every implementation of the port reads with this and nothing else. */
public final class RegistryRecords {
    /** The network config's path below the prefix. */
    public static final String CONFIG = "config";

    /** What every lease's path begins with. */
    public static final String SUBNETS = "subnets/";

    private static final int SHOWN_LENGTH_MAX = 80;

    private RegistryRecords() {}

    /** The key of a lease, or empty for any other path. */
    public static Optional<SubnetKey> key(String path) {
        return path.startsWith(SUBNETS) ? SubnetKey.parse(path.substring(SUBNETS.length())) : Optional.empty();
    }

    /** The lease, or empty for a path that is not the key of one; no value makes this fail. */
    public static Optional<SubnetLease> lease(StoredKey stored) {
        return key(stored.path())
                .map(key -> new SubnetLease(
                        key,
                        LeaseCodec.decode(stored.value()),
                        Term.ofEtcdLease(stored.grant()),
                        stored.createRevision(),
                        stored.modRevision()));
    }

    /** The network config; no value makes this fail. */
    public static NetworkEntry network(@Nullable StoredKey stored) {
        return stored == null
                ? NetworkEntry.NONE
                : new NetworkEntry(
                        NetworkConfig.parse(new String(stored.value(), StandardCharsets.UTF_8)), stored.modRevision());
    }

    /** The network config's own text. */
    public static NetworkText networkText(StoredKey stored) {
        return new NetworkText(new String(stored.value(), StandardCharsets.UTF_8), stored.modRevision());
    }

    /** The keys that share an address with {@code own}, itself excepted. */
    public static List<WriteOutcome.Claimed> overlaps(SubnetKey own, Collection<StoredKey> others) {
        return others.stream()
                .flatMap(other -> key(other.path())
                        .filter(key ->
                                !key.text().equals(own.text()) && key.subnet().overlaps(own.subnet()))
                        .map(key -> new WriteOutcome.Claimed(key, other.createRevision()))
                        .stream())
                .toList();
    }

    /** What these events, which are in the order of their revisions and at least one, mean for a listener. */
    public static WatchListener.Batch batch(List<StoredEvent> events) {
        List<LeaseChange> changes = new ArrayList<>();
        List<WatchListener.StrangeKey> strangeKeys = new ArrayList<>();
        Optional<NetworkEntry> network = Optional.empty();
        for (StoredEvent event : events) {
            StoredKey stored = event.key();
            if (stored.path().equals(CONFIG)) {
                network = Optional.of(network(event.deleted() ? null : stored));
            } else if (stored.path().startsWith(SUBNETS)) {
                Optional<LeaseChange> change = change(event);
                change.ifPresent(changes::add);
                if (change.isEmpty()) {
                    strangeKeys.add(strangeKey(event));
                }
            }
        }
        return new WatchListener.Batch(
                changes, network, strangeKeys, events.getLast().key().modRevision());
    }

    private static Optional<LeaseChange> change(StoredEvent event) {
        return event.deleted()
                ? key(event.key().path())
                        .map(key -> new LeaseChange.Removed(key, event.key().modRevision()))
                : lease(event.key()).map(LeaseChange.Put::new);
    }

    private static WatchListener.StrangeKey strangeKey(StoredEvent event) {
        StoredKey stored = event.key();
        int added = event.deleted() ? -1 : stored.createRevision() == stored.modRevision() ? 1 : 0;
        return new WatchListener.StrangeKey(shown(stored.path()), stored.modRevision(), added);
    }

    /** A foreign key's last part, cut and made printable. */
    private static String shown(String path) {
        StringBuilder shown = new StringBuilder();
        path.codePoints()
                .skip(SUBNETS.length())
                .limit(SHOWN_LENGTH_MAX)
                .forEach(c -> shown.appendCodePoint(c < 0x20 || c > 0x7e ? '?' : c));
        return shown.toString();
    }

    /**
     * One event of the store's history.
     *
     * @param deleted true if the key went; then its mod_revision is the one at which it went
     */
    public record StoredEvent(boolean deleted, StoredKey key) {}

    /** Collects the pages of one revision, so that no page's bytes are kept longer than it takes to decode them. */
    public static final class Pages {
        private final List<SubnetLease> leases = new ArrayList<>();
        private final List<String> strangeNames = new ArrayList<>();
        private long strangeCount;
        private long strangeNewest;

        /** Reads the next keys below {@code subnets/}. */
        public void add(Collection<StoredKey> page) {
            for (StoredKey stored : page) {
                Optional<SubnetLease> lease = lease(stored);
                lease.ifPresent(leases::add);
                if (lease.isEmpty()) {
                    addStrange(stored);
                }
            }
        }

        private void addStrange(StoredKey stored) {
            strangeCount++;
            strangeNewest = Math.max(strangeNewest, stored.modRevision());
            if (strangeNames.size() < StrangeKeys.NAMES_MAX) {
                strangeNames.add(shown(stored.path()));
            }
        }

        /** All that was added, as it stood at {@code revision}. */
        public RegistrySnapshot snapshot(NetworkEntry network, long revision, long storeId) {
            StrangeKeys strangeKeys = new StrangeKeys(strangeNames, strangeCount, strangeNewest);
            return new RegistrySnapshot(network, LeaseTable.of(leases, revision), strangeKeys, storeId);
        }
    }
}
