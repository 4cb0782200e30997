package dev.tenure.simulation;

import dev.tenure.bus.Topics.SayAgain;
import dev.tenure.lease.SubnetLease;
import dev.tenure.tenancy.Chance;
import dev.tenure.tenancy.Decision;
import dev.tenure.tenancy.Held;
import dev.tenure.tenancy.Moment;
import dev.tenure.tenancy.RegistryView;
import dev.tenure.tenancy.Tenancy;
import dev.tenure.tenancy.TenancyCommand;
import dev.tenure.tenancy.TenancyFact;
import dev.tenure.tenancy.TenancyStatus;
import java.util.Optional;

/** As the agent's TenancyVerticle: carries facts to the real {@link Tenancy} and its commands to those who do them. */
final class TenancyPart extends Part {
    private final HostTimer timer = new HostTimer(this, () -> take(new TenancyFact.TimePassed()));
    private final SimulatedWriter writer;
    private Tenancy tenancy;
    private TenancyStatus status;
    private long viewRevision;
    private long reading = Long.MIN_VALUE;

    TenancyPart(SimulatedHost host) {
        super(host);
        tenancy = Tenancy.starting(host.settings, new Chance(host.world.number()));
        status = tenancy.status();
        writer = new SimulatedWriter(host, this::take);
    }

    Tenancy tenancy() {
        return tenancy;
    }

    /** The latest revision of etcd that the tenancy has heard of. */
    long viewRevision() {
        return viewRevision;
    }

    /** How often the store had been replaced when what the tenancy heard was read. */
    long epoch() {
        return host.epochOf(reading);
    }

    @Override
    Part successor() {
        return new TenancyPart(host);
    }

    @Override
    void begin() {
        say(SayAgain.FACTS);
        say(status);
    }

    @Override
    void hear(Object message) {
        if (message instanceof TenancyFact fact) {
            take(fact);
        } else if (message == SayAgain.COMMANDS) {
            tenancy.state().heldNow().ifPresent(held -> {
                say(TenancyCommand.KeepAlive.of(held));
                status.subnetEnv().ifPresent(this::say);
            });
        } else if (message == SayAgain.STATUS) {
            say(status);
        }
    }

    /** The host slept: a timer can be late by that, so the time is looked at every second. */
    void lookAtTheClock() {
        Moment now = host.clock.now();
        if (tenancy.nextWake().filter(wake -> !now.isBefore(wake)).isPresent()) {
            take(new TenancyFact.TimePassed());
        }
    }

    void take(TenancyFact heard) {
        if (isOver()) {
            return;
        }
        TenancyFact fact = host.plant == Plant.YIELDS_THE_WRONG_WAY ? Mirror.of(heard, tenancy) : heard;
        hearRevision(fact);
        host.story(fact, "");
        Optional<Held> before = tenancy.state().heldNow();
        Decision decision = tenancy.decide(fact, host.clock.now());
        tenancy = decision.next();
        TenancyStatus told = status;
        status = tenancy.status();
        Optional<Held> after = tenancy.state().heldNow();
        if (!before.equals(after)) {
            host.judge.holds(host, before, after);
        }
        decision.commands().forEach(command -> host.judge.commands(host, tenancy, command));
        decision.commands().forEach(command -> host.run(this, () -> carryOut(command)));
        if (!status.equals(told)) {
            say(status);
        }
        tenancy.nextWake()
                .ifPresentOrElse(wake -> timer.set(host.clock.now().until(wake).plusMillis(1)), timer::cancel);
    }

    private void hearRevision(TenancyFact fact) {
        RegistryView view = switch (fact) {
            case TenancyFact.StoreReplaced replaced -> replaced.view();
            case TenancyFact.SnapshotRead read -> read.view();
            case TenancyFact.RegistryChanged changed -> changed.view();
            default -> RegistryView.EMPTY;
        };
        if (view.reading() > reading) {
            reading = view.reading();
            viewRevision = view.revision();
        } else if (view.reading() == reading) {
            viewRevision = Math.max(viewRevision, view.revision());
        }
    }

    private void carryOut(TenancyCommand command) {
        host.story(command, "");
        switch (command) {
            case TenancyCommand.Tell tell -> {}
            case TenancyCommand.Claim claim -> {
                if (host.plant == Plant.FILE_BEFORE_THE_CLAIM) {
                    host.writes(claim.key().subnet());
                }
                writer.claim(claim);
            }
            case TenancyCommand.Update update -> writer.update(update);
            case TenancyCommand.Release release -> {
                if (host.plant != Plant.GHOST_STAYS || !isGhost(release.lease())) {
                    writer.release(release);
                }
            }
            case TenancyCommand.Revoke revoke -> writer.revoke(revoke.grant());
            case TenancyCommand.WriteSubnetEnv write -> {
                say(write);
                if (host.plant == Plant.RELEASE_BEFORE_WRITTEN) {
                    say(new TenancyFact.SubnetEnvWritten(write.subnet()));
                }
            }
            case TenancyCommand.ReadSnapshot read -> say(read);
            case TenancyCommand.KeepAlive keep -> say(keep);
            case TenancyCommand.StopKeepAlive stop -> say(stop);
        }
    }

    private boolean isGhost(SubnetLease lease) {
        return tenancy.state()
                .heldNow()
                .map(Held::lease)
                .filter(held -> held.term().equals(lease.term()) && !held.key().equals(lease.key()))
                .isPresent();
    }
}
