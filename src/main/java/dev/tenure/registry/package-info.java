/**
 * The port through which the agent sees etcd. {@link dev.tenure.registry.SubnetRegistry} is its contract; one suite of
 * tests holds the real one and the in-memory twin to it.
 */
@NullMarked
package dev.tenure.registry;

import org.jspecify.annotations.NullMarked;
