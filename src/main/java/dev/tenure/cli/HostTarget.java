package dev.tenure.cli;

import dev.tenure.lease.HostIdentity;
import dev.tenure.operator.InputText;
import dev.tenure.operator.MalformedInput;
import dev.tenure.subnet.IpAddress;
import dev.tenure.subnet.IpFamily;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which host is meant: one that is named by its addresses, this one, or none. */
sealed interface HostTarget {
    CommandOption PUBLIC_IP =
            CommandOption.value("public-ip", "ipv4", "The host that is meant, by its public IPv4 address.");
    CommandOption PUBLIC_IPV6 = CommandOption.value(
            "public-ipv6", "ipv6", "Likewise by its IPv6 address; of a dual-stack host both are given.");
    CommandOption SELF =
            CommandOption.toggle("self", "This host is meant: its addresses are found as its agent finds them.");

    /** What names a host. */
    List<CommandOption> OPTIONS = List.of(PUBLIC_IP, PUBLIC_IPV6, SELF);

    /** No host was named. */
    record None() implements HostTarget {}

    /** This one. */
    record Self() implements HostTarget {}

    /** That one. */
    record Named(HostIdentity host) implements HostTarget {}

    static HostTarget of(Given given) throws UsageError {
        @Nullable IpAddress ipv4 = address(given, PUBLIC_IP, IpFamily.IPV4);
        @Nullable IpAddress ipv6 = address(given, PUBLIC_IPV6, IpFamily.IPV6);
        boolean isNamed = ipv4 != null || ipv6 != null;
        if (isNamed && given.has(SELF)) {
            throw new UsageError(SELF.flag() + " is this host: expected it alone, or the addresses of a host");
        }
        return isNamed ? new Named(new HostIdentity(ipv4, ipv6)) : given.has(SELF) ? new Self() : new None();
    }

    private static @Nullable IpAddress address(Given given, CommandOption option, IpFamily family) throws UsageError {
        String text = given.text(option).orElse(null);
        if (text == null) {
            return null;
        }
        try {
            HostIdentity host = InputText.host(text);
            IpAddress found = family == IpFamily.IPV4 ? host.publicIp() : host.publicIpv6();
            boolean isAlone = host.publicIp() == null || host.publicIpv6() == null;
            if (found != null && isAlone) {
                return found;
            }
        } catch (MalformedInput e) {
            throw UsageError.of(option, text, expected(family));
        }
        throw UsageError.of(option, text, expected(family));
    }

    private static String expected(IpFamily family) {
        return family == IpFamily.IPV4 ? "an IPv4 address such as 192.0.2.7" : "an IPv6 address such as 2001:db8::7";
    }

    /** Looks for it where it has to be looked for; empty for none. */
    default Future<Optional<HostIdentity>> find(Session session) {
        return switch (this) {
            case None none -> Future.succeededFuture(Optional.empty());
            case Named named -> Future.succeededFuture(Optional.of(named.host()));
            case Self self ->
                ThisHost.find(session).compose(found -> switch (found) {
                    case ThisHost.Found.Known known -> Future.succeededFuture(Optional.of(known.host()));
                    case ThisHost.Found.Unknown unknown -> Future.failedFuture(new HostUnknown(unknown.sentence()));
                });
        };
    }
}
