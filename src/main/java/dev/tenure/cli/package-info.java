/**
 * The command line: what a person types and reads.
 *
 * <p>{@link dev.tenure.cli.Cli} picks the {@link dev.tenure.cli.Command}; each command is one class. Only here and in
 * {@code Main} is anything printed.
 */
@NullMarked
package dev.tenure.cli;

import org.jspecify.annotations.NullMarked;
