package dev.tenure.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The control: each bug that is planted is noticed within so many seeds, or the simulation proves nothing. */
class PlantTest {
    private static final int SEEDS_MAX = 2_000;

    @ParameterizedTest(name = "{0}")
    @EnumSource(value = Plant.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void a_planted_bug_is_noticed(Plant plant) {
        Seeds seeds = new Seeds();
        Optional<Seeds.Failure> noticed = seeds.run(plant.from(), SEEDS_MAX, plant);
        System.out.println("PlantTest: " + plant + " after " + seeds + ": "
                + noticed.map(failure -> firstLine(failure.cause())).orElse("not noticed"));
        assertThat(noticed).as("%s in %s seeds", plant, SEEDS_MAX).isPresent();
        assertThat(noticed.orElseThrow().cause()).isInstanceOf(Violation.class);
    }

    private static String firstLine(Throwable cause) {
        String line = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        return line.substring(0, Math.min(line.length(), 120));
    }
}
