package dev.tenure.simulation;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What can strike a host at one step. */
enum StepFault {
    /** kill -9, and started anew at once. */
    CRASH,
    /** kill -9, and started anew when its grant has ended. */
    LONG_CRASH,
    /** The host loses power and with it its subnet.env. */
    REBOOT,
    /** The part whose step it is falls and is replaced. */
    PART_FAILS,
    /** Stopped until its grant has ended. */
    LONG_PAUSE,
    /** Asleep until its grant has ended. */
    LONG_SLEEP,
    /** Cut off for a moment, so that an answer is lost. */
    CUT,
    /** Cut off until its grant has ended. */
    LONG_CUT;

    private static final Duration MOMENT = Duration.ofSeconds(1);

    void strike(Simulation simulation, SimulatedHost host, @Nullable Part part) {
        Duration pastTheTtl =
                simulation.shape().settings().ttl().multipliedBy(3).dividedBy(2);
        switch (this) {
            case CRASH -> endsAndStarts(simulation, host, MOMENT);
            case LONG_CRASH -> endsAndStarts(simulation, host, pastTheTtl);
            case REBOOT -> {
                endsAndStarts(simulation, host, MOMENT);
                host.losesItsFile();
            }
            case PART_FAILS -> {
                if (part != null) {
                    host.replace(part);
                }
            }
            case LONG_PAUSE -> host.pauseFor(pastTheTtl);
            case LONG_SLEEP -> host.sleepFor(pastTheTtl);
            case CUT -> isCutFor(simulation, host, MOMENT);
            case LONG_CUT -> isCutFor(simulation, host, pastTheTtl);
        }
    }

    private static void endsAndStarts(Simulation simulation, SimulatedHost host, Duration pause) {
        host.crash();
        simulation.world.after(pause, host::start);
    }

    private static void isCutFor(Simulation simulation, SimulatedHost host, Duration duration) {
        host.link.cut(true);
        simulation.world.after(duration, () -> host.link.cut(false));
    }

    /** How long until it is over, for grants of this length. */
    Duration lasts(Duration ttl) {
        return switch (this) {
            case LONG_CRASH, LONG_PAUSE, LONG_SLEEP, LONG_CUT -> ttl.multipliedBy(2);
            default -> MOMENT;
        };
    }
}
