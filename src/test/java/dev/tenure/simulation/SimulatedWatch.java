package dev.tenure.simulation;

import dev.tenure.lease.LeaseChange;
import dev.tenure.lease.LeaseTable;
import dev.tenure.subnet.NetworkEntry;
import dev.tenure.tenancy.RegistryView;
import dev.tenure.tenancy.TenancyFact;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads the registry as a whole and follows it: late, in batches, and from where it stood after it was cut off. */
final class SimulatedWatch {
    private record Snapshot(LeaseTable leases, NetworkEntry network) {}

    private final SimulatedHost host;
    private final World world;
    private final EtcdModel etcd;
    private final Plant plant;

    private RegistryView view = RegistryView.EMPTY;
    private boolean isKnown;
    private boolean isReading;
    private boolean isPumping;

    SimulatedWatch(SimulatedHost host, World world, EtcdModel etcd, Plant plant) {
        this.host = host;
        this.world = world;
        this.etcd = etcd;
        this.plant = plant;
    }

    void read() {
        if (isReading) {
            return;
        }
        isReading = true;
        host.call(
                () -> new Snapshot(etcd.table(), etcd.network()),
                snapshot -> {
                    isReading = false;
                    isKnown = true;
                    if (snapshot.leases().revision() >= view.revision()) {
                        view = view.withNetwork(snapshot.network()).withLeases(snapshot.leases());
                    }
                    host.take(new TenancyFact.SnapshotRead(view));
                    somethingHappened();
                },
                () -> {
                    isReading = false;
                    host.take(new TenancyFact.RegistryUnreachable("no answer"));
                    host.after(world.between(100, 2_000), this::read);
                });
    }

    void somethingHappened() {
        if (!isPumping && host.isUp()) {
            isPumping = true;
            host.after(world.between(0, 40), this::pump);
        }
    }

    private void pump() {
        isPumping = false;
        if (!isKnown) {
            return;
        }
        if (host.link.isCut()) {
            isPumping = true;
            host.after(world.between(200, 3_000), this::pump);
            return;
        }
        List<EtcdModel.Change> news = etcd.since(view.revision() + 1);
        if (news.isEmpty()) {
            return;
        }
        List<EtcdModel.Change> batch = news.subList(0, 1 + world.below(news.size()));
        if (plant == Plant.WATCH_LOSES_EVENTS && world.isOneIn(10)) {
            view = view.withLeases(view.leases().atRevision(batch.getLast().revision()));
        } else {
            deliver(batch);
        }
        if (batch.size() < news.size()) {
            isPumping = true;
            host.after(Duration.ofMillis(world.below(5)), this::pump);
        }
    }

    private void deliver(List<EtcdModel.Change> batch) {
        long since = view.revision();
        LeaseTable leases = view.leases();
        List<LeaseChange> changes = new ArrayList<>();
        RegistryView later = view;
        for (EtcdModel.Change change : batch) {
            for (LeaseChange one : change.leases()) {
                leases = leases.after(one);
                changes.add(one);
            }
            later = change.network().map(later::withNetwork).orElse(later);
        }
        view = later.withLeases(leases.atRevision(batch.getLast().revision()));
        host.take(new TenancyFact.RegistryChanged(view, changes, since));
    }
}
