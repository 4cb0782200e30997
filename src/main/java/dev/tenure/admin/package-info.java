/**
 * Does in a registry what {@link dev.tenure.operator} decides, for the command line and the HTTP API alike: reads, asks what
 * comes of a request, and carries it out with conditional writes. Nothing is decided here but when to plan anew.
 *
 * <p>Start at {@link dev.tenure.admin.Operations}. Who lost a race plans again from what is there now, a few times; where
 * etcd gave no answer to a write, the key is read again, and what is said is what is there.
 */
@NullMarked
package dev.tenure.admin;

import org.jspecify.annotations.NullMarked;
