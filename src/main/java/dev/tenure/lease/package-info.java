/**
 * Subnet leases as they stand in etcd: who holds which subnet, on which grant, and the table of them all. Pure.
 *
 * <p>{@link dev.tenure.lease.LeaseCodec} is flannel's JSON, {@link dev.tenure.lease.LeaseTable} is every lease at one
 * revision.
 */
@NullMarked
package dev.tenure.lease;

import org.jspecify.annotations.NullMarked;
