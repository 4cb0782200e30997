package dev.tenure;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Chance that can be had again: every run takes another seed and prints it; {@code -Dtenure.seed=…} takes a given one.
 */
public record Seed(long value) {
    /** A seed for the test of this name. */
    public static Seed forTest(String name) {
        String given = System.getProperty("tenure.seed");
        Seed seed = new Seed(given == null ? System.nanoTime() : Long.parseLong(given));
        System.out.println(name + ": -Dtenure.seed=" + seed.value);
        return seed;
    }

    public RandomGenerator random() {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(value);
    }

    @Override
    public String toString() {
        return "seed " + value;
    }
}
