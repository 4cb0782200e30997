package dev.tenure.host;

import dev.tenure.subnet.Cidr;
import dev.tenure.subnet.IpAddress;
import dev.tenure.subnet.IpFamily;

/** How far an address reaches, as Go's {@code net.IP} tells it (private and unique local addresses are global). */
enum AddressScope {
    GLOBAL,
    LINK_LOCAL,
    /** Loopback, multicast, broadcast or unspecified: never the address of a host. */
    NONE;

    private static final Cidr IPV4_LINK_LOCAL = block("169.254.0.0/16");
    private static final Cidr IPV4_LOOPBACK = block("127.0.0.0/8");
    private static final Cidr IPV4_MULTICAST = block("224.0.0.0/4");
    private static final Cidr IPV4_BROADCAST = block("255.255.255.255/32");
    private static final Cidr IPV6_LINK_LOCAL = block("fe80::/10");
    private static final Cidr IPV6_LOOPBACK = block("::1/128");
    private static final Cidr IPV6_MULTICAST = block("ff00::/8");

    static AddressScope of(IpAddress address) {
        boolean ipv4 = address.family() == IpFamily.IPV4;
        if ((ipv4 ? IPV4_LINK_LOCAL : IPV6_LINK_LOCAL).contains(address)) {
            return LINK_LOCAL;
        }
        boolean none = address.isUnspecified()
                || (ipv4 ? IPV4_LOOPBACK : IPV6_LOOPBACK).contains(address)
                || (ipv4 ? IPV4_MULTICAST : IPV6_MULTICAST).contains(address)
                || IPV4_BROADCAST.contains(address);
        return none ? NONE : GLOBAL;
    }

    private static Cidr block(String text) {
        return Cidr.parse(text).orElseThrow();
    }
}
