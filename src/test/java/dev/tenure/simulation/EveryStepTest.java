package dev.tenure.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Chance may miss a step; here none is missed. Every usual thing that a host does is done once for each of its steps and for each
 * fault, and the fault strikes at that step.
 */
class EveryStepTest {
    private static final long SEED = 7;
    private static final int STEPS_MAX = 2_000;
    private static final int STEPS_LEAST = 8;

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void no_fault_at_any_step_breaks_a_rule(StepWorld.Scenario scenario) {
        int runs = 0;
        for (StepFault fault : StepFault.values()) {
            long step = 1;
            while (step < STEPS_MAX && strikes(scenario, fault, step)) {
                step++;
            }
            runs += (int) step;
            assertThat(step).as("steps of %s with %s", scenario, fault).isBetween((long) STEPS_LEAST, STEPS_MAX - 1L);
        }
        System.out.println("EveryStepTest: " + scenario + " in " + runs + " runs");
    }

    private static boolean strikes(StepWorld.Scenario scenario, StepFault fault, long step) {
        try {
            return new StepWorld(SEED).run(scenario, fault, step);
        } catch (AssertionError | RuntimeException broken) {
            throw new AssertionError(scenario + " with " + fault + " at step " + step, broken);
        }
    }
}
