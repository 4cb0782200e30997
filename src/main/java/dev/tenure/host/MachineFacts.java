package dev.tenure.host;

import dev.tenure.subnet.IpAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the machine said of itself at one moment.
 *
 * @param interfaces in the order of their index
 * @param defaultIpv4 name of the interface of the IPv4 default route with the lowest metric; null without one
 * @param defaultIpv6 likewise for IPv6
 */
public record MachineFacts(
        List<InterfaceFacts> interfaces,
        @Nullable String defaultIpv4,
        @Nullable String defaultIpv6) {
    private static final int INTERFACES_SHOWN_MAX = 20;

    public MachineFacts {
        interfaces = List.copyOf(interfaces);
    }

    Optional<InterfaceFacts> named(@Nullable String name) {
        return interfaces.stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst();
    }

    Optional<InterfaceFacts> having(IpAddress address) {
        return interfaces.stream().filter(candidate -> candidate.has(address)).findFirst();
    }

    /** Every interface with its addresses, for a sentence; cut where a host has very many. */
    String shown() {
        String shown = interfaces.stream()
                .limit(INTERFACES_SHOWN_MAX)
                .map(InterfaceFacts::toString)
                .collect(Collectors.joining(", "));
        int more = interfaces.size() - INTERFACES_SHOWN_MAX;
        return more > 0 ? shown + " and " + more + " more" : shown;
    }
}
