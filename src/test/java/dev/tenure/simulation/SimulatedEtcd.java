package dev.tenure.simulation;

import dev.tenure.lease.GrantId;
import dev.tenure.lease.LeaseChange;
import dev.tenure.lease.LeaseTable;
import dev.tenure.lease.SubnetLease;
import dev.tenure.registry.Grant;
import dev.tenure.registry.InMemoryOperations;
import dev.tenure.registry.InMemoryStore;
import dev.tenure.registry.RegistryRecords;
import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.registry.Renewal;
import dev.tenure.registry.StrangeKeys;
import dev.tenure.registry.SubnetWrite;
import dev.tenure.registry.WatchListener.Batch;
import dev.tenure.registry.WriteOutcome;
import dev.tenure.subnet.NetworkEntry;
import dev.tenure.subnet.SubnetKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * etcd in virtual time. It is the in-memory store that the contract tests hold to the real one; here time ends its grants, every
 * revision has an author, and what a revision means is decoded once for all who watch.
 */
final class SimulatedEtcd {
    /** Sees everything that happens, at the moment at which it does. */
    interface Witness {
        void happened(Author by, Batch what, LeaseTable before);

        void storeReplaced(LeaseTable before);
    }

    private final World world;
    private final Faults faults;
    private final Witness witness;
    private final InMemoryStore store = new InMemoryStore();
    private final InMemoryOperations port = new InMemoryOperations(store);
    private final List<Batch> history = new ArrayList<>();
    private final List<SimulatedStream> watchers = new ArrayList<>();
    private final List<Runnable> told = new ArrayList<>();
    private final Map<GrantId, Author> granted = new HashMap<>();
    private LeaseTable table = LeaseTable.EMPTY;
    private NetworkEntry network = NetworkEntry.NONE;
    private Author author = Author.TIME;

    SimulatedEtcd(World world, Faults faults, Witness witness) {
        this.world = world;
        this.faults = faults;
        this.witness = witness;
        store.subscribe(this::revised, () -> {});
        table = table.atRevision(store.revision());
    }

    private void revised() {
        Batch news = RegistryRecords.batch(store.eventsFrom(store.revision()));
        LeaseTable before = table;
        for (LeaseChange change : news.changes()) {
            table = table.after(change);
        }
        table = table.atRevision(news.revision());
        network = news.network().orElse(network);
        history.add(news);
        witness.happened(author, news, before);
        watchers.forEach(SimulatedStream::somethingHappened);
        told.forEach(Runnable::run);
    }

    /** Does {@code what}; every revision that follows is by {@code who}. */
    <T> T by(Author who, Supplier<T> what) {
        Author before = author;
        author = who;
        store.timeIs(Duration.ofNanos(world.nanos()));
        try {
            return what.get();
        } finally {
            author = before;
        }
    }

    // ---- what the port can ask

    RegistrySnapshot snapshot() {
        return new RegistrySnapshot(network, table, new StrangeKeys(List.of(), 0, 0), store.storeId());
    }

    Grant grant(Author who, Duration ttl) {
        return by(who, () -> {
            Grant grant = port.grant(ttl);
            granted.put(grant.id(), who);
            endAfter(grant.id(), ttl);
            return grant;
        });
    }

    WriteOutcome write(Author who, SubnetWrite write) {
        return by(who, () -> port.write(write));
    }

    Optional<Renewal> look(SubnetLease lease) {
        return port.look(lease);
    }

    Renewal keepAlive(GrantId grant) {
        return by(Author.TIME, () -> port.keepAlive(grant));
    }

    boolean isUnused(GrantId grant) {
        return port.isUnused(grant);
    }

    void revoke(Author who, GrantId grant) {
        by(who, () -> {
            port.revoke(grant);
            return true;
        });
    }

    // ---- what a watch can ask

    void watch(SimulatedStream watcher) {
        watchers.add(watcher);
    }

    /** Whoever looks now and then need not look while nothing happens: days of virtual time pass so. */
    void tell(Runnable somethingHappened) {
        told.add(somethingHappened);
    }

    void tellNoMore(Runnable somethingHappened) {
        told.remove(somethingHappened);
    }

    void unwatch(SimulatedStream watcher) {
        watchers.remove(watcher);
    }

    /** Whole revisions from this one on, as one. */
    List<Batch> since(long revision) {
        int from = history.size();
        while (from > 0 && history.get(from - 1).revision() >= revision) {
            from--;
        }
        return history.subList(from, history.size());
    }

    boolean isCompacted(long revision) {
        return revision < store.compactRevision();
    }

    // ---- what everybody can see who stands above it

    LeaseTable table() {
        return table;
    }

    NetworkEntry network() {
        return network;
    }

    long revision() {
        return store.revision();
    }

    Optional<SubnetLease> find(SubnetKey key) {
        return table.find(key);
    }

    Optional<Duration> endOf(GrantId grant) {
        return store.endOf(grant.id());
    }

    /** The grants that agents asked for and that have not ended. */
    List<GrantId> agentsGrants() {
        return store.grants().stream()
                .map(GrantId::new)
                .filter(grant -> {
                    Author by = granted.get(grant);
                    return by != null && by.kind() == Author.Kind.AGENT;
                })
                .toList();
    }

    /** What is decoded once and kept is what a reader of the whole store sees. */
    boolean isSound() {
        RegistrySnapshot read = port.snapshot();
        return read.network().equals(network) && table.changesTo(read.leases()).isEmpty();
    }

    // ---- what others do to it

    SubnetLease put(Author who, SubnetKey key, byte[] value, Optional<GrantId> grant) {
        return by(who, () -> {
            store.put(
                    RegistryRecords.SUBNETS + key.text(),
                    value,
                    grant.map(GrantId::id).orElse(0L));
            return find(key).orElseThrow();
        });
    }

    void putStrangeKey(Author who, String name) {
        by(who, () -> store.put(RegistryRecords.SUBNETS + name, "{}", 0));
    }

    void putNetwork(String json) {
        by(Author.OPERATOR, () -> store.put(RegistryRecords.CONFIG, json.getBytes(StandardCharsets.UTF_8), 0));
    }

    void deleteNetwork() {
        by(Author.OPERATOR, () -> store.delete(RegistryRecords.CONFIG));
    }

    void delete(Author who, SubnetKey key) {
        by(who, () -> store.delete(RegistryRecords.SUBNETS + key.text()));
    }

    // ---- what fate does to it

    private void endAfter(GrantId grant, Duration pause) {
        // etcd looks for ended grants every half second
        world.after(
                pause.plus(world.between(0, 500)),
                () -> store.endOf(grant.id()).ifPresent(end -> {
                    Duration left = end.minusNanos(world.nanos());
                    if (left.isPositive()) {
                        endAfter(grant, left);
                    } else if (faults.isEtcdAway()) {
                        endAfter(grant, Duration.ofSeconds(1));
                    } else {
                        revoke(Author.TIME, grant);
                    }
                }));
    }

    /** A new leader gives every grant its full time again, and so does a restart. */
    void newLeader() {
        by(Author.TIME, () -> {
            store.restartGrants();
            return true;
        });
    }

    /** Forgets the history before the revision that it stands at. */
    void compact() {
        store.compact(revision());
    }

    /** Every watch ends, as when etcd is started anew. */
    void breakWatches() {
        List.copyOf(watchers).forEach(SimulatedStream::isBroken);
    }

    /** Others write elsewhere in the same etcd: revisions are no small numbers. */
    void writtenElsewhere(long revisions) {
        store.writtenElsewhere(revisions);
    }

    /** A revision that something here happened at, or 1. */
    long anyRevision() {
        return history.isEmpty() ? 1 : world.oneOf(history).revision();
    }

    /** All is as it was at {@code revision}, 1 for nothing at all; another cluster shows another id. */
    void restore(long revision, boolean isSameCluster) {
        LeaseTable before = table;
        faults.etcdStarts++;
        by(Author.OPERATOR, () -> {
            if (isSameCluster) {
                store.restoreInPlace(revision);
            } else {
                store.restore(revision);
            }
            return true;
        });
        history.removeIf(batch -> batch.revision() > revision);
        RegistrySnapshot read = port.snapshot();
        table = read.leases();
        network = read.network();
        store.grants().stream()
                .sorted()
                .forEach(grant -> endAfter(
                        new GrantId(grant), store.endOf(grant).orElseThrow().minusNanos(world.nanos())));
        witness.storeReplaced(before);
        breakWatches();
    }
}
