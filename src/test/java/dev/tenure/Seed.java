package dev.tenure;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Chance that can be had again. A build takes the same seed every time, so that it says the same twice;
 * {@code -Dtenure.seed=random} goes looking, and prints the seed with which {@code -Dtenure.seed=…} comes back.
 */
public record Seed(long value) {
    private static final long USUAL = 20_261_123;

    /** A seed for the test of this name. */
    public static Seed forTest(String name) {
        String given = System.getProperty("tenure.seed", String.valueOf(USUAL));
        Seed seed = new Seed(given.equals("random") ? System.nanoTime() : Long.parseLong(given));
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
