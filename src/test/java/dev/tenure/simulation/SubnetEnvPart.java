package dev.tenure.simulation;

import dev.tenure.bus.SubnetEnvStatus;
import dev.tenure.bus.Topics.SayAgain;
import dev.tenure.subnet.Subnet;
import dev.tenure.tenancy.TenancyCommand.WriteSubnetEnv;
import dev.tenure.tenancy.TenancyFact;
import dev.tenure.tenancy.TenancyStatus;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** As the agent's SubnetEnvVerticle: reads the file once, then makes it say what the tenancy wants, one task at a time. */
final class SubnetEnvPart extends Part {
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final HostTimer retry = new HostTimer(this, this::write);
    private final HostTimer look = new HostTimer(this, this::look);
    private @Nullable WriteSubnetEnv wanted;
    private boolean isHolding;
    private boolean isBusy;
    private Optional<TenancyFact> whatWeRead = Optional.empty();
    private SubnetEnvStatus status = SubnetEnvStatus.NOT_WRITTEN;

    SubnetEnvPart(SimulatedHost host) {
        super(host);
    }

    /** What a worker thread has begun it does, also if this part is replaced meanwhile. */
    private void onWorker(Runnable task) {
        host.after(null, host.world.between(1, 30).toNanos(), task);
    }

    @Override
    Part successor() {
        return new SubnetEnvPart(host);
    }

    @Override
    void begin() {
        onWorker(() -> {
            Optional<Subnet> found =
                    host.plant == Plant.FORGETS_ITS_SUBNET ? Optional.empty() : Optional.ofNullable(host.subnetEnv());
            TenancyFact fact = new TenancyFact.SubnetEnvRead(found);
            whatWeRead = Optional.of(fact);
            say(fact);
            say(SayAgain.COMMANDS);
        });
    }

    @Override
    void hear(Object message) {
        if (message instanceof WriteSubnetEnv write) {
            wanted = write;
            isHolding = true;
            write();
        } else if (message instanceof TenancyStatus tenancy) {
            isHolding = tenancy.lease().isPresent();
        } else if (message == SayAgain.FACTS) {
            whatWeRead.ifPresent(this::say);
        } else if (message == SayAgain.STATUS) {
            say(status);
        }
    }

    private void write() {
        WriteSubnetEnv task = wanted;
        if (isBusy || task == null || !isHolding) {
            return;
        }
        isBusy = true;
        onWorker(() -> {
            boolean isDone = host.writes(task.subnet());
            if (isOver()) {
                host.fileWasChanged();
            }
            host.after(this, 0, () -> {
                isBusy = false;
                if (isDone) {
                    wasWritten(task);
                } else {
                    report(new SubnetEnvStatus(Optional.empty(), "disk-full", "the disk is full"));
                    retry.set(RETRY);
                }
            });
        });
    }

    private void wasWritten(WriteSubnetEnv task) {
        whatWeRead = Optional.of(new TenancyFact.SubnetEnvRead(Optional.of(task.subnet())));
        report(new SubnetEnvStatus(Optional.of(task), "", ""));
        say(new TenancyFact.SubnetEnvWritten(task.subnet()));
        if (!task.equals(wanted)) {
            write();
        }
    }

    /** Somebody has changed the file: the next look, within five seconds, finds out. */
    void fileWasChanged() {
        look.set(host.world.between(0, 5_000));
    }

    private void look() {
        WriteSubnetEnv task = wanted;
        if (isBusy || task == null || !isHolding) {
            host.fileWasChanged();
            return;
        }
        if (!task.subnet().equals(host.subnetEnv())) {
            report(new SubnetEnvStatus(Optional.empty(), "changed", "somebody changed it"));
            write();
        }
    }

    private void report(SubnetEnvStatus now) {
        status = now;
        say(now);
    }
}
