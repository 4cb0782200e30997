package dev.tenure.simulation;

import dev.tenure.bus.Topics.SayAgain;
import dev.tenure.lease.LeaseChange;
import dev.tenure.lease.LeaseTable;
import dev.tenure.lease.SubnetLease;
import dev.tenure.registry.RegistryFailure;
import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.registry.WatchListener.Batch;
import dev.tenure.registry.WatchScope;
import dev.tenure.subnet.SubnetKey;
import dev.tenure.tenancy.Backoff;
import dev.tenure.tenancy.Chance;
import dev.tenure.tenancy.RegistryView;
import dev.tenure.tenancy.TenancyCommand;
import dev.tenure.tenancy.TenancyFact;
import dev.tenure.tenancy.TenancyStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * As the agent's WatchVerticle: reads the registry as a whole, follows it, and reads again where following will not do. That a
 * restored store has overtaken the revision which a host knew the agent finds by comparing a digest now and then; here it is
 * found at once, since revisions are small here and soon overtaken.
 */
final class WatchPart extends Part {
    private record Reading(RegistrySnapshot snapshot, long epoch) {}

    /** So long after something was written the leases are read; in the agent that is ten minutes or so. Runs are short. */
    private static final Duration LOOK = Duration.ofSeconds(10);

    private static final Backoff REOPEN = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));

    private final Chance chance;
    private final HostTimer retry = new HostTimer(this, this::goOn);
    private RegistryView view;
    private boolean isKnown;
    private long storeId;
    /** How often the store had been replaced when it was read. */
    private long epoch;

    /** The revision at which the network config was told without the leases. */
    private long networkAt;

    private final HostTimer look = new HostTimer(this, this::look);
    private final Runnable lookSoon = this::lookSoon;
    private boolean isLookDue;
    private WatchScope scope;
    private int failures;
    private int opened;
    private boolean isReading;
    private boolean isReadOwed = true;
    private final List<SimulatedStream> streams = new ArrayList<>();

    WatchPart(SimulatedHost host) {
        super(host);
        chance = new Chance(host.world.number());
        view = RegistryView.EMPTY.ofReading(host.clock.now().nanos());
        scope = host.followsPeers ? WatchScope.EVERYTHING : WatchScope.NETWORK;
    }

    RegistryView view() {
        return view;
    }

    @Override
    Part successor() {
        return new WatchPart(host);
    }

    @Override
    void begin() {
        if (!host.followsPeers) {
            say(SayAgain.STATUS);
            host.etcd.tell(lookSoon);
        }
        read();
    }

    boolean isAllTold() {
        return scope instanceof WatchScope.Everything;
    }

    private void look() {
        isLookDue = false;
        if (!isAllTold()) {
            read();
        }
    }

    private void lookSoon() {
        if (!isLookDue) {
            isLookDue = true;
            look.set(LOOK);
        }
    }

    @Override
    void hear(Object message) {
        if (message instanceof TenancyCommand.ReadSnapshot) {
            read();
        } else if (message == SayAgain.FACTS && !host.followsPeers) {
            read();
        } else if (message == SayAgain.FACTS && isKnown) {
            say(new TenancyFact.SnapshotRead(view));
        } else if (message instanceof TenancyStatus status && !host.followsPeers) {
            tenancyIs(status);
        }
    }

    private void tenancyIs(TenancyStatus status) {
        WatchScope before = scope;
        scope = status.needsPeers()
                ? WatchScope.EVERYTHING
                : status.lease().map(SubnetLease::key).map(WatchScope::own).orElse(scope);
        if (!scope.equals(before) && !streams.isEmpty()) {
            follow();
        }
    }

    private void read() {
        isReadOwed = true;
        if (!isReading) {
            isReading = true;
            long known = view.revision();
            call(
                    () -> new Reading(host.etcd.snapshot(), host.judge.epoch()),
                    reading -> wasRead(reading.snapshot(), known, reading.epoch()),
                    failure -> {
                        isReading = false;
                        cutOff(failure);
                    });
        }
    }

    private void wasRead(RegistrySnapshot snapshot, long knownWhenAsked, long epochRead) {
        isReading = false;
        isReadOwed = false;
        failures = 0;
        boolean isOther = isKnown
                && (snapshot.storeId() != storeId || snapshot.revision() < knownWhenAsked || epochRead != epoch);
        if (isKnown && !isOther && snapshot.revision() < view.revision()) {
            say(new TenancyFact.SnapshotRead(view));
        } else {
            boolean isNetworkOlder = !isOther && networkAt > snapshot.revision();
            networkAt = isOther ? 0 : networkAt;
            view = view.ofReading(isOther ? view.reading() + 1 : view.reading())
                    .withNetwork(isNetworkOlder ? view.entry() : snapshot.network())
                    .withLeases(snapshot.leases());
            isKnown = true;
            epoch = epochRead;
            host.reads(view.reading(), epoch);
            storeId = snapshot.storeId();
            boolean isToBeTold = isOther && host.plant != Plant.OTHER_STORE_NOT_TOLD;
            say(isToBeTold ? new TenancyFact.StoreReplaced(view) : new TenancyFact.SnapshotRead(view));
        }
        if (streams.isEmpty() || isOther) {
            retry.cancel();
            follow();
        }
    }

    private void follow() {
        unfollow();
        boolean skips = host.plant == Plant.RESUMES_AT_THE_END && opened > 0;
        long from = skips ? host.etcd.revision() + 1 : view.revision() + 1;
        opened++;
        switch (scope) {
            case WatchScope.Everything everything -> follow(from, any -> true);
            case WatchScope.Own own -> {
                follow(from, batch -> batch.network().isPresent());
                own.lease().ifPresent(key -> follow(from, batch -> isOf(batch, key)));
            }
        }
    }

    private void follow(long from, Predicate<Batch> isWatched) {
        Follower follower = new Follower();
        SimulatedStream next =
                new SimulatedStream(host.world, host.etcd, host.link, host.plant, from, isWatched, follower);
        follower.mine = next;
        streams.add(next);
        next.open();
    }

    private static boolean isOf(Batch batch, SubnetKey key) {
        return batch.changes().stream().anyMatch(change -> change.key().equals(key));
    }

    private void unfollow() {
        streams.forEach(SimulatedStream::close);
        streams.clear();
    }

    /** One of them: that any is dead has to be noticed. */
    void stall() {
        if (!streams.isEmpty()) {
            streams.getLast().stall();
        }
    }

    /** What a watch of little tells; nothing of the leases but ours is known up to there. */
    private void ownChanged(Batch batch) {
        long since = view.revision();
        if (batch.network().isPresent() && batch.revision() > Math.max(since, networkAt)) {
            networkAt = batch.revision();
            view = view.withNetwork(batch.network().orElseThrow());
            say(new TenancyFact.RegistryChanged(view, List.of(), since));
        }
        if (scope instanceof WatchScope.Own own && own.lease().isPresent()) {
            batch.changes().stream()
                    .filter(change -> change.key().equals(own.lease().orElseThrow()) && change.revision() > since)
                    .forEach(change -> say(new TenancyFact.OwnKeySeen(
                            change.key(),
                            change instanceof LeaseChange.Put put ? Optional.of(put.lease()) : Optional.empty(),
                            change.revision())));
        }
        if (host.plant == Plant.OLD_VIEW_LOOKS_NEW && batch.revision() > since) {
            view = view.withLeases(view.leases().atRevision(batch.revision()));
            say(new TenancyFact.RegistryChanged(view, List.of(), since));
        }
    }

    private void changed(Batch batch) {
        if (!isAllTold()) {
            ownChanged(batch);
            return;
        }
        if (batch.revision() <= view.revision()) {
            return;
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
        RegistryView later = view.withLeases(leases.atRevision(batch.revision()));
        long since = view.revision();
        long knownNetwork = view.entry().modRevision();
        view = batch.network()
                .filter(entry -> batch.revision() > networkAt)
                .filter(entry -> entry.modRevision() == 0 || entry.modRevision() > knownNetwork)
                .map(later::withNetwork)
                .orElse(later);
        say(new TenancyFact.RegistryChanged(view, news, since));
    }

    private void cutOff(RegistryFailure failure) {
        unfollow();
        failures++;
        if (!(failure instanceof RegistryFailure.Compacted)) {
            say(new TenancyFact.RegistryUnreachable(failure.sentence()));
        }
        isReadOwed |= failure instanceof RegistryFailure.Compacted || !isAllTold();
        retry.set(REOPEN.pause(failures, chance, host.clock.now()));
    }

    private void goOn() {
        if (isReadOwed) {
            read();
        } else {
            follow();
        }
    }

    @Override
    void stop() {
        super.stop();
        host.etcd.tellNoMore(lookSoon);
        unfollow();
    }

    /** What an older watch still says is not heard. */
    private final class Follower implements SimulatedStream.Hearer {
        private @Nullable SimulatedStream mine;

        private void hear(Runnable what) {
            host.run(WatchPart.this, () -> {
                if (mine != null && streams.contains(mine)) {
                    what.run();
                }
            });
        }

        @Override
        public void opened(long storeRevision) {
            hear(() -> {
                if (storeRevision < view.revision() || host.judge.epoch() != epoch) {
                    unfollow();
                    read();
                } else {
                    failures = 0;
                }
            });
        }

        @Override
        public void changed(Batch batch) {
            hear(() -> WatchPart.this.changed(batch));
        }

        @Override
        public void ended(RegistryFailure reason) {
            hear(() -> cutOff(reason));
        }
    }
}
