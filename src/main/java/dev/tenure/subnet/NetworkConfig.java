package dev.tenure.subnet;

import dev.tenure.json.MalformedJson;
import org.jspecify.annotations.Nullable;

/**
 * The network config, checked and with its defaults filled in as flannel does ({@code ParseConfig},
 * {@code CheckNetworkConfig}).
 *
 * @param ipv4 the IPv4 subnets it offers, if IPv4 is enabled
 * @param ipv6 the IPv6 subnets it offers, if IPv6 is enabled
 * @param backend the data plane
 * @param enableNftables kept, not used by us
 */
public record NetworkConfig(
        @Nullable SubnetPool ipv4, @Nullable SubnetPool ipv6, Backend backend, boolean enableNftables)
        implements NetworkReading {

    /** Reads the value at {@code <prefix>/config}; whatever it is, the answer is a value and never an exception. */
    public static NetworkReading parse(String json) {
        try {
            return NetworkConfigReader.read(json);
        } catch (MalformedJson e) {
            return new Broken(String.valueOf(e.getMessage()));
        }
    }

    /** The pool of this family, or null where the family is off. */
    public @Nullable SubnetPool pool(IpFamily family) {
        return family == IpFamily.IPV4 ? ipv4 : ipv6;
    }

    /** True if a lease of {@code subnet} is one that this network could give: families, network, length and range. */
    public boolean offers(Subnet subnet) {
        return hasFamiliesOf(subnet)
                && (ipv4 == null || subnet.ipv4() != null && ipv4.offers(subnet.ipv4()))
                && (ipv6 == null || subnet.ipv6() != null && ipv6.offers(subnet.ipv6()));
    }

    /** True if a reservation of {@code subnet} works in this network: as {@link #offers}, but outside the range too. */
    public boolean allows(Subnet subnet) {
        return hasFamiliesOf(subnet)
                && (ipv4 == null || subnet.ipv4() != null && ipv4.allows(subnet.ipv4()))
                && (ipv6 == null || subnet.ipv6() != null && ipv6.allows(subnet.ipv6()));
    }

    private boolean hasFamiliesOf(Subnet subnet) {
        return (ipv4 == null) == (subnet.ipv4() == null) && (ipv6 == null) == (subnet.ipv6() == null);
    }
}
