/**
 * What one host holds and what it does about it. Pure: facts go in, commands come out; no clock, no chance, no I/O.
 *
 * <p>{@link dev.tenure.tenancy.Tenancy#decide} is the whole program in one method. It reads
 * {@link dev.tenure.tenancy.TenancyFact}s, moves between {@link dev.tenure.tenancy.TenancyState}s and answers with
 * {@link dev.tenure.tenancy.TenancyCommand}s. {@link dev.tenure.tenancy.ClaimPlan} chooses the subnet,
 * {@link dev.tenure.tenancy.Rivals} says who yields, {@link dev.tenure.tenancy.RenewalPlan} holds the times.
 */
@NullMarked
package dev.tenure.tenancy;

import org.jspecify.annotations.NullMarked;
