package dev.tenure.agent;

import dev.tenure.bus.Topics;
import dev.tenure.lease.SubnetLease;
import dev.tenure.registry.RegistryFailure;
import dev.tenure.registry.Renewal;
import dev.tenure.registry.SubnetRegistry;
import dev.tenure.tenancy.Chance;
import dev.tenure.tenancy.Moment;
import dev.tenure.tenancy.RenewalPlan;
import dev.tenure.tenancy.SpareGrant;
import dev.tenure.tenancy.TenancyCommand;
import dev.tenure.tenancy.TenancyFact;
import dev.tenure.tenancy.TenancySettings;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks at our own key again and again and keeps its grant alive, by our own timer (R15); says what it saw as facts. */
final class KeepAliveVerticle extends AgentPart {
    private static final long JUMP_CHECK_MILLIS = 1_000;

    /** Many hosts learn in one moment that etcd answers again. */
    private static final Duration BACK_PAUSE_MAX = Duration.ofSeconds(1);

    private final SubnetRegistry registry;
    private final TenancySettings settings;
    private final AgentClock clock;
    private final Chance chance;
    private final Metrics metrics;

    private @Nullable SubnetLease lease;
    private RenewalPlan plan;
    private int failures;
    private boolean isAsking;
    private boolean isTickOwed;
    private long timer = -1;

    KeepAliveVerticle(
            Topics topics,
            SubnetRegistry registry,
            TenancySettings settings,
            AgentClock clock,
            Chance chance,
            Metrics metrics) {
        super("keepalive", topics);
        this.registry = registry;
        this.settings = settings;
        this.clock = clock;
        this.chance = chance;
        this.metrics = metrics;
        this.plan = new RenewalPlan(settings.ttl(), settings.renewMargin());
    }

    @Override
    Future<?> begin() {
        topics.commands().consumer(bus(), command -> {
            switch (command) {
                case TenancyCommand.KeepAlive keep -> keep(keep.lease(), keep.kept());
                case TenancyCommand.StopKeepAlive stop -> keep(null, Optional.empty());
                default -> {}
            }
        });
        topics.registryStatus().consumer(bus(), status -> {
            if (status.isUp() && failures > 0) {
                registryIsBack();
            }
        });
        vertx.setPeriodic(JUMP_CHECK_MILLIS, second -> {
            if (clock.hasJumped()) {
                metrics.clockJumped();
                log.warn("the clock has jumped or this host has slept; looking at our lease now");
                tick();
            }
        });
        topics.sayAgain().publish(bus(), Topics.SayAgain.COMMANDS);
        return Future.succeededFuture();
    }

    /** A grant that was just made or kept alive needs no look before its time: that would be two requests for nothing. */
    private void keep(@Nullable SubnetLease next, Optional<SpareGrant> kept) {
        lease = next;
        failures = 0;
        plan = new RenewalPlan(kept.map(SpareGrant::ttl).orElse(settings.ttl()), settings.renewMargin());
        Duration rest = kept.map(grant -> plan.untilNext(grant.sent(), chance, clock.now()))
                .orElse(Duration.ZERO);
        if (rest.isPositive()) {
            isTickOwed = false;
            tickAfter(rest);
        } else {
            tick();
        }
    }

    private void tick() {
        vertx.cancelTimer(timer);
        SubnetLease asked = lease;
        if (isAsking || asked == null) {
            isTickOwed = isAsking;
            return;
        }
        isAsking = true;
        Moment sent = clock.now();
        answer(registry.renew(asked), seen -> wasSeen(asked, sent, seen), failure -> failed(asked, failure));
    }

    private void wasSeen(SubnetLease asked, Moment sent, Renewal seen) {
        if (!isStillAsked(asked)) {
            return;
        }
        failures = 0;
        metrics.renewed(seen);
        if (seen instanceof Renewal.KeptAlive kept) {
            plan = new RenewalPlan(kept.ttl(), settings.renewMargin());
        }
        if (RenewalFacts.isOfAnEarlierStore(asked, seen)) {
            topics.commands().publish(bus(), new TenancyCommand.ReadSnapshot());
        }
        tell(RenewalFacts.of(asked, sent, seen));
        tickAfter(plan.untilNext(sent, chance, clock.now()));
    }

    private void failed(SubnetLease asked, RegistryFailure failure) {
        if (!isStillAsked(asked)) {
            return;
        }
        failures++;
        metrics.renewalFailed();
        tell(new TenancyFact.RenewalFailed(asked, failure.sentence()));
        tickAfter(plan.retry(failures, chance, clock.now()));
    }

    /** The pause had grown with the outage, which is over. */
    private void registryIsBack() {
        failures = 0;
        tickAfter(chance.upTo(BACK_PAUSE_MAX, clock.now(), Chance.Purpose.PAUSE));
    }

    /** An answer about a key that we were told to leave in the meantime says nothing; the new one is looked at instead. */
    private boolean isStillAsked(SubnetLease asked) {
        isAsking = false;
        boolean isStill = asked.equals(lease);
        if (!isStill || isTickOwed) {
            isTickOwed = false;
            tick();
        }
        return isStill;
    }

    private void tickAfter(Duration pause) {
        if (!isAsking) {
            vertx.cancelTimer(timer);
            timer = vertx.setTimer(Math.max(1, pause.toMillis()), due -> tick());
        }
    }
}
