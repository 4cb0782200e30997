/**
 * Addresses, subnets and the network config that offers them: what flannel's formats mean, as values. Pure.
 *
 * <p>Start at {@link dev.tenure.subnet.NetworkConfig} (what an operator wrote), {@link dev.tenure.subnet.SubnetPool} (what
 * it offers) and {@link dev.tenure.subnet.Subnet} (what one host has: IPv4, IPv6 or both).
 */
@NullMarked
package dev.tenure.subnet;

import org.jspecify.annotations.NullMarked;
