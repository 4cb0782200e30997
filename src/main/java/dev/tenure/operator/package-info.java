/**
 * What an operator's commands would do, decided from one snapshot of the registry. Pure: values in, values out; whoever
 * calls carries an outcome out with conditional writes, so that what has changed meanwhile is found out and nothing is
 * overwritten (P4).
 *
 * <p>Start at {@link dev.tenure.operator.Reserving}, {@link dev.tenure.operator.Unreserving} and
 * {@link dev.tenure.operator.Releasing} (one host).
 */
@NullMarked
package dev.tenure.operator;

import org.jspecify.annotations.NullMarked;
