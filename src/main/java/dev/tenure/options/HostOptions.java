package dev.tenure.options;

import dev.tenure.subnet.IpAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which interface and which addresses this host goes by; empty and null mean "find out".
 *
 * @param ifaces names or addresses of interfaces, tried in this order
 * @param ifaceRegexes regular expressions that compile, tried in this order after {@code ifaces}
 * @param ifaceCanReach tried last: the interface from which a packet to this address would leave
 * @param publicIp IPv4 address that stands in for the interface's
 * @param publicIpv6 IPv6 address that stands in for the interface's
 * @param mtuBytes the MTU that subnet.env shall name, nothing taken off; null for the interface's less the overhead
 */
public record HostOptions(
        List<String> ifaces,
        List<String> ifaceRegexes,
        @Nullable IpAddress ifaceCanReach,
        @Nullable IpAddress publicIp,
        @Nullable IpAddress publicIpv6,
        @Nullable Integer mtuBytes) {
    /** Nothing asked for: the interface of the default route, with its own addresses and MTU. */
    public static final HostOptions DEFAULT = new HostOptions(List.of(), List.of(), null, null, null, null);

    public HostOptions {
        ifaces = List.copyOf(ifaces);
        ifaceRegexes = List.copyOf(ifaceRegexes);
    }

    /** True if some option says how to find the interface. */
    public boolean namesAnInterface() {
        return !ifaces.isEmpty() || !ifaceRegexes.isEmpty() || ifaceCanReach != null;
    }
}
