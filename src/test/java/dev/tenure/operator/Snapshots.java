package dev.tenure.operator;

import dev.tenure.lease.HostIdentity;
import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.registry.StrangeKeys;
import dev.tenure.subnet.Subnet;
import dev.tenure.tenancy.Registry;
import java.util.List;
import java.util.Optional;

/** What a test's registry looks like to an operator's command. */
final class Snapshots {
    static final long STORE = 0xcdf8_1819_4e3a_8c32L;
    static final StrangeKeys NONE_STRANGE = new StrangeKeys(List.of(), 0, 0);
    static final String IP = "192.168.64.3";
    static final String OTHER = "192.168.64.9";
    static final String DUAL =
            "{\"Network\":\"10.5.0.0/16\",\"EnableIPv6\":true,\"IPv6Network\":\"fd01::/48\",\"Backend\":{\"Type\":\"vxlan\"}}";
    static final String IPV6 = "{\"EnableIPv4\":false,\"EnableIPv6\":true,\"IPv6Network\":\"fd01::/48\"}";

    private Snapshots() {}

    static RegistrySnapshot of(Registry registry) {
        return new RegistrySnapshot(registry.networkEntry(), registry.table(), NONE_STRANGE, STORE);
    }

    static Subnet subnet(String text) {
        try {
            return InputText.subnet(text);
        } catch (MalformedInput e) {
            throw new AssertionError(e);
        }
    }

    static HostIdentity host(String addresses) {
        return Registry.identity(addresses);
    }

    static Optional<Subnet> some(String subnet) {
        return subnet.isEmpty() ? Optional.empty() : Optional.of(subnet(subnet));
    }
}
