/**
 * Every option of the agent: one constant each in {@link dev.tenure.options.Options} holds its name, default, parser and
 * text; the rest derives from it (flag, environment variable, key in the file, help, errors).
 *
 * <p>{@link dev.tenure.options.OptionsReader} is pure: texts in, {@link dev.tenure.options.AgentOptions} or one sentence
 * out. {@link dev.tenure.options.OptionsSource} is the edge that reads and watches files.
 */
@NullMarked
package dev.tenure.options;

import org.jspecify.annotations.NullMarked;
