package dev.tenure.host;

import dev.tenure.subnet.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * By what this host goes, in both families wherever it has both: which of them a network uses is not known here.
 *
 * @param interfaceName the chosen interface
 * @param mtuBytes the interface's MTU or what stands in for it, before any backend's overhead
 * @param publicIp IPv4 address under which other hosts reach this one; null if the interface has none and none was given
 * @param publicIpv6 likewise for IPv6
 * @param interfaceIpv4 the interface's own address, from which a data plane would send; null if it has none
 * @param interfaceIpv6 likewise for IPv6
 */
public record HostAddresses(
        String interfaceName,
        int mtuBytes,
        @Nullable IpAddress publicIp,
        @Nullable IpAddress publicIpv6,
        @Nullable IpAddress interfaceIpv4,
        @Nullable IpAddress interfaceIpv6) {}
