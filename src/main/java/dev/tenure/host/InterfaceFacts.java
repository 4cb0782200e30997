package dev.tenure.host;

import dev.tenure.subnet.IpAddress;
import dev.tenure.subnet.IpFamily;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One network interface at one moment.
 *
 * @param name the kernel's, such as {@code eth0}
 * @param index the kernel's; 0 where it is unknown
 * @param up true if it is administratively up; told, but no reason against it, as in flanneld
 * @param mtuBytes 0 where it is unknown
 * @param addresses IPv4 in the kernel's order (which flanneld goes by); IPv6 in any
 */
public record InterfaceFacts(String name, int index, boolean up, int mtuBytes, List<InterfaceAddress> addresses) {
    /**
     * flanneld's order: global before link-local, set by hand before automatic, lasting before temporary. The kernel lists
     * IPv6 addresses in an order that differs from boot to boot, so among equals the lowest comes first.
     */
    private static final Comparator<InterfaceAddress> PREFERRED_FIRST = Comparator.comparing(InterfaceAddress::scope)
            .thenComparing(address -> !address.permanent())
            .thenComparing(InterfaceAddress::temporary)
            .thenComparing((a, b) ->
                    a.address().family() == IpFamily.IPV6 ? a.address().compareTo(b.address()) : 0);

    public InterfaceFacts {
        addresses = List.copyOf(addresses);
    }

    /** The addresses of one family by which a host may go, the best first; link-local ones come last. */
    public List<IpAddress> usable(IpFamily family) {
        return addresses.stream()
                .filter(address -> address.address().family() == family)
                .filter(address -> address.scope() != AddressScope.NONE && !address.unfit())
                .sorted(PREFERRED_FIRST)
                .map(InterfaceAddress::address)
                .toList();
    }

    Optional<IpAddress> best(IpFamily family) {
        return usable(family).stream().findFirst();
    }

    boolean has(IpAddress wanted) {
        return addresses.stream().anyMatch(address -> address.address().equals(wanted));
    }

    /** {@code eth0 (192.0.2.2, fd00::2)}. */
    @Override
    public String toString() {
        String shown = addresses.isEmpty()
                ? "no address"
                : addresses.stream()
                        .map(address -> address.address().toString())
                        .collect(Collectors.joining(", "));
        return name + " (" + shown + (up ? ")" : ", down)");
    }
}
