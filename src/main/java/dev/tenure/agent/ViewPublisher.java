package dev.tenure.agent;

import dev.tenure.bus.NetworkChanged;
import dev.tenure.bus.Topics;
import dev.tenure.json.JsonFields;
import dev.tenure.lease.LeaseChange;
import dev.tenure.lease.LeaseTable;
import dev.tenure.lease.LeaseValue;
import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.registry.WatchListener;
import dev.tenure.subnet.NetworkReading;
import dev.tenure.tenancy.RegistryView;
import dev.tenure.tenancy.TenancyFact;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The view of the registry that the watch keeps, and everything that is said about it on the bus. */
final class ViewPublisher {
    private static final int COMPLAINTS_MAX = 100;

    private final AgentPart part;
    private final Topics topics;
    private final Metrics metrics;
    private final PeerTeller peers;
    /** Keys that we have complained about, so that each is told once. */
    private final Set<String> told = new HashSet<>();

    private RegistryView view;
    private boolean isKnown;
    private long storeId;

    /** @param reading a number greater than that of any part that this one takes the place of */
    ViewPublisher(AgentPart part, Metrics metrics, long reading) {
        this.view = RegistryView.EMPTY.ofReading(reading);
        this.part = part;
        this.topics = part.topics;
        this.metrics = metrics;
        this.peers = new PeerTeller(part, metrics);
    }

    void begin() {
        peers.begin();
        topics.sayAgain().consumer(bus(), wish -> {
            if (wish == Topics.SayAgain.FACTS && isKnown) {
                part.tell(new TenancyFact.SnapshotRead(view));
            }
            if (wish == Topics.SayAgain.STATUS) {
                topics.networkChanged().publish(bus(), network());
            }
        });
        topics.networkQuery().answer(bus(), asked -> Future.succeededFuture(network()));
    }

    boolean isKnown() {
        return isKnown;
    }

    long revision() {
        return view.revision();
    }

    /**
     * True if the snapshot cannot be a later state of the store that we know (R8).
     *
     * @param knownWhenAsked the revision of our view when the read was sent; the watch may have told more since
     */
    boolean isOtherStore(RegistrySnapshot snapshot, long knownWhenAsked) {
        return isKnown && (snapshot.storeId() != storeId || snapshot.revision() < knownWhenAsked);
    }

    /** Takes a snapshot; one that the watch has overtaken meanwhile only ends the wait for it. */
    void wasRead(RegistrySnapshot snapshot, boolean isOther) {
        if (isKnown && !isOther && snapshot.revision() < view.revision()) {
            part.tell(new TenancyFact.SnapshotRead(view));
            return;
        }
        LeaseTable before = view.leases();
        RegistryView later = view.ofReading(isOther ? view.reading() + 1 : view.reading())
                .withNetwork(snapshot.network())
                .withLeases(snapshot.leases());
        isKnown = true;
        storeId = snapshot.storeId();
        snapshot.strangeKeys().forEach(this::isStrange);
        List<LeaseChange> changes = before.changesTo(snapshot.leases());
        publish(later, changes, isOther ? new TenancyFact.StoreReplaced(later) : new TenancyFact.SnapshotRead(later));
    }

    void changed(WatchListener.Batch batch) {
        if (batch.revision() <= view.revision()) {
            return; // a snapshot that was read meanwhile shows it already
        }
        LeaseTable leases = view.leases();
        List<LeaseChange> news = new ArrayList<>();
        for (LeaseChange change : batch.changes()) {
            LeaseTable after = leases.after(change);
            if (after != leases) {
                news.add(change);
            }
            leases = after;
        }
        batch.strangeKeys().forEach(this::isStrange);
        RegistryView later = view.withLeases(leases.atRevision(batch.revision()));
        long knownNetwork = view.entry().modRevision();
        later = batch.network()
                .filter(entry -> entry.modRevision() == 0 || entry.modRevision() > knownNetwork)
                .map(later::withNetwork)
                .orElse(later);
        publish(later, news, new TenancyFact.RegistryChanged(later, news, view.revision()));
    }

    private void publish(RegistryView later, List<LeaseChange> changes, TenancyFact fact) {
        boolean isNetworkNew = !later.entry().equals(view.entry());
        view = later;
        count(later, changes, isNetworkNew);
        // where none is in force the tenancy says it, with what it means for the host
        if (isNetworkNew && !later.networkTrouble().isEmpty() && later.network() != null) {
            part.log.warn("{}; the last good one stays in force", later.networkTrouble());
        }
        part.tell(fact);
        if (isNetworkNew) {
            topics.networkChanged().publish(bus(), network());
        }
        peers.leasesAre(later.leases(), changes);
    }

    private void count(RegistryView later, List<LeaseChange> changes, boolean isNetworkNew) {
        metrics.viewIs(later);
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
        return new NetworkChanged(view.entry(), view.network());
    }

    private EventBus bus() {
        return part.bus();
    }
}
