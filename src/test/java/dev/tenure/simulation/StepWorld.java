package dev.tenure.simulation;

import dev.tenure.lease.SubnetLease;
import dev.tenure.tenancy.TenancySettings;
import java.time.Duration;
import java.util.Set;

/**
 * A small world in which one host does something usual, such as start or move, and one fault strikes it at a chosen step. A
 * step is everything that a part of the agent does between two awaits: before it was sent, before it was answered, before the
 * file is written.
 */
final class StepWorld {
    private static final Duration TTL = Duration.ofSeconds(60);
    private static final Duration SETTLING = Duration.ofSeconds(20);
    private static final TenancySettings SETTINGS = new TenancySettings(
            TenancySettings.Mode.LEASE,
            TTL,
            Duration.ofMinutes(60),
            TenancySettings.Renumber.MOVE,
            TenancySettings.Conflict.AGE);

    final Simulation simulation;
    private final SimulatedHost host;

    StepWorld(long seed) {
        World world = new World(seed);
        Shape shape = new Shape(3, 0, SETTINGS, Set.of(), 0, 0, 0, false, false);
        simulation = new Simulation(world, shape, Plant.NONE);
        host = simulation.hosts.getFirst();
    }

    /**
     * Lets {@code scenario} happen to the host with {@code fault} at its {@code step}-th step from there; false if it took fewer
     * steps, so that nothing struck.
     */
    boolean run(Scenario scenario, StepFault fault, long step) {
        simulation.etcd.putNetwork(Networks.plain(20));
        simulation.hosts.stream()
                .filter(other -> other != host || scenario.isRunningBefore())
                .forEach(SimulatedHost::start);
        simulation.passes(SETTLING);
        long target = host.steps() + step;
        boolean[] hasStruck = {false};
        host.atStep(target, part -> {
            hasStruck[0] = true;
            fault.strike(simulation, host, part);
        });
        scenario.begin(simulation, host);
        simulation.passes(SETTLING);
        host.atStep(-1, part -> {});
        if (!hasStruck[0]) {
            return false;
        }
        simulation.passes(fault.lasts(TTL));
        host.resume();
        host.link.cut(false);
        host.start();
        simulation.passes(TTL.multipliedBy(3));
        new Rest(simulation).isReached();
        return true;
    }

    /** What a host usually does. */
    enum Scenario {
        FIRST_START(false, (simulation, host) -> host.start()),
        RESTART(true, (simulation, host) -> {
            host.crash();
            host.start();
        }),
        MOVE(
                true,
                (simulation, host) ->
                        simulation.etcd.putNetwork(Networks.good(20).get(1))),
        TO_DUAL_STACK(true, (simulation, host) -> simulation.etcd.putNetwork(Networks.dualStack(20))),
        KEY_DELETED(true, onLease((simulation, lease) -> simulation.operators.deletes(lease))),
        GRANT_REVOKED(true, onLease((simulation, lease) -> simulation.operators.revokes(lease))),
        STOLEN(true, onLease((simulation, lease) -> simulation.operators.steals(lease))),
        YIELD(true, onLease((simulation, lease) -> simulation.operators.reservesPartOf(lease))),
        MADE_A_RESERVATION(true, onLease((simulation, lease) -> simulation.operators.turns(lease))),
        RESERVED_ELSEWHERE(true, (simulation, host) -> simulation.operators.reservesFor(host.identity())),
        OTHER_ADDRESS(true, (simulation, host) -> host.moveTo("192.168.200.9")),
        OTHER_BACKEND(
                true,
                (simulation, host) ->
                        simulation.etcd.putNetwork(Networks.good(20).get(6))),
        STORE_EMPTIED(true, (simulation, host) -> {
            simulation.etcd.restore(1, true);
            simulation.etcd.putNetwork(Networks.plain(20));
        });

        private final boolean isRunningBefore;

        @SuppressWarnings("ImmutableEnumChecker") // each is a function of its arguments alone
        private final Beginning beginning;

        Scenario(boolean isRunningBefore, Beginning beginning) {
            this.isRunningBefore = isRunningBefore;
            this.beginning = beginning;
        }

        boolean isRunningBefore() {
            return isRunningBefore;
        }

        void begin(Simulation simulation, SimulatedHost host) {
            beginning.begin(simulation, host);
        }

        private static Beginning onLease(OnLease what) {
            return (simulation, host) -> {
                var held = host.held().orElseThrow().lease();
                what.happens(simulation, held);
            };
        }
    }

    private interface Beginning {
        void begin(Simulation simulation, SimulatedHost host);
    }

    private interface OnLease {
        void happens(Simulation simulation, SubnetLease lease);
    }
}
