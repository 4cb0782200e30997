package dev.tenure.agent;

import dev.tenure.bus.Topics;
import dev.tenure.registry.RegistryFailure;
import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.registry.SubnetRegistry;
import dev.tenure.registry.WatchListener.Batch;
import dev.tenure.tenancy.Chance;
import io.vertx.core.Future;

/**
 * Keeps one view of the registry current: reads it as a whole, follows it from there, and reads it again where following
 * is not possible (R8–R13). What it sees it says as facts; who listens for peers hears of them too.
 */
final class WatchVerticle extends AgentPart implements WatchFollower.Hearer, ViewAuditor.Hearer {
    private final SubnetRegistry registry;
    private final Metrics metrics;
    private final ViewPublisher view;
    private final OutageTeller outages;
    private final WatchRange range;
    private final WatchFollower follower;
    private final ViewAuditor auditor;
    private final RetryPause pause;

    private boolean isReading;
    /** True while following alone will not do: somebody waits for the registry as a whole. */
    private boolean isReadOwed = true;

    private long retryTimer = -1;

    WatchVerticle(
            Topics topics,
            SubnetRegistry registry,
            AgentClock clock,
            Chance chance,
            Metrics metrics,
            WatchTimings timings,
            boolean followsPeers) {
        super("watch", topics);
        this.registry = registry;
        this.metrics = metrics;
        this.view = new ViewPublisher(this, metrics, clock.now().nanos(), followsPeers);
        this.outages = new OutageTeller(this, metrics, timings.blink());
        this.follower = new WatchFollower(this, registry, timings, this);
        this.range = new WatchRange(this, followsPeers, timings, clock, chance, view::revision, follower, this::read);
        this.auditor =
                new ViewAuditor(this, registry, follower, range, timings, clock, chance, view::seen, metrics, this);
        this.pause = new RetryPause(clock, chance);
    }

    @Override
    Future<?> begin() {
        view.begin();
        outages.begin();
        follower.begin();
        auditor.begin();
        range.begin();
        read();
        return Future.succeededFuture();
    }

    private void read() {
        isReadOwed = true;
        if (!isReading) {
            isReading = true;
            SeenRegistry known = view.seen();
            answer(registry.snapshot(), snapshot -> wasRead(snapshot, known), failure -> {
                isReading = false;
                tryAgain(failure);
            });
        }
    }

    private void wasRead(RegistrySnapshot snapshot, SeenRegistry knownWhenAsked) {
        isReading = false;
        isReadOwed = false;
        auditor.startAfresh();
        metrics.storeIsAt(snapshot.revision());
        boolean isOtherStore = knownWhenAsked.isContradictedBy(snapshot);
        view.wasRead(snapshot, isOtherStore);
        outages.isUp(view.revision());
        if (!follower.isFollowing() || isOtherStore) {
            vertx.cancelTimer(retryTimer);
            range.follow();
        }
    }

    /** A store that is behind us was emptied or restored, or the member that was asked lags; a read tells which. */
    @Override
    public void opened(long storeRevision, long storeId) {
        pause.watchWasOpened();
        metrics.storeIsAt(storeRevision);
        outages.isUp(view.revision());
        if (view.seen().isKnown() && view.seen().storeId() != storeId) {
            storeDiffers();
        } else if (storeRevision < view.revision()) {
            log.debug("etcd stands at revision {}, behind the {} that we have seen", storeRevision, view.revision());
            read();
        }
    }

    @Override
    public void changed(Batch batch) {
        view.changed(batch, range.isEverything());
        auditor.changed(batch);
    }

    @Override
    public void progressed(long revision) {
        metrics.watchIsAt(revision);
        auditor.progressed(revision);
    }

    @Override
    public void cutOff(RegistryFailure failure) {
        follower.stop();
        auditor.startAfresh();
        pause.watchHasEnded();
        metrics.watchRestarted(failure.code());
        tryAgain(failure);
    }

    /** After a pause: from where we stand, or with a new snapshot where that does not do. */
    private void tryAgain(RegistryFailure failure) {
        log.debug("the watch or the read ended: {}", failure.sentence());
        outages.isAway(failure, view.revision());
        isReadOwed |= failure instanceof RegistryFailure.Compacted || !range.isEverything();
        vertx.cancelTimer(retryTimer);
        retryTimer = vertx.setTimer(pause.millisAfter(failure), timer -> {
            if (isReadOwed) {
                read();
            } else if (!follower.isFollowing()) {
                range.follow();
            }
        });
    }

    /** A watch that has lost something is not to be trusted with the rest; what is read meanwhile shows it all. */
    @Override
    public void viewDiffers() {
        metrics.viewDiffered();
        log.warn("the watch has lost something: what it told and what etcd has differ; reading everything afresh");
        storeDiffers();
    }

    /** What this watch tells would be mixed with what the other store told. */
    @Override
    public void storeDiffers() {
        follower.stop();
        read();
    }

    @Override
    Future<?> end() {
        follower.stop();
        return Future.succeededFuture();
    }
}
