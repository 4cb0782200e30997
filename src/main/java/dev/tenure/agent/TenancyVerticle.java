package dev.tenure.agent;

import dev.tenure.bus.Topics;
import dev.tenure.registry.SubnetRegistry;
import dev.tenure.tenancy.Chance;
import dev.tenure.tenancy.Decision;
import dev.tenure.tenancy.Tenancy;
import dev.tenure.tenancy.TenancyCommand;
import dev.tenure.tenancy.TenancyFact;
import dev.tenure.tenancy.TenancySettings;
import dev.tenure.tenancy.TenancyState;
import dev.tenure.tenancy.TenancyStatus;
import io.vertx.core.Future;
import java.time.Duration;

/** Carries facts to {@link Tenancy#decide} and its commands to those who do them. It decides nothing itself. */
final class TenancyVerticle extends AgentPart {
    /** A timer does not run while the host sleeps, so time is looked at every second all the same. */
    private static final long LOOK_MILLIS = 1_000;

    private final AgentClock clock;
    private final Metrics metrics;
    private final RegistryWriter writer;
    private final boolean releasesOnStop;

    private Tenancy tenancy;
    private TenancyStatus status;
    private long timer = -1;
    private boolean isStopping;

    TenancyVerticle(
            Topics topics,
            SubnetRegistry registry,
            TenancySettings settings,
            boolean releasesOnStop,
            AgentClock clock,
            Chance chance,
            Metrics metrics) {
        super("tenancy", topics);
        this.clock = clock;
        this.metrics = metrics;
        this.releasesOnStop = releasesOnStop;
        this.writer = new RegistryWriter(this, registry, settings, clock, metrics);
        this.tenancy = Tenancy.starting(settings, chance);
        this.status = tenancy.status();
    }

    @Override
    Future<?> begin() {
        topics.facts().consumer(bus(), this::take);
        topics.tenancyQuery().answer(bus(), asked -> Future.succeededFuture(status));
        new Wishes(() -> status, this::take).answerOn(bus(), topics);
        topics.sayAgain().consumer(bus(), this::sayAgain);
        vertx.setPeriodic(LOOK_MILLIS, look -> lookAtTheClock());
        topics.sayAgain().publish(bus(), Topics.SayAgain.FACTS);
        topics.tenancyChanged().publish(bus(), status);
        return Future.succeededFuture();
    }

    private Future<?> take(TenancyFact fact) {
        if (isStopping) {
            return Future.succeededFuture();
        }
        log.debug("fact: {}", fact);
        Decision decision = tenancy.decide(fact, clock.now());
        TenancyStatus before = status;
        tenancy = decision.next();
        status = tenancy.status();
        if (status.state() instanceof TenancyState.Lost lost && !(before.state() instanceof TenancyState.Lost)) {
            metrics.lost(lost.reason());
        }
        Future<?> done = Future.succeededFuture();
        for (TenancyCommand command : decision.commands()) {
            Future<?> carried = carryOut(command);
            done = done.compose(earlier -> carried);
        }
        if (!status.equals(before)) {
            metrics.tenancyIs(status);
            topics.tenancyChanged().publish(bus(), status);
        }
        setTimer();
        return done;
    }

    private Future<?> carryOut(TenancyCommand command) {
        log.debug("command: {}", command);
        return switch (command) {
            case TenancyCommand.Tell tell -> {
                if (tell.isWarning()) {
                    log.warn("{}", tell.sentence());
                } else {
                    log.info("{}", tell.sentence());
                }
                yield Future.succeededFuture();
            }
            case TenancyCommand.Claim claim -> writer.claim(claim, this::take);
            case TenancyCommand.Update update -> writer.update(update, this::take);
            case TenancyCommand.Release release -> writer.release(release);
            case TenancyCommand.Revoke revoke -> writer.revoke(revoke.grant());
            case TenancyCommand.ReadSnapshot read -> pass(read);
            case TenancyCommand.KeepAlive keep -> pass(keep);
            case TenancyCommand.StopKeepAlive stop -> pass(stop);
            case TenancyCommand.WriteSubnetEnv write -> pass(write);
        };
    }

    private Future<?> pass(TenancyCommand command) {
        topics.commands().publish(bus(), command);
        return Future.succeededFuture();
    }

    private void setTimer() {
        vertx.cancelTimer(timer);
        tenancy.nextWake().ifPresent(wake -> {
            Duration rest = clock.now().until(wake);
            timer = vertx.setTimer(Math.max(1, rest.toMillis() + 1), due -> take(new TenancyFact.TimePassed()));
        });
    }

    private void lookAtTheClock() {
        if (tenancy.nextWake().filter(wake -> !clock.now().isBefore(wake)).isPresent()) {
            take(new TenancyFact.TimePassed());
        }
    }

    private void sayAgain(Topics.SayAgain wish) {
        switch (wish) {
            case COMMANDS ->
                status.state().heldNow().ifPresent(held -> {
                    pass(TenancyCommand.KeepAlive.of(held));
                    status.subnetEnv().ifPresent(this::pass);
                });
            case STATUS -> topics.tenancyChanged().publish(bus(), status);
            case FACTS -> {}
        }
    }

    /**
     * The lease stays, unless the operator wants it back at every stop (R24). A part that is only started anew gives nothing
     * back. Nothing is decided any more, so what is given back is not claimed again.
     */
    @Override
    Future<?> end() {
        isStopping = true;
        boolean isToGiveBack = releasesOnStop && !hasFailed();
        return status.lease()
                .filter(lease -> isToGiveBack && !lease.isReservation())
                .<Future<?>>map(lease -> writer.release(new TenancyCommand.Release(lease)))
                .orElseGet(Future::succeededFuture)
                .otherwiseEmpty();
    }
}
