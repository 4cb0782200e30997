package dev.tenure.host;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the default route in the kernel's tables as text. A line that can't be read is as good as not there. Pure. */
final class Routes {
    private static final int UP = 0x1;
    private static final int REJECT = 0x200;
    private static final String SPACES = "\\s+";

    private Routes() {}

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
    private interface LineParser {
        @Nullable
        Route parse(String[] columns);
    }

    private static Optional<String> best(String table, LineParser parser) {
        Route best = null;
        for (String line : table.lines().toList()) {
            Route route = parsed(line, parser);
            if (route != null && (best == null || route.metric() < best.metric())) {
                best = route;
            }
        }
        return best == null ? Optional.empty() : Optional.of(best.interfaceName());
    }

    private static @Nullable Route parsed(String line, LineParser parser) {
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
