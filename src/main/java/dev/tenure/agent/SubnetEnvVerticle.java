package dev.tenure.agent;

import dev.tenure.bus.SubnetEnvStatus;
import dev.tenure.bus.Topics;
import dev.tenure.envfile.EnvFileException;
import dev.tenure.envfile.SubnetEnv;
import dev.tenure.envfile.SubnetEnvFile;
import dev.tenure.envfile.SubnetEnvReading;
import dev.tenure.tenancy.TenancyCommand.WriteSubnetEnv;
import dev.tenure.tenancy.TenancyFact;
import io.vertx.core.Future;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads subnet.env once, then makes it say what the tenancy wants and sees to it that it goes on saying so (P5). Files are
 * touched by a worker thread, one task at a time.
 */
final class SubnetEnvVerticle extends AgentPart {
    private static final long LOOK_MILLIS = 5_000;
    private static final long RETRY_MILLIS = 1_000;

    private final SubnetEnvFile file;
    private final boolean ipMasq;
    private final Metrics metrics;

    private @Nullable WriteSubnetEnv wanted;
    private boolean isHolding;
    private boolean isBusy;
    /** What the file names: a tenancy that is replaced asks for it long after it was read. */
    private Optional<TenancyFact> named = Optional.empty();

    private SubnetEnvStatus status = SubnetEnvStatus.NOT_WRITTEN;

    SubnetEnvVerticle(Topics topics, SubnetEnvFile file, boolean ipMasq, Metrics metrics) {
        super("subnet-env", topics);
        this.file = file;
        this.ipMasq = ipMasq;
        this.metrics = metrics;
    }

    @Override
    Future<?> begin() {
        topics.commands().consumer(bus(), command -> {
            if (command instanceof WriteSubnetEnv write) {
                wanted = write;
                isHolding = true;
                write();
            }
        });
        topics.tenancyChanged()
                .consumer(bus(), tenancy -> isHolding = tenancy.lease().isPresent());
        topics.sayAgain().consumer(bus(), wish -> {
            if (wish == Topics.SayAgain.FACTS) {
                named.ifPresent(this::tell);
            } else if (wish == Topics.SayAgain.STATUS) {
                topics.subnetEnvStatus().publish(bus(), status);
            }
        });
        vertx.setPeriodic(LOOK_MILLIS, timer -> look());
        return vertx.executeBlocking(() -> {
                    file.sweep();
                    return file.read();
                })
                .onSuccess(this::wasRead);
    }

    private void wasRead(SubnetEnvReading reading) {
        if (reading instanceof SubnetEnvReading.Unusable unusable) {
            metrics.subnetEnvInvalid();
            log.warn("{} is not used, as if it were not there: {}", file.path(), unusable.reason());
        }
        TenancyFact fact = new TenancyFact.SubnetEnvRead(reading.subnet());
        named = Optional.of(fact);
        tell(fact);
        topics.sayAgain().publish(bus(), Topics.SayAgain.COMMANDS);
    }

    private void write() {
        WriteSubnetEnv task = wanted;
        if (isBusy || task == null || !isHolding) {
            return;
        }
        isBusy = true;
        SubnetEnv env = env(task);
        vertx.executeBlocking(() -> {
                    file.write(env);
                    return env;
                })
                .onComplete(written -> {
                    isBusy = false;
                    if (written.succeeded()) {
                        wasWritten(task);
                    } else {
                        failed(written.cause());
                    }
                });
    }

    private SubnetEnv env(WriteSubnetEnv task) {
        return SubnetEnv.of(task.subnet(), task.network(), task.mtuBytes(), task.mtuIsFinal(), ipMasq);
    }

    private void wasWritten(WriteSubnetEnv task) {
        log.info("{} says {}", file.path(), task.subnet());
        named = Optional.of(new TenancyFact.SubnetEnvRead(Optional.of(task.subnet())));
        say(new SubnetEnvStatus(Optional.of(task), "", ""));
        tell(new TenancyFact.SubnetEnvWritten(task.subnet()));
        if (!task.equals(wanted)) {
            write();
        }
    }

    private void failed(Throwable cause) {
        String code = "unexpected";
        String sentence = file.path() + " could not be written: " + cause;
        if (cause instanceof EnvFileException known) {
            metrics.subnetEnvWriteFailed(known.failure());
            code = known.failure().code();
            sentence = known.failure().sentence();
        }
        if (!code.equals(status.code())) {
            log.warn("{}", sentence);
        }
        say(new SubnetEnvStatus(Optional.empty(), code, sentence));
        vertx.setTimer(RETRY_MILLIS, timer -> write());
    }

    /** Somebody may have changed or removed the file, or a write is still due that was put off while nothing was held. */
    private void look() {
        WriteSubnetEnv task = wanted;
        if (isBusy || task == null || !isHolding) {
            return;
        }
        if (!status.written().equals(Optional.of(task))) {
            write();
            return;
        }
        isBusy = true;
        SubnetEnv env = env(task);
        vertx.executeBlocking(() -> file.isInStep(env)).onComplete(looked -> {
            isBusy = false;
            if (!looked.succeeded() || !looked.result()) {
                log.warn("{} no longer says what it should; writing it again", file.path());
                say(new SubnetEnvStatus(
                        Optional.empty(), "changed", file.path() + " was changed or removed by somebody"));
                write();
            }
        });
    }

    private void say(SubnetEnvStatus now) {
        status = now;
        topics.subnetEnvStatus().publish(bus(), now);
    }
}
