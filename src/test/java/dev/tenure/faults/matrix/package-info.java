/**
 * The fault matrix: every fault that an etcd, a network or an operator can make, with the whole agent on a real etcd, on every
 * etcd that there is; what came of it is judged by the audit and said in one line by each row.
 */
@NullMarked
package dev.tenure.faults.matrix;

import org.jspecify.annotations.NullMarked;
