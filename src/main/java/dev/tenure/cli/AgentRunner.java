package dev.tenure.cli;

import dev.tenure.options.OptionsResult;
import dev.tenure.options.OptionsSource;
import io.vertx.core.Vertx;

/** Runs an agent from its options to its end. */
@FunctionalInterface
public interface AgentRunner {
    /**
     * Runs until the process is told to stop or the agent gives up; called off the event loop, and may block. The caller
     * closes {@code vertx} afterwards.
     *
     * @param vertx the one that read the options
     * @param source where they came from, for {@link OptionsSource#watch}
     * @param options what to run with; its warnings are in the log already
     * @return the exit code of the process
     */
    int run(Vertx vertx, OptionsSource source, OptionsResult.Good options);
}
