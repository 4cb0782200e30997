package dev.tenure.simulation;

import dev.tenure.lease.GrantId;
import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.LeaseChange;
import dev.tenure.lease.LeaseTable;
import dev.tenure.lease.LeaseValue;
import dev.tenure.lease.SubnetLease;
import dev.tenure.lease.Term;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.subnet.NetworkEntry;
import dev.tenure.subnet.SubnetKey;
import dev.tenure.tenancy.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What of etcd a tenancy can notice: revisions, conditional writes, grants that end, and the history that a watch tells. */
final class EtcdModel {
    /** What one revision changed. */
    record Change(long revision, List<LeaseChange> leases, Optional<NetworkEntry> network) {}

    /** What a claim was answered; an empty lease means that it was refused. */
    record Claimed(Optional<SubnetLease> lease, List<SubnetKey> overlaps, boolean isGrantGone) {}

    /** When a grant ends unless it is kept alive. */
    private static final class Grant {
        private final Duration ttl;
        private Moment end;

        private Grant(Duration ttl, Moment end) {
            this.ttl = ttl;
            this.end = end;
        }
    }

    private final World world;
    private final Plant plant;
    private final Map<String, SubnetLease> leases = new TreeMap<>();
    private final Map<Long, Grant> grants = new TreeMap<>();
    private final List<Change> history = new ArrayList<>();
    private final List<Runnable> watchers = new ArrayList<>();
    private NetworkEntry network = NetworkEntry.NONE;
    private LeaseTable table = LeaseTable.EMPTY;
    private long revision = 1;
    private long lastGrant = 1_000;

    EtcdModel(World world, Plant plant) {
        this.world = world;
        this.plant = plant;
    }

    void watch(Runnable watcher) {
        watchers.add(watcher);
    }

    long revision() {
        return revision;
    }

    NetworkEntry network() {
        return network;
    }

    LeaseTable table() {
        if (table.revision() != revision) {
            table = LeaseTable.of(leases.values(), revision);
        }
        return table;
    }

    Optional<SubnetLease> find(SubnetKey key) {
        return Optional.ofNullable(leases.get(key.text()));
    }

    List<Change> since(long next) {
        int from = history.size();
        while (from > 0 && history.get(from - 1).revision() >= next) {
            from--;
        }
        return List.copyOf(history.subList(from, history.size()));
    }

    private void happened(List<LeaseChange> changes, Optional<NetworkEntry> entry) {
        history.add(new Change(revision, changes, entry));
        watchers.forEach(Runnable::run);
    }

    void putNetwork(String json) {
        revision++;
        network = new NetworkEntry(NetworkConfig.parse(json), revision);
        happened(List.of(), Optional.of(network));
    }

    GrantId grant(Duration ttl) {
        GrantId id = new GrantId(++lastGrant);
        grants.put(id.id(), new Grant(ttl, world.now().plus(ttl)));
        expireAt(id, ttl);
        return id;
    }

    private void expireAt(GrantId id, Duration pause) {
        // etcd looks for ended grants every half second
        world.after(pause.plus(world.between(0, 500)), () -> {
            Grant grant = grants.get(id.id());
            if (grant == null) {
                return;
            }
            Duration left = world.now().until(grant.end);
            if (left.isPositive()) {
                expireAt(id, left);
            } else {
                end(id);
            }
        });
    }

    /** The grant goes, and every key on it in one revision. */
    void end(GrantId id) {
        grants.remove(id.id());
        List<SubnetLease> gone = leases.values().stream()
                .filter(lease -> lease.term().granted().equals(Optional.of(id)))
                .toList();
        if (!gone.isEmpty()) {
            revision++;
            gone.forEach(lease -> leases.remove(lease.key().text()));
            happened(
                    gone.stream()
                            .<LeaseChange>map(lease -> new LeaseChange.Removed(lease.key(), revision))
                            .toList(),
                    Optional.empty());
        }
    }

    /** A new leader gives every grant its full time again. */
    void newLeader() {
        grants.values().forEach(grant -> grant.end = world.now().plus(grant.ttl));
    }

    /** Puts without any condition, as flanneld and operators do. */
    SubnetLease put(SubnetKey key, LeaseValue value, Term term) {
        revision++;
        SubnetLease before = leases.get(key.text());
        long created = before == null ? revision : before.createRevision();
        SubnetLease now = new SubnetLease(key, value, term, created, revision);
        leases.put(key.text(), now);
        happened(List.of(new LeaseChange.Put(now)), Optional.empty());
        return now;
    }

    void delete(SubnetKey key) {
        if (leases.remove(key.text()) != null) {
            revision++;
            happened(List.of(new LeaseChange.Removed(key, revision)), Optional.empty());
        }
    }

    Claimed create(SubnetKey key, HostAttributes value, GrantId grant, long networkRevision) {
        if (!grants.containsKey(grant.id())) {
            return new Claimed(Optional.empty(), List.of(), true);
        }
        boolean isTaken = leases.containsKey(key.text()) && plant != Plant.BLIND_CLAIM;
        if (isTaken || network.modRevision() != networkRevision) {
            return new Claimed(Optional.empty(), List.of(), false);
        }
        List<SubnetKey> overlaps = leases.values().stream()
                .map(SubnetLease::key)
                .filter(other -> !other.text().equals(key.text())
                        && other.subnet().overlaps(key.subnet())
                        && plant != Plant.OVERLAPS_NOT_READ_BACK)
                .toList();
        return new Claimed(Optional.of(put(key, value, new Term.Granted(grant))), overlaps, false);
    }

    private boolean isAsSeen(SubnetLease seen) {
        return find(seen.key())
                .filter(now -> now.modRevision() == seen.modRevision())
                .isPresent();
    }

    Optional<SubnetLease> update(SubnetLease seen, HostAttributes value, Term term) {
        return isAsSeen(seen) ? Optional.of(put(seen.key(), value, term)) : Optional.empty();
    }

    boolean deleteIfSeen(SubnetLease seen) {
        boolean isToGo = isAsSeen(seen) || plant == Plant.BLIND_RELEASE;
        if (isToGo) {
            delete(seen.key());
        }
        return isToGo;
    }

    void revokeUnused(GrantId id) {
        boolean isUsed = leases.values().stream()
                .anyMatch(lease -> lease.term().granted().equals(Optional.of(id)));
        if (!isUsed && plant != Plant.GRANTS_LEAK) {
            grants.remove(id.id());
        }
    }

    /** False if the grant is gone. */
    boolean keepAlive(GrantId id) {
        Grant grant = grants.get(id.id());
        if (grant != null) {
            grant.end = world.now().plus(grant.ttl);
        }
        return grant != null;
    }

    int grantCount() {
        return grants.size();
    }
}
