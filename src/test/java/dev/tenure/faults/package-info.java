/**
 * The audit: what happened, told by etcd's own history, by what each host believed and by what its subnet.env said; and the
 * invariants, small programs that find in it what must never be. The rest of the tests only make trouble.
 */
@NullMarked
package dev.tenure.faults;

import org.jspecify.annotations.NullMarked;
