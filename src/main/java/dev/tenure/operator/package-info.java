/**
 * What an operator's commands would do, decided from one snapshot of the registry. Pure: values in, values out; whoever
 * calls carries an outcome out with conditional writes, so that what has changed meanwhile is found out and nothing is
 * overwritten (P4).
 *
 * <p>Start at {@link dev.tenure.operator.Reserving}, {@link dev.tenure.operator.Unreserving} and
 * {@link dev.tenure.operator.Releasing} (one host), {@link dev.tenure.operator.BulkPlan} (a file of hosts), {@link
 * dev.tenure.operator.NetworkCheck} and {@link dev.tenure.operator.NetworkPlan} (the network config), {@link
 * dev.tenure.operator.RegistryCheck} and {@link dev.tenure.operator.RepairPlan} (what is wrong and what may go), {@link
 * dev.tenure.operator.LeaseRow} and {@link dev.tenure.operator.PoolReport} (what there is).
 */
@NullMarked
package dev.tenure.operator;

import org.jspecify.annotations.NullMarked;
