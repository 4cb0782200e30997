package dev.tenure.registry;

import dev.tenure.lease.GrantId;
import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.LeaseCodec;
import dev.tenure.lease.SubnetLease;
import dev.tenure.lease.Term;
import dev.tenure.subnet.NetworkEntry;
import dev.tenure.subnet.SubnetKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the requests of the port do to an {@link InMemoryStore}, each at one moment. {@link InMemoryRegistry} carries them out
 * for Vert.x and is held to the contract of the real etcd; the simulation carries the same ones out in virtual time.
 */
public final class InMemoryOperations {
    private final InMemoryStore store;

    public InMemoryOperations(InMemoryStore store) {
        this.store = store;
    }

    /** Everything at this revision. */
    public RegistrySnapshot snapshot() {
        return store.atomically(() -> {
            RegistryRecords.Pages pages = new RegistryRecords.Pages();
            pages.add(store.below(RegistryRecords.SUBNETS));
            NetworkEntry network = RegistryRecords.network(store.find(RegistryRecords.CONFIG));
            return pages.snapshot(network, store.revision(), store.storeId());
        });
    }

    /** The same in a few numbers. */
    public RegistryDigest digest() {
        return store.atomically(() -> {
            List<StoredKey> keys = store.below(RegistryRecords.SUBNETS);
            long newest = keys.stream().mapToLong(StoredKey::modRevision).max().orElse(0);
            return new RegistryDigest(keys.size(), newest, networkRevision(), store.revision(), store.storeId());
        });
    }

    /** A new grant, in whole seconds. */
    public Grant grant(Duration ttl) {
        Duration whole =
                Duration.ofSeconds(Math.max(1, ttl.plusNanos(999_999_999).toSeconds()));
        return new Grant(new GrantId(store.grant(whole)), whole);
    }

    /** One write under its condition; a {@link RegistryException} if its grant is gone. */
    public WriteOutcome write(SubnetWrite write) {
        return store.atomically(() -> switch (write) {
            case SubnetWrite.Create create -> create(create);
            case SubnetWrite.Reserve reserve ->
                isFree(reserve.key(), reserve.networkRevision()) && isNoneMadeAfter(reserve.seenRevision())
                        ? put(reserve.key(), reserve.attributes(), Optional.empty())
                        : refused(reserve.key());
            case SubnetWrite.Update update ->
                isAsSeen(update.seen())
                        ? put(
                                update.seen().key(),
                                update.attributes(),
                                update.term().granted())
                        : refused(update.seen().key());
            case SubnetWrite.Delete delete -> {
                SubnetKey key = delete.seen().key();
                yield isAsSeen(delete.seen())
                        ? new WriteOutcome.Applied(Optional.empty(), List.of(), store.delete(path(key)))
                        : refused(key);
            }
        });
    }

    private WriteOutcome create(SubnetWrite.Create create) {
        if (!isFree(create.key(), create.networkRevision())) {
            return refused(create.key());
        }
        return put(create.key(), create.attributes(), Optional.of(create.grant()))
                        instanceof WriteOutcome.Applied applied
                ? new WriteOutcome.Applied(
                        applied.lease(),
                        RegistryRecords.overlaps(create.key(), store.below(RegistryRecords.SUBNETS)),
                        applied.revision())
                : refused(create.key());
    }

    private boolean isFree(SubnetKey key, long networkRevision) {
        return store.find(path(key)) == null && networkRevision() == networkRevision;
    }

    private boolean isNoneMadeAfter(long seenRevision) {
        return store.below(RegistryRecords.SUBNETS).stream().allMatch(key -> key.createRevision() <= seenRevision);
    }

    private WriteOutcome put(SubnetKey key, HostAttributes attributes, Optional<GrantId> grant) {
        long id = grant.map(GrantId::id).orElse(0L);
        if (id != 0 && !store.hasGrant(id)) {
            throw new RegistryException(new RegistryFailure.GrantNotFound("there is no grant " + Long.toHexString(id)));
        }
        long revision = store.put(path(key), LeaseCodec.encode(attributes), id);
        return new WriteOutcome.Applied(lease(key), List.of(), revision);
    }

    private WriteOutcome refused(SubnetKey key) {
        return new WriteOutcome.Refused(lease(key), networkRevision());
    }

    private long networkRevision() {
        return store.get(RegistryRecords.CONFIG).map(StoredKey::modRevision).orElse(0L);
    }

    private boolean isAt(SubnetLease seen) {
        return store.get(path(seen.key()))
                .filter(stored -> stored.modRevision() == seen.modRevision())
                .isPresent();
    }

    private boolean isAsSeen(SubnetLease seen) {
        long grant = seen.term().granted().map(GrantId::id).orElse(0L);
        return isAt(seen)
                && store.get(path(seen.key()))
                        .filter(stored -> grant == 0 || stored.grant() == grant)
                        .isPresent();
    }

    /** The key as it is. */
    public Optional<SubnetLease> lease(SubnetKey key) {
        return store.get(path(key)).flatMap(RegistryRecords::lease);
    }

    private static String path(SubnetKey key) {
        return RegistryRecords.SUBNETS + key.text();
    }

    /** The first request of a renewal: what the key shows; empty if its grant is to be kept alive now. */
    public Optional<Renewal> look(SubnetLease lease) {
        if (!isAt(lease)) {
            return Optional.of(new Renewal.Changed(lease(lease.key()), store.revision()));
        }
        return lease.isReservation() ? Optional.of(new Renewal.StillReserved()) : Optional.empty();
    }

    /** The second one. */
    public Renewal keepAlive(GrantId grant) {
        return store.keepAlive(grant.id()).<Renewal>map(Renewal.KeptAlive::new).orElseGet(Renewal.GrantGone::new);
    }

    /** The first request of a revocation: true if the grant is there and no key hangs on it. */
    public boolean isUnused(GrantId grant) {
        return store.hasGrant(grant.id()) && store.keysOf(grant.id()).isEmpty();
    }

    /** The second one, which takes every key with it that has come meanwhile. */
    public void revoke(GrantId grant) {
        store.endGrant(grant.id());
    }

    // ---- what operators need

    /** Puts the network config if it is as seen. */
    public NetworkOutcome putNetwork(String value, long seenRevision) {
        return store.atomically(() -> networkRevision() == seenRevision
                ? new NetworkOutcome.Applied(store.put(RegistryRecords.CONFIG, value, 0))
                : new NetworkOutcome.Refused(RegistryRecords.network(store.find(RegistryRecords.CONFIG))));
    }

    /** The network config's own text. */
    public Optional<NetworkText> networkText() {
        return store.atomically(
                () -> Optional.ofNullable(store.find(RegistryRecords.CONFIG)).map(RegistryRecords::networkText));
    }

    /** What is not the key of a lease. */
    public List<StrangeEntry> strangeEntries() {
        return store.below(RegistryRecords.SUBNETS).stream()
                .filter(stored -> RegistryRecords.key(stored.path()).isEmpty())
                .map(InMemoryOperations::strange)
                .toList();
    }

    private static StrangeEntry strange(StoredKey stored) {
        String lastPart = stored.path().substring(RegistryRecords.SUBNETS.length());
        return new StrangeEntry(
                StrangeEntry.name(lastPart.getBytes(StandardCharsets.UTF_8)),
                Term.ofEtcdLease(stored.grant()),
                stored.createRevision(),
                stored.modRevision());
    }

    /** Deletes it if it is as seen. */
    public boolean deleteStrange(StrangeEntry seen) {
        String path = RegistryRecords.SUBNETS + new String(seen.lastPart(), StandardCharsets.UTF_8);
        return store.atomically(() -> store.get(path)
                        .filter(stored -> stored.modRevision() == seen.modRevision())
                        .isPresent()
                && store.delete(path) > 0);
    }

    /** How a grant stands. */
    public Optional<GrantState> grantState(GrantId grant) {
        return store.grantState(grant.id());
    }

    /** Every grant. */
    public List<GrantId> grants() {
        return store.grants().stream().map(GrantId::new).toList();
    }
}
