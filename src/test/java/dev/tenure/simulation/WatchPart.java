package dev.tenure.simulation;

import dev.tenure.bus.Topics.SayAgain;
import dev.tenure.lease.LeaseChange;
import dev.tenure.lease.LeaseTable;
import dev.tenure.registry.RegistryFailure;
import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.registry.WatchListener.Batch;
import dev.tenure.tenancy.Backoff;
import dev.tenure.tenancy.Chance;
import dev.tenure.tenancy.RegistryView;
import dev.tenure.tenancy.TenancyCommand;
import dev.tenure.tenancy.TenancyFact;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * As the agent's WatchVerticle: reads the registry as a whole, follows it, and reads again where following will not do. That a
 * restored store has overtaken the revision which a host knew the agent finds by comparing a digest now and then; here it is
 * found at once, since revisions are small here and soon overtaken.
 */
final class WatchPart extends Part {
    private record Reading(RegistrySnapshot snapshot, long epoch) {}

    private static final Backoff REOPEN = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));

    private final Chance chance;
    private final HostTimer retry = new HostTimer(this, this::goOn);
    private RegistryView view;
    private boolean isKnown;
    private long storeId;
    /** How often the store had been replaced when it was read. */
    private long epoch;

    private int failures;
    private int opened;
    private boolean isReading;
    private boolean isReadOwed = true;
    private @Nullable SimulatedStream stream;

    WatchPart(SimulatedHost host) {
        super(host);
        chance = new Chance(host.world.number());
        view = RegistryView.EMPTY.ofReading(host.clock.now().nanos());
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
        read();
    }

    @Override
    void hear(Object message) {
        if (message instanceof TenancyCommand.ReadSnapshot) {
            read();
        } else if (message == SayAgain.FACTS && isKnown) {
            say(new TenancyFact.SnapshotRead(view));
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
            view = view.ofReading(isOther ? view.reading() + 1 : view.reading())
                    .withNetwork(snapshot.network())
                    .withLeases(snapshot.leases());
            isKnown = true;
            epoch = epochRead;
            host.reads(view.reading(), epoch);
            storeId = snapshot.storeId();
            boolean isToBeTold = isOther && host.plant != Plant.OTHER_STORE_NOT_TOLD;
            say(isToBeTold ? new TenancyFact.StoreReplaced(view) : new TenancyFact.SnapshotRead(view));
        }
        if (stream == null || isOther) {
            retry.cancel();
            follow();
        }
    }

    private void follow() {
        unfollow();
        boolean skips = host.plant == Plant.RESUMES_AT_THE_END && opened > 0;
        long from = skips ? host.etcd.revision() + 1 : view.revision() + 1;
        opened++;
        Follower follower = new Follower();
        SimulatedStream next = new SimulatedStream(host.world, host.etcd, host.link, host.plant, from, follower);
        follower.mine = next;
        stream = next;
        next.open();
    }

    private void unfollow() {
        if (stream != null) {
            stream.close();
            stream = null;
        }
    }

    void stall() {
        if (stream != null) {
            stream.stall();
        }
    }

    private void changed(Batch batch) {
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
        isReadOwed |= failure instanceof RegistryFailure.Compacted;
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
        unfollow();
    }

    /** What an older watch still says is not heard. */
    private final class Follower implements SimulatedStream.Hearer {
        private @Nullable SimulatedStream mine;

        private void hear(Runnable what) {
            host.run(WatchPart.this, () -> {
                if (mine == stream) {
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
