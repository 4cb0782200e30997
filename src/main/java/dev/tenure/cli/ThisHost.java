package dev.tenure.cli;

import dev.tenure.host.HostChoice;
import dev.tenure.host.HostReader;
import dev.tenure.lease.HostIdentity;
import dev.tenure.options.Option;
import dev.tenure.options.Options;
import io.vertx.core.Future;
import java.util.List;

/** Who this host is in the registry, found as its agent finds it. */
final class ThisHost {
    /** What decides on it. */
    static final List<Option<?>> OPTIONS = List.of(Options.IFACE, Options.IFACE_REGEX, Options.IFACE_CAN_REACH);

    private ThisHost() {}

    /** What came of looking. */
    sealed interface Found {
        record Known(HostIdentity host) implements Found {}

        record Unknown(String sentence) implements Found {}
    }

    /** Reads interfaces and routes, off the event loop. */
    static Future<Found> find(Session session) {
        return session.vertx().executeBlocking(() -> switch (new HostReader()
                .choose(session.options().host())) {
            case HostChoice.Chosen chosen ->
                new Found.Known(new HostIdentity(
                        chosen.addresses().publicIp(), chosen.addresses().publicIpv6()));
            case HostChoice.NotFound none -> new Found.Unknown(none.sentence());
        });
    }
}
