package dev.tenure.simulation;

import dev.tenure.lease.LeaseChange;
import dev.tenure.registry.RegistryFailure;
import dev.tenure.registry.WatchListener.Batch;
import dev.tenure.subnet.NetworkEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** One watch on its way from etcd to a host: late, in batches, silent when the way is cut, and sometimes silent for good. */
final class SimulatedStream {
    private static final Duration OPENING_MAX = Duration.ofSeconds(10);
    private static final Duration HEARTBEAT = Duration.ofSeconds(60);
    private static final Duration HEARTBEAT_ANSWER = Duration.ofSeconds(10);
    private static final int BATCHING_MAX_NANOS = 40_000_000;
    private static final RegistryFailure BROKEN = new RegistryFailure.Unreachable("the watch was broken off");

    /** Who follows. */
    interface Hearer {
        void opened(long storeRevision);

        void changed(Batch batch);

        void ended(RegistryFailure reason);
    }

    private final World world;
    private final SimulatedEtcd etcd;
    private final Link link;
    private final Plant plant;
    private final Predicate<Batch> isWatched;
    private final Hearer hearer;
    private long next;
    private boolean isOpen;
    private boolean isPumping;
    private boolean isStalled;
    private boolean isOver;

    /** @param isWatched which of what happens, each a change of one lease or the network config, is told */
    SimulatedStream(
            World world,
            SimulatedEtcd etcd,
            Link link,
            Plant plant,
            long from,
            Predicate<Batch> isWatched,
            Hearer hearer) {
        this.world = world;
        this.etcd = etcd;
        this.link = link;
        this.plant = plant;
        this.isWatched = isWatched;
        this.hearer = hearer;
        this.next = from;
    }

    void open() {
        link.carries(this);
        world.after(link.latency(), () -> {
            if (isOver) {
                return;
            }
            if (link.isCut()) {
                world.after(OPENING_MAX, () -> end(BROKEN));
                return;
            }
            isOpen = true;
            etcd.watch(this);
            hearer.opened(etcd.revision());
            if (etcd.isCompacted(next)) {
                end(new RegistryFailure.Compacted("compacted", etcd.revision()));
            } else {
                somethingHappened();
            }
        });
    }

    void close() {
        isOver = true;
        etcd.unwatch(this);
        link.carriesNoMore(this);
    }

    private void end(RegistryFailure reason) {
        if (!isOver) {
            close();
            hearer.ended(reason);
        }
    }

    /** etcd or the network has ended it, and its host hears of it within a second. */
    void isBroken() {
        isStalled = true;
        world.after(world.between(0, 1_000), () -> end(BROKEN));
    }

    /** It says nothing any more, and nobody is told; a heartbeat finds out. */
    void stall() {
        isStalled = true;
        world.after(
                world.between(HEARTBEAT_ANSWER, HEARTBEAT.plus(HEARTBEAT_ANSWER)),
                () -> end(new RegistryFailure.Unreachable("the watch has not answered")));
    }

    void somethingHappened() {
        if (!isPumping && isOpen && !isStalled) {
            isPumping = true;
            world.after(link.latency().plusNanos(world.below(BATCHING_MAX_NANOS)), this::pump);
        }
    }

    private void pump() {
        isPumping = false;
        if (isOver || isStalled || link.isCut()) {
            return;
        }
        List<Batch> news = etcd.since(next);
        if (news.isEmpty()) {
            return;
        }
        List<Batch> some = news.subList(0, 1 + world.below(news.size()));
        boolean isMore = some.size() < news.size();
        next = some.getLast().revision() + 1;
        List<Batch> watched = some.stream().filter(isWatched).toList();
        if (!watched.isEmpty() && (plant != Plant.WATCH_LOSES_EVENTS || !world.isOneIn(10))) {
            hearer.changed(watched.size() == 1 ? watched.getFirst() : merged(watched));
        }
        if (isMore) {
            somethingHappened();
        }
    }

    private static Batch merged(List<Batch> some) {
        List<LeaseChange> changes = new ArrayList<>();
        Optional<NetworkEntry> network = Optional.empty();
        for (Batch one : some) {
            changes.addAll(one.changes());
            network = one.network().isPresent() ? one.network() : network;
        }
        return new Batch(changes, network, List.of(), some.getLast().revision());
    }
}
