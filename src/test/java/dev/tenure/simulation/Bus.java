package dev.tenure.simulation;

import dev.tenure.tenancy.TenancyCommand;
import dev.tenure.tenancy.TenancyFact;

/**
 * One host's event bus. What one part says arrives in the order in which it was said, at most once, and never at a part that
 * is being replaced; among several parts no order holds. In bad times what the parts tell the tenancy also comes late, twice or
 * never, and what it tells them twice or never.
 */
final class Bus {
    private static final int DELIVERY_MAX_NANOS = 1_000_000;
    private static final int LATE_MAX_MILLIS = 5_000;

    private final SimulatedHost host;
    private final World world;
    private final Faults faults;

    Bus(SimulatedHost host, World world, Faults faults) {
        this.host = host;
        this.world = world;
        this.faults = faults;
    }

    void publish(Part sender, Object message) {
        boolean isTroubled = faults.busTroubleOneIn > 0
                && (message instanceof TenancyFact || message instanceof TenancyCommand)
                && world.isOneIn(faults.busTroubleOneIn);
        if (!isTroubled) {
            send(sender, message, world.below(DELIVERY_MAX_NANOS));
            return;
        }
        switch (world.below(message instanceof TenancyFact ? 3 : 2)) {
            case 0 -> host.story(message, "lost on the bus");
            case 1 -> {
                send(sender, message, world.below(DELIVERY_MAX_NANOS));
                send(sender, message, world.below(DELIVERY_MAX_NANOS));
            }
            default -> send(sender, message, world.between(1, LATE_MAX_MILLIS).toNanos());
        }
    }

    private void send(Part sender, Object message, long nanos) {
        long at = sender.isHeardAt(world.nanos() + nanos);
        host.afterEvenIfPaused(at - world.nanos(), () -> deliver(message));
    }

    private void deliver(Object message) {
        for (Part part : host.parts()) {
            host.run(part, () -> part.hear(message));
        }
    }
}
