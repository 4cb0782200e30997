package dev.tenure.faults.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** What happens on a host: its agent is stopped and started again, its subnet.env is removed. */
final class HostTroubles implements TroubleMaker.Source {
    private final Fleet fleet;

    HostTroubles(Fleet fleet) {
        this.fleet = fleet;
    }

    @Override
    public Optional<Trouble> next(RandomGenerator random, Set<String> busy) {
        FleetHost host = Chance.oneOf(random, fleet.hosts());
        String target = "agent " + host.publicIp();
        if (busy.contains(target)) {
            return Optional.empty();
        }
        return Optional.of(
                random.nextInt(4) == 0
                        ? Trouble.atOnce("removal of subnet.env of " + host.publicIp(), () -> removeSubnetEnv(host))
                        : new Trouble(
                                "stop of the agent of " + host.publicIp(),
                                Set.of(target),
                                Chance.between(random, 1, 9_000),
                                () -> fleet.stop(host),
                                () -> fleet.start(host)));
    }

    private static void removeSubnetEnv(FleetHost host) {
        try {
            Files.deleteIfExists(host.subnetEnv());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
