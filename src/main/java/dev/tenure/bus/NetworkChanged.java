package dev.tenure.bus;

import dev.tenure.subnet.NetworkConfig;
import dev.tenure.subnet.NetworkEntry;
import org.jspecify.annotations.Nullable;

/**
 * The network config.
 *
 * @param entry what stands in etcd now, which may be broken or absent
 * @param inForce the last good one, which this host goes by; null if there never was one
 */
public record NetworkChanged(NetworkEntry entry, @Nullable NetworkConfig inForce) {}
