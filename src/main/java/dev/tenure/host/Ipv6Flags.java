package dev.tenure.host;

import dev.tenure.subnet.IpAddress;
import dev.tenure.subnet.IpFamily;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** What the kernel says of IPv6 addresses in {@code /proc/net/if_inet6}, which Java does not tell. Pure. */
final class Ipv6Flags {
    private static final Pattern ADDRESS = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern FLAGS = Pattern.compile("[0-9a-f]{1,6}");
    private static final int TEMPORARY = 0x01;
    private static final int DUPLICATE = 0x08;
    private static final int DEPRECATED = 0x20;
    private static final int PERMANENT = 0x80;

    private final Map<Place, Integer> flags;

    private record Place(String interfaceName, IpAddress address) {}

    private Ipv6Flags(Map<Place, Integer> flags) {
        this.flags = Map.copyOf(flags);
    }

    /** Lines of address, index, length, scope, flags (hexadecimal) and interface; others are left out. */
    static Ipv6Flags parse(String table) {
        Map<Place, Integer> flags = new HashMap<>();
        for (String line : table.lines().toList()) {
            String[] columns = line.strip().split("\\s+", -1);
            if (columns.length == 6
                    && ADDRESS.matcher(columns[0]).matches()
                    && FLAGS.matcher(columns[4]).matches()) {
                IpAddress address = new IpAddress(
                        IpFamily.IPV6,
                        Long.parseUnsignedLong(columns[0].substring(0, 16), 16),
                        Long.parseUnsignedLong(columns[0].substring(16, 32), 16));
                flags.put(new Place(columns[5], address), Integer.parseInt(columns[4], 16));
            }
        }
        return new Ipv6Flags(flags);
    }

    /** The address with its flags; one that the kernel did not list has nothing against it. */
    InterfaceAddress describe(String interfaceName, IpAddress address) {
        Integer found = flags.get(new Place(interfaceName, address));
        if (found == null) {
            return InterfaceAddress.of(address);
        }
        return new InterfaceAddress(
                address, (found & PERMANENT) != 0, (found & TEMPORARY) != 0, (found & (DEPRECATED | DUPLICATE)) != 0);
    }
}
