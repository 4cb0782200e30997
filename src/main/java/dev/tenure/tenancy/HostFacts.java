package dev.tenure.tenancy;

import dev.tenure.lease.HostIdentity;

/**
 * This host as others reach it.
 *
 * @param addresses its public addresses
 * @param interfaceName the interface that carries them
 * @param mtuBytes that interface's MTU, or the operator's own
 * @param mtuIsFinal true if the operator gave the MTU, so that nothing is taken off it
 */
public record HostFacts(HostIdentity addresses, String interfaceName, int mtuBytes, boolean mtuIsFinal) {}
