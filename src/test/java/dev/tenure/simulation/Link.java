package dev.tenure.simulation;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One host's way to etcd: calls take time, get lost on the way there or back, and are sometimes carried out late. */
final class Link {
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private final World world;
    private final Faults faults;
    private boolean isCut;

    private enum Fate {
        NOT_SENT,
        /** A ghost: carried out when nobody waits for it any more. */
        LATE,
        NOT_ANSWERED,
        ANSWERED
    }

    /** How bad the world is; all zero means that every call works. */
    static final class Faults {
        /** One call in this many is lost in some way; 0 for none. */
        int lossOneIn;
        /** True while etcd answers nobody. */
        boolean isEtcdAway;
    }

    Link(World world, Faults faults) {
        this.world = world;
        this.faults = faults;
    }

    void cut(boolean isCutNow) {
        isCut = isCutNow;
    }

    boolean isCut() {
        return isCut || faults.isEtcdAway;
    }

    /** Carries {@code call} out at etcd, or not, and answers, or not; a call without an answer fails after its deadline. */
    <T> void call(Supplier<T> call, Consumer<T> answer, Runnable failure) {
        Fate fate = faults.lossOneIn > 0 && world.isOneIn(faults.lossOneIn)
                ? world.oneOf(List.of(Fate.values()))
                : Fate.ANSWERED;
        if (isCut() || fate == Fate.NOT_SENT) {
            world.after(DEADLINE, failure);
            return;
        }
        if (fate == Fate.LATE) {
            world.after(DEADLINE, failure);
        }
        world.after(fate == Fate.LATE ? world.between(3_000, 8_000) : world.between(0, 4), () -> {
            T result = call.get();
            if (fate != Fate.LATE) {
                boolean isLost = fate == Fate.NOT_ANSWERED || isCut();
                world.after(isLost ? DEADLINE : world.between(0, 4), () -> {
                    if (isLost || isCut()) {
                        failure.run();
                    } else {
                        answer.accept(result);
                    }
                });
            }
        });
    }
}
