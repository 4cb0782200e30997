package dev.tenure.agent;

import dev.tenure.bus.BusException;
import dev.tenure.bus.BusFailure;
import dev.tenure.bus.NetworkChanged;
import dev.tenure.bus.RegistrySeen;
import dev.tenure.bus.Topics;
import dev.tenure.json.JsonFields;
import dev.tenure.lease.LeaseChange;
import dev.tenure.lease.LeaseValue;
import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.registry.WatchListener;
import dev.tenure.subnet.NetworkReading;
import dev.tenure.tenancy.RegistryView;
import dev.tenure.tenancy.TenancyFact;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The view of the registry that the watch keeps, and everything that is said about it on the bus. */
final class ViewPublisher {
    private static final int COMPLAINTS_MAX = 100;

    private final AgentPart part;
    private final Topics topics;
    private final Metrics metrics;
    private final boolean followsPeers;
    private final PeerTeller peers;
    /** Keys that we have complained about, so that each is told once. */
    private final Set<String> told = new HashSet<>();

    private SeenRegistry seen;

    /**
     * @param reading a number greater than that of any part that this one takes the place of
     * @param followsPeers false if the leases that it has are older than it says to anybody but the tenancy
     */
    ViewPublisher(AgentPart part, Metrics metrics, long reading, boolean followsPeers) {
        this.seen = SeenRegistry.nothing(reading);
        this.part = part;
        this.topics = part.topics;
        this.metrics = metrics;
        this.followsPeers = followsPeers;
        this.peers = new PeerTeller(part, metrics);
    }

    void begin() {
        if (followsPeers) {
            tellAll();
        } else {
            metrics.peersAreUnknown();
            topics.peersQuery().answer(bus(), asked -> Future.failedFuture(notFollowed()));
            topics.registryQuery().answer(bus(), asked -> Future.failedFuture(notFollowed()));
        }
        topics.sayAgain().consumer(bus(), wish -> {
            if (wish == Topics.SayAgain.STATUS) {
                topics.networkChanged().publish(bus(), network());
            }
        });
        topics.networkQuery().answer(bus(), asked -> Future.succeededFuture(network()));
    }

    private void tellAll() {
        peers.begin();
        topics.sayAgain().consumer(bus(), wish -> {
            if (wish == Topics.SayAgain.FACTS && seen.isKnown()) {
                part.tell(new TenancyFact.SnapshotRead(seen.view()));
            }
        });
        topics.registryQuery()
                .answer(
                        bus(),
                        asked -> Future.succeededFuture(new RegistrySeen(
                                seen.view(), seen.strangeKeys(), seen.newestStrange(), seen.storeId())));
    }

    private static BusException notFollowed() {
        return new BusException(
                new BusFailure.NotOffered("This agent runs with --peers=off and follows no lease but its own;"
                        + " ask etcd with tenure leases, or start the agent with --peers=on"));
    }

    SeenRegistry seen() {
        return seen;
    }

    long revision() {
        return seen.revision();
    }

    /**
     * Takes a snapshot; one that the watch has overtaken meanwhile only ends the wait for it.
     *
     * @param isOther true if it cannot be a later state of the store that we know
     */
    void wasRead(RegistrySnapshot snapshot, boolean isOther) {
        if (!isOther && snapshot.revision() < revision()) {
            part.tell(new TenancyFact.SnapshotRead(seen.view()));
            return;
        }
        if (isOther) {
            metrics.storeWasReplaced();
        }
        SeenRegistry later = seen.after(snapshot, isOther);
        snapshot.strangeKeys().names().forEach(this::isStrange);
        List<LeaseChange> changes = seen.view().leases().changesTo(snapshot.leases());
        publish(
                later,
                changes,
                isOther ? new TenancyFact.StoreReplaced(later.view()) : new TenancyFact.SnapshotRead(later.view()));
    }

    /**
     * Takes what the watch tells, unless a snapshot that was read meanwhile shows it already.
     *
     * @param isEverything false if it tells of our own key and the network config alone
     */
    void changed(WatchListener.Batch batch, boolean isEverything) {
        if (!isEverything) {
            ownChanged(batch);
        } else if (batch.revision() > revision()) {
            SeenRegistry.Step step = seen.after(batch);
            batch.strangeKeys().stream()
                    .filter(WatchListener.StrangeKey::isThere)
                    .forEach(key -> isStrange(key.name()));
            publish(
                    step.next(),
                    step.news(),
                    new TenancyFact.RegistryChanged(step.next().view(), step.news(), revision()));
        }
    }

    private void ownChanged(WatchListener.Batch batch) {
        SeenRegistry next = seen.afterNetworkOf(batch);
        if (!next.equals(seen)) {
            publish(next, List.of(), new TenancyFact.RegistryChanged(next.view(), List.of(), revision()));
        }
        batch.changes().stream()
                .filter(change -> change.revision() > revision())
                .forEach(change -> part.tell(new TenancyFact.OwnKeySeen(
                        change.key(),
                        change instanceof LeaseChange.Put put ? Optional.of(put.lease()) : Optional.empty(),
                        change.revision())));
        metrics.watchIsAt(batch.revision());
    }

    private void publish(SeenRegistry next, List<LeaseChange> changes, TenancyFact fact) {
        RegistryView later = next.view();
        boolean isNetworkNew = !later.entry().equals(seen.view().entry());
        seen = next;
        count(later, changes, isNetworkNew);
        // where none is in force the tenancy says it, with what it means for the host
        if (isNetworkNew && !later.networkTrouble().isEmpty() && later.network() != null) {
            part.log.warn("{}; the last good one stays in force", later.networkTrouble());
        }
        part.tell(fact);
        if (isNetworkNew) {
            topics.networkChanged().publish(bus(), network());
        }
        if (followsPeers) {
            peers.leasesAre(later.leases(), changes);
        }
    }

    private void count(RegistryView later, List<LeaseChange> changes, boolean isNetworkNew) {
        if (followsPeers) {
            metrics.viewIs(later);
        } else {
            metrics.networkIs(later);
        }
        metrics.watchIsAt(later.revision());
        if (isNetworkNew && later.entry().reading() instanceof NetworkReading.Broken) {
            metrics.malformed(Metrics.Malformed.NETWORK_CONFIG);
        }
        for (LeaseChange change : changes) {
            if (change instanceof LeaseChange.Put put
                    && put.lease().value() instanceof LeaseValue.Unreadable unreadable) {
                metrics.malformed(Metrics.Malformed.LEASE_VALUE);
                complain(
                        put.key().text(),
                        "has a value that no host can have written (" + unreadable.reason()
                                + "); its addresses count as taken, remove it");
            }
        }
    }

    private void isStrange(String key) {
        metrics.malformed(Metrics.Malformed.LEASE_KEY);
        complain(key, "is not the key of a lease; it is ignored, remove it");
    }

    private void complain(String key, String what) {
        if (told.size() < COMPLAINTS_MAX && told.add(key)) {
            part.log.warn("the key {} below subnets/ {}", JsonFields.quote(key), what);
        }
    }

    private NetworkChanged network() {
        return new NetworkChanged(seen.view().entry(), seen.view().network());
    }

    private EventBus bus() {
        return part.bus();
    }
}
