package dev.tenure.simulation;

import dev.tenure.bus.Topics.SayAgain;
import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.SubnetLease;
import dev.tenure.lease.Term;
import dev.tenure.registry.RegistryFailure;
import dev.tenure.registry.Renewal;
import dev.tenure.registry.SubnetWrite;
import dev.tenure.tenancy.Chance;
import dev.tenure.tenancy.Moment;
import dev.tenure.tenancy.RenewalPlan;
import dev.tenure.tenancy.SpareGrant;
import dev.tenure.tenancy.TenancyCommand;
import dev.tenure.tenancy.TenancyFact;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** As the agent's KeepAliveVerticle: looks at the own key and keeps its grant alive, by the renewal plan. */
final class KeepAlivePart extends Part {
    private static final Duration ENDLESS = Duration.ofDays(1_000);

    private final Chance chance;
    private final HostTimer timer = new HostTimer(this, this::tick);
    private RenewalPlan plan;
    private @Nullable SubnetLease lease;
    private int failures;
    private boolean isAsking;
    private boolean isTickOwed;

    KeepAlivePart(SimulatedHost host) {
        super(host);
        chance = new Chance(host.world.number());
        plan = new RenewalPlan(host.settings.ttl(), host.settings.renewMargin());
    }

    @Override
    Part successor() {
        return new KeepAlivePart(host);
    }

    @Override
    void begin() {
        say(SayAgain.COMMANDS);
    }

    @Override
    void hear(Object message) {
        if (message instanceof TenancyCommand.KeepAlive keep) {
            keep(keep.lease(), keep.kept());
        } else if (message instanceof TenancyCommand.StopKeepAlive) {
            keep(null, Optional.empty());
        }
    }

    /** Somebody has set the clock, or the host has slept. */
    void clockHasJumped() {
        tick();
    }

    private void keep(@Nullable SubnetLease next, Optional<SpareGrant> kept) {
        lease = next;
        failures = 0;
        Moment now = host.clock.now();
        plan = new RenewalPlan(kept.map(SpareGrant::ttl).orElse(host.settings.ttl()), host.settings.renewMargin());
        Duration rest = kept.map(grant -> now.until(grant.sent().plus(plan.period(chance, now))))
                .orElse(Duration.ZERO);
        if (host.plant == Plant.ADOPTION_WITHOUT_A_LOOK && next != null && !next.isReservation()) {
            say(new TenancyFact.Renewed(next, now, host.settings.ttl()));
        }
        if (rest.isPositive()) {
            isTickOwed = false;
            tickAfter(rest);
        } else {
            tick();
        }
    }

    private void tick() {
        timer.cancel();
        SubnetLease asked = lease;
        if (isAsking || asked == null) {
            isTickOwed = isAsking;
            return;
        }
        isAsking = true;
        Moment sent = host.clock.now();
        call(
                () -> host.plant == Plant.RENEWAL_WITHOUT_A_LOOK && !asked.isReservation()
                        ? Optional.<Renewal>empty()
                        : host.etcd.look(asked),
                seen -> seen.ifPresentOrElse(shown -> wasSeen(asked, sent, shown), () -> keepAlive(asked, sent)),
                failure -> failed(asked, failure));
    }

    private void keepAlive(SubnetLease asked, Moment sent) {
        call(
                () -> host.etcd.keepAlive(asked.term().granted().orElseThrow()),
                renewal -> wasSeen(asked, sent, renewal),
                failure -> failed(asked, failure));
    }

    private void wasSeen(SubnetLease asked, Moment sent, Renewal seen) {
        if (!isStillAsked(asked)) {
            return;
        }
        failures = 0;
        Moment counted = host.plant == Plant.COUNTS_FROM_THE_ANSWER ? host.clock.now() : sent;
        switch (seen) {
            case Renewal.KeptAlive kept -> {
                plan = new RenewalPlan(kept.ttl(), host.settings.renewMargin());
                Duration ttl = host.plant == Plant.NO_DEADLINE ? ENDLESS : kept.ttl();
                say(new TenancyFact.Renewed(asked, counted, ttl));
            }
            case Renewal.StillReserved still -> stillReserved(asked, sent);
            case Renewal.Changed changed -> say(new TenancyFact.OwnKeyChanged(asked, changed.current()));
            case Renewal.GrantGone gone -> say(new TenancyFact.GrantExpired(asked));
        }
        tickAfter(plan.period(chance, host.clock.now()));
    }

    private void stillReserved(SubnetLease asked, Moment sent) {
        say(new TenancyFact.Renewed(asked, sent, null));
        if (host.plant == Plant.RESERVATION_RENEWED && asked.value() instanceof HostAttributes own) {
            call(
                    () -> host.etcd.write(
                            host.author(),
                            new SubnetWrite.Update(
                                    asked,
                                    own,
                                    new Term.Granted(host.etcd
                                            .grant(host.author(), host.settings.ttl())
                                            .id()))),
                    done -> {},
                    failure -> {});
        }
    }

    private void failed(SubnetLease asked, RegistryFailure failure) {
        if (!isStillAsked(asked)) {
            return;
        }
        failures++;
        say(new TenancyFact.RenewalFailed(asked, failure.sentence()));
        tickAfter(plan.retry(failures, chance, host.clock.now()));
    }

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
            timer.set(pause);
        }
    }
}
