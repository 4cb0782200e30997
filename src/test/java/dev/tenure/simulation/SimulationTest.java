package dev.tenure.simulation;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Thousands of runs of many hosts in virtual time, each given by its seed. {@code -Dtenure.seed=…} repeats one alone,
 * {@code -Dtenure.seeds=…} says how many there are, and both say how many from where. {@code -Dtenure.story=…} is how much of
 * what happened before a failure is told.
 */
class SimulationTest {
    private static final long SEEDS = 10_000;

    @Test
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void every_host_comes_to_hold_a_subnet_of_its_own_whatever_happens_before() {
        Long only = Long.getLong("tenure.seed");
        long first = only == null ? 1 : only;
        long count = Long.getLong("tenure.seeds", only == null ? SEEDS : 1);
        Seeds seeds = new Seeds();
        Optional<Seeds.Failure> failure = seeds.run(first, count, Plant.NONE);
        System.out.println("SimulationTest: " + seeds);
        failure.ifPresent(found -> {
            throw (AssertionError) found.cause();
        });
    }
}
