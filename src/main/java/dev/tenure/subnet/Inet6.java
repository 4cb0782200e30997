package dev.tenure.subnet;

import java.net.Inet6Address;
import java.net.UnknownHostException;

/** The JDK's IPv6 address from its bytes: {@code InetAddress.getByAddress} would turn a mapped one into IPv4. */
final class Inet6 {
    private Inet6() {}

    static Inet6Address ofBytes(byte[] bytes) {
        try {
            return Inet6Address.getByAddress(null, bytes, -1);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an IPv6 address has 16 bytes", e);
        }
    }
}
