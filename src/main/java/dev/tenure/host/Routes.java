package dev.tenure.host;

import dev.tenure.subnet.Cidr;
import dev.tenure.subnet.IpAddress;
import dev.tenure.subnet.IpFamily;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the kernel's routing tables as text. A line that can't be read is as good as not there. Pure. */
final class Routes {
    private static final int UP = 0x1;
    private static final int REJECT = 0x200;
    private static final String SPACES = "\\s+";

    private Routes() {}

    /** Where the usable routes in {@code /proc/net/route} lead, the default route among them. */
    static List<Cidr> destinationsIpv4(String table) {
        return destinations(table, columns -> {
            if (columns.length < 8 || !isUsable(columns[3])) {
                return null;
            }
            int mask = address(columns[7]);
            int length = Integer.bitCount(mask);
            // what is no mask, such as 255.0.255.0, is no block either
            return Integer.numberOfLeadingZeros(~mask) == length
                    ? new Cidr(new IpAddress(IpFamily.IPV4, 0, Integer.toUnsignedLong(address(columns[1]))), length)
                    : null;
        });
    }

    /** Likewise in {@code /proc/net/ipv6_route}. */
    static List<Cidr> destinationsIpv6(String table) {
        return destinations(table, columns -> {
            if (columns.length < 10 || columns[0].length() != 32 || !isUsable(columns[8])) {
                return null;
            }
            long high = Long.parseUnsignedLong(columns[0].substring(0, 16), 16);
            long low = Long.parseUnsignedLong(columns[0].substring(16), 16);
            int length = Integer.parseInt(columns[1], 16);
            return length <= 128 ? new Cidr(new IpAddress(IpFamily.IPV6, high, low), length) : null;
        });
    }

    private static List<Cidr> destinations(String table, LineParser<Cidr> parser) {
        return table.lines()
                .map(line -> parsed(line, parser))
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    /** The kernel prints four bytes of the network as one number of the host. */
    private static int address(String hex) {
        int number = Integer.parseUnsignedInt(hex, 16);
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? Integer.reverseBytes(number) : number;
    }

    /** One usable default route. */
    private record Route(String interfaceName, long metric) {}

    /** The interface of the IPv4 default route with the lowest metric, from {@code /proc/net/route}. */
    static Optional<String> defaultIpv4(String table) {
        return best(table, Routes::ipv4);
    }

    /** The interface of the IPv6 default route with the lowest metric, from {@code /proc/net/ipv6_route}. */
    static Optional<String> defaultIpv6(String table) {
        return best(table, Routes::ipv6);
    }

    @FunctionalInterface
    private interface LineParser<T> {
        @Nullable
        T parse(String[] columns);
    }

    private static Optional<String> best(String table, LineParser<Route> parser) {
        Route best = null;
        for (String line : table.lines().toList()) {
            Route route = parsed(line, parser);
            if (route != null && (best == null || route.metric() < best.metric())) {
                best = route;
            }
        }
        return best == null ? Optional.empty() : Optional.of(best.interfaceName());
    }

    private static <T> @Nullable T parsed(String line, LineParser<T> parser) {
        try {
            return parser.parse(line.strip().split(SPACES, -1));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** Interface, destination, gateway, flags, refs, uses, metric (decimal), mask, … */
    private static @Nullable Route ipv4(String[] columns) {
        if (columns.length < 8 || !columns[1].equals("00000000") || !columns[7].equals("00000000")) {
            return null;
        }
        return isUsable(columns[3]) ? new Route(columns[0], Long.parseLong(columns[6])) : null;
    }

    /** Destination, its length, source, its length, next hop, metric (hexadecimal), refs, uses, flags, interface. */
    private static @Nullable Route ipv6(String[] columns) {
        boolean isDefault = columns.length >= 10
                && columns[0].equals("0".repeat(32))
                && columns[1].equals("00")
                && columns[3].equals("00");
        // the kernel keeps an "unreachable" default on lo, for when there is no other
        if (!isDefault || !isUsable(columns[8]) || columns[9].equals("lo")) {
            return null;
        }
        return new Route(columns[9], Long.parseLong(columns[5], 16));
    }

    private static boolean isUsable(String flags) {
        long bits = Long.parseLong(flags, 16);
        return (bits & UP) != 0 && (bits & REJECT) == 0;
    }
}
