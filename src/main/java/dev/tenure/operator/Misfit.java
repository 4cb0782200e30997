package dev.tenure.operator;

import dev.tenure.lease.SubnetLease;
import dev.tenure.subnet.Cidr;
import dev.tenure.subnet.IpFamily;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.subnet.Subnet;
import dev.tenure.subnet.SubnetPool;
import java.util.Optional;

/**
 * Why a subnet is not what the network config asks for.
 *
 * @param kind which rule it breaks
 * @param reason a sentence about the subnet, to be followed by what that means
 */
public record Misfit(Kind kind, String reason) {
    /** The rules, in the order in which they are looked at. */
    public enum Kind {
        FAMILIES,
        NETWORK,
        LENGTH,
        RANGE
    }

    /** Empty if a host may go on with {@code lease}, as the host itself would judge it. */
    static Optional<Misfit> of(NetworkConfig network, SubnetLease lease) {
        return lease.isReservation() ? ofReservation(network, lease.subnet()) : ofLease(network, lease.subnet());
    }

    /** Empty if {@code subnet} is one that the network gives as a lease. */
    static Optional<Misfit> ofLease(NetworkConfig network, Subnet subnet) {
        return ofReservation(network, subnet)
                .or(() -> ofRange(network, subnet, IpFamily.IPV4))
                .or(() -> ofRange(network, subnet, IpFamily.IPV6));
    }

    /** Empty if a reservation of {@code subnet} works; it may lie outside of SubnetMin…SubnetMax. */
    static Optional<Misfit> ofReservation(NetworkConfig network, Subnet subnet) {
        return ofFamily(network, subnet, IpFamily.IPV4)
                .or(() -> ofFamily(network, subnet, IpFamily.IPV6))
                .or(() -> ofHalf(network, subnet, IpFamily.IPV4))
                .or(() -> ofHalf(network, subnet, IpFamily.IPV6));
    }

    private static Optional<Misfit> ofFamily(NetworkConfig network, Subnet subnet, IpFamily family) {
        boolean isEnabled = network.pool(family) != null;
        if (isEnabled == subnet.half(family).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(new Misfit(
                Kind.FAMILIES,
                isEnabled
                        ? subnet + " has no " + family + " half, and the network config enables " + family
                        : subnet + " has an " + family + " half, and the network config does not enable " + family));
    }

    private static Optional<Misfit> ofHalf(NetworkConfig network, Subnet subnet, IpFamily family) {
        SubnetPool pool = network.pool(family);
        Cidr half = subnet.half(family).orElse(null);
        if (pool == null || half == null || pool.allows(half)) {
            return Optional.empty();
        }
        return Optional.of(
                pool.network().contains(half)
                        ? new Misfit(
                                Kind.LENGTH,
                                half + " is not a /" + pool.subnetLength() + ", which the network config asks for")
                        : new Misfit(Kind.NETWORK, half + " does not lie in the network " + pool.network()));
    }

    private static Optional<Misfit> ofRange(NetworkConfig network, Subnet subnet, IpFamily family) {
        SubnetPool pool = network.pool(family);
        return pool == null
                ? Optional.empty()
                : subnet.half(family)
                        .filter(half -> !pool.offers(half))
                        .map(half -> new Misfit(
                                Kind.RANGE,
                                half + " does not lie between SubnetMin " + pool.min() + " and SubnetMax " + pool.max()
                                        + ", where leases are given"));
    }
}
