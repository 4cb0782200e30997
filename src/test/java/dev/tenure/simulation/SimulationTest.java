package dev.tenure.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Hundreds of runs of many hosts in virtual time, each given by its seed. {@code -Dtenure.seed=…} repeats one alone,
 * {@code -Dtenure.seeds=…} says how many there are.
 */
class SimulationTest {
    private static final int PLANTED_SEEDS_MAX = 150;

    @Test
    void every_host_comes_to_hold_a_subnet_of_its_own_whatever_happens_before() {
        Long only = Long.getLong("tenure.seed");
        long first = only == null ? 1 : only;
        long count = only == null ? Long.getLong("tenure.seeds", 150) : 1;
        for (long seed = first; seed < first + count; seed++) {
            run(seed, Plant.NONE).ifPresent(failure -> {
                throw failure;
            });
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(value = Plant.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void a_planted_bug_is_noticed(Plant plant) {
        Optional<AssertionError> noticed = Optional.empty();
        for (long seed = 1; seed <= PLANTED_SEEDS_MAX && noticed.isEmpty(); seed++) {
            noticed = run(seed, plant);
        }
        assertThat(noticed).as("%s in %s seeds", plant, PLANTED_SEEDS_MAX).isPresent();
        assertThat(noticed.orElseThrow()).hasMessageContaining("tenure.seed=");
    }

    private static Optional<AssertionError> run(long seed, Plant plant) {
        try {
            new Simulation(seed, plant).run();
            return Optional.empty();
        } catch (AssertionError failure) {
            return Optional.of(failure);
        } catch (RuntimeException failure) {
            return Optional.of(new AssertionError("tenure.seed=" + seed + ": it threw", failure));
        }
    }
}
