package dev.tenure.simulation;

/** An invariant did not hold: which one, in which run, when, and what had happened to those whom it concerns. */
final class Violation extends AssertionError {
    private static final long serialVersionUID = 1;

    Violation(World world, String invariant, String what, String story) {
        super("-Dtenure.seed=" + world.seed + " at " + world.nanos() / 1_000_000 + " ms: " + invariant + ": " + what
                + (story.isEmpty() ? "" : "\n" + story));
    }
}
