package dev.tenure.host;

import dev.tenure.options.HostOptions;
import dev.tenure.subnet.IpAddress;
import dev.tenure.subnet.IpFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which interface a host uses, by flanneld's rules: {@code --iface} in the order given, then {@code --iface-regex}, then
 * {@code --iface-can-reach}; with none of them the interface that has the public IP, else the default route's.
 *
 * <p>Where flanneld depends on the families of the network, which we may not know yet, both addresses are given. Pure but
 * for the {@link SourceAddress} that it is handed.
 */
public final class InterfaceChoice {
    private final HostOptions wishes;
    private final MachineFacts facts;
    private final SourceAddress source;

    /**
     * An interface that fits.
     *
     * @param matched the address by which it was found, which then is the one to use
     */
    private record Found(InterfaceFacts facts, @Nullable IpAddress matched) {
        Optional<IpAddress> own(IpFamily family) {
            return matched != null && matched.family() == family ? Optional.of(matched) : facts.best(family);
        }
    }

    private InterfaceChoice(HostOptions wishes, MachineFacts facts, SourceAddress source) {
        this.wishes = wishes;
        this.facts = facts;
        this.source = source;
    }

    /** The interface and addresses for {@code wishes}, or the sentence that says why there are none. */
    public static HostChoice choose(HostOptions wishes, MachineFacts facts, SourceAddress source) {
        InterfaceChoice choice = new InterfaceChoice(wishes, facts, source);
        Stream<Found> candidates = wishes.namesAnInterface() ? choice.asked() : choice.unasked();
        return candidates
                .filter(choice::servesAHost)
                .findFirst()
                .map(choice::addresses)
                .orElseGet(() -> new HostChoice.NotFound(choice.whyNone()));
    }

    private Stream<Found> asked() {
        List<Stream<Found>> candidates = new ArrayList<>();
        wishes.ifaces().forEach(iface -> candidates.add(byNameOrAddress(iface)));
        wishes.ifaceRegexes().forEach(regex -> candidates.add(byRegex(Pattern.compile(regex))));
        candidates.add(Optional.ofNullable(wishes.ifaceCanReach()).flatMap(source::towards).stream()
                .flatMap(this::byAddress));
        return candidates.stream().flatMap(each -> each);
    }

    private Stream<Found> unasked() {
        Stream<Found> byPublicAddress = Stream.of(
                        Optional.ofNullable(wishes.publicIp()), Optional.ofNullable(wishes.publicIpv6()))
                .flatMap(Optional::stream)
                .flatMap(this::byAddress);
        // flanneld stops here if the public IP is on no interface; behind a NAT it never is, so we look on
        Stream<Found> byRoute = Stream.of(facts.named(facts.defaultIpv4()), facts.named(facts.defaultIpv6()))
                .flatMap(Optional::stream)
                .map(found -> new Found(found, null));
        return Stream.concat(byPublicAddress, byRoute);
    }

    private Stream<Found> byNameOrAddress(String iface) {
        Optional<IpAddress> address = IpAddress.parse(iface);
        return address.isPresent()
                ? byAddress(address.get())
                : facts.named(iface).stream().map(found -> new Found(found, null));
    }

    private Stream<Found> byAddress(IpAddress address) {
        return facts.having(address).stream().map(found -> new Found(found, address));
    }

    /** Addresses of all interfaces before names, as in flanneld; a match anywhere in the text is enough. */
    private Stream<Found> byRegex(Pattern regex) {
        Stream<Found> byAddress = facts.interfaces().stream()
                .flatMap(candidate -> Stream.of(IpFamily.values())
                        .flatMap(family -> candidate.usable(family).stream())
                        .filter(address -> regex.matcher(address.toString()).find())
                        .map(address -> new Found(candidate, address)));
        Stream<Found> byName = facts.interfaces().stream()
                .filter(candidate -> regex.matcher(candidate.name()).find())
                .map(candidate -> new Found(candidate, null));
        return Stream.concat(byAddress, byName);
    }

    /** Nearly every interface has a link-local IPv6 address; that alone says nothing. */
    private boolean servesAHost(Found found) {
        return found.matched() != null
                || wishes.publicIp() != null
                || wishes.publicIpv6() != null
                || found.facts().best(IpFamily.IPV4).isPresent()
                || found.facts()
                        .best(IpFamily.IPV6)
                        .filter(address -> AddressScope.of(address) == AddressScope.GLOBAL)
                        .isPresent();
    }

    private HostChoice addresses(Found found) {
        Integer asked = wishes.mtuBytes();
        int mtuBytes = asked != null ? asked : found.facts().mtuBytes();
        if (mtuBytes <= 0) {
            return new HostChoice.NotFound(
                    "the MTU of interface " + found.facts().name() + " can't be read; give it with --mtu");
        }
        IpAddress ipv4 = found.own(IpFamily.IPV4).orElse(null);
        IpAddress ipv6 = found.own(IpFamily.IPV6).orElse(null);
        return new HostChoice.Chosen(new HostAddresses(
                found.facts().name(),
                mtuBytes,
                wishes.publicIp() != null ? wishes.publicIp() : ipv4,
                wishes.publicIpv6() != null ? wishes.publicIpv6() : ipv6,
                ipv4,
                ipv6));
    }

    private String whyNone() {
        String there = facts.interfaces().isEmpty() ? "this host has none" : "there are " + facts.shown();
        if (wishes.namesAnInterface()) {
            return "no interface with a usable address fits " + String.join(", ", askedFor()) + "; " + there
                    + "; name one of them with --iface, or leave these options out for that of the default route";
        }
        String route = facts.defaultIpv4() != null ? facts.defaultIpv4() : facts.defaultIpv6();
        String cause = route == null
                ? "this host has no default route, which would tell the interface to use"
                : "interface " + route + " of the default route has no usable address";
        return cause + "; " + there + "; name one of them with --iface, or mend the route or the address";
    }

    private List<String> askedFor() {
        List<String> asked = new ArrayList<>();
        wishes.ifaces().forEach(iface -> asked.add("--iface=" + iface));
        wishes.ifaceRegexes().forEach(regex -> asked.add("--iface-regex=" + regex));
        if (wishes.ifaceCanReach() != null) {
            asked.add("--iface-can-reach=" + wishes.ifaceCanReach());
        }
        return asked;
    }
}
