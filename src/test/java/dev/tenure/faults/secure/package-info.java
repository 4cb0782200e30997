/**
 * Rows 33 and 34 of the fault matrix, the whole agent on three members that ask who it is: by certificates, by a password and
 * tokens that end every five seconds, with no more rights than {@code tenure etcd-role} gives, while members fall, rights and
 * passwords change, and certificates are replaced.
 */
@NullMarked
package dev.tenure.faults.secure;

import org.jspecify.annotations.NullMarked;
