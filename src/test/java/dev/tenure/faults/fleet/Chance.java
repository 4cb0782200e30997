package dev.tenure.faults.fleet;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** What troubles draw from a generator. */
final class Chance {
    private Chance() {}

    static Duration between(RandomGenerator random, int leastMillis, int mostMillis) {
        return Duration.ofMillis(random.nextInt(leastMillis, mostMillis + 1));
    }

    static <T> T oneOf(RandomGenerator random, List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
