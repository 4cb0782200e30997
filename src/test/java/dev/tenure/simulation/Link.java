package dev.tenure.simulation;

import dev.tenure.registry.RegistryException;
import dev.tenure.registry.RegistryFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One host's way to etcd: calls take time, get lost on the way there or back, and are sometimes carried out late. */
final class Link {
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final Duration SILENCE_NOTICED_MAX = Duration.ofSeconds(15);
    private static final RegistryFailure NO_ANSWER = new RegistryFailure.Unreachable("no answer");

    private final World world;
    private final Faults faults;
    private final List<SimulatedStream> streams = new ArrayList<>();
    private boolean isCut;
    private int cuts;
    private int losses;

    private enum Fate {
        NOT_SENT,
        /** A ghost: carried out when nobody waits for it any more. */
        LATE,
        VERY_LATE,
        NOT_ANSWERED
    }

    Link(World world, Faults faults) {
        this.world = world;
        this.faults = faults;
    }

    void cut(boolean isCutNow) {
        isCut = isCutNow;
        changed();
    }

    /** Streams that are silent are noticed after a while, and go on if the silence was short. */
    void changed() {
        int mine = ++cuts;
        if (isCut()) {
            world.after(world.between(Duration.ofSeconds(1), SILENCE_NOTICED_MAX), () -> {
                if (mine == cuts) {
                    List.copyOf(streams).forEach(SimulatedStream::isBroken);
                }
            });
        } else {
            streams.forEach(SimulatedStream::somethingHappened);
        }
    }

    boolean isCut() {
        return isCut || faults.isEtcdAway();
    }

    /** How many calls got no answer so far. */
    int losses() {
        return losses;
    }

    void carries(SimulatedStream stream) {
        streams.add(stream);
    }

    void carriesNoMore(SimulatedStream stream) {
        streams.remove(stream);
    }

    Duration latency() {
        Duration usual = Duration.ofNanos(world.below(4_000_000));
        return faults.etcdDelay.isZero() ? usual : usual.plus(world.between(Duration.ZERO, faults.etcdDelay));
    }

    /** Carries {@code call} out at etcd, or not, and answers, or not; a call without an answer fails at its deadline. */
    <T> void call(Supplier<T> call, Consumer<T> answer, Consumer<RegistryFailure> failure) {
        Fate fate =
                faults.lossOneIn > 0 && world.isOneIn(faults.lossOneIn) ? world.oneOf(List.of(Fate.values())) : null;
        boolean isSent = !(isCut || faults.isEtcdDown) && fate != Fate.NOT_SENT;
        Duration there = fate == Fate.LATE
                ? world.between(3_000, 8_000)
                : fate == Fate.VERY_LATE ? world.between(5_000, 100_000) : latency();
        Duration back = fate == Fate.NOT_ANSWERED ? DEADLINE : Duration.ofNanos(world.below(4_000_000));
        boolean isInTime = isSent && there.plus(back).compareTo(DEADLINE) < 0;
        Moments<T> end = new Moments<>(answer, failure);
        if (!isInTime || faults.isEtcdFrozen) {
            losses++;
        }
        world.after(DEADLINE, () -> end.fails(NO_ANSWER));
        if (isSent) {
            int sentTo = faults.etcdStarts;
            world.after(there, () -> arrive(call, end, isInTime, back, sentTo));
        }
    }

    private <T> void arrive(Supplier<T> call, Moments<T> end, boolean isInTime, Duration back, int sentTo) {
        if (faults.isEtcdFrozen) {
            faults.untilThawed(() -> arrive(call, end, isInTime, back, sentTo));
            return;
        }
        if (faults.isEtcdDown || sentTo != faults.etcdStarts) {
            return;
        }
        Runnable reply = reply(call, end);
        if (isInTime) {
            world.after(back, () -> {
                if (isCut()) {
                    losses++;
                } else {
                    reply.run();
                }
            });
        }
    }

    private static <T> Runnable reply(Supplier<T> call, Moments<T> end) {
        try {
            T result = call.get();
            return () -> end.succeeds(result);
        } catch (RegistryException refusal) {
            return () -> end.fails(refusal.failure());
        }
    }

    /** A call ends once: with its answer or at its deadline. */
    private static final class Moments<T> {
        private final Consumer<T> answer;
        private final Consumer<RegistryFailure> failure;
        private boolean isOver;

        Moments(Consumer<T> answer, Consumer<RegistryFailure> failure) {
            this.answer = answer;
            this.failure = failure;
        }

        void succeeds(T result) {
            if (!isOver) {
                isOver = true;
                answer.accept(result);
            }
        }

        void fails(RegistryFailure why) {
            if (!isOver) {
                isOver = true;
                failure.accept(why);
            }
        }
    }
}
