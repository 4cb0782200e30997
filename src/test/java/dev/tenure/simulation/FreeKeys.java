package dev.tenure.simulation;

import dev.tenure.lease.LeaseTable;
import dev.tenure.subnet.Cidr;
import dev.tenure.subnet.FreeSubnets;
import dev.tenure.subnet.IpFamily;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.subnet.NetworkEntry;
import dev.tenure.subnet.Subnet;
import dev.tenure.subnet.SubnetKey;
import dev.tenure.subnet.SubnetPool;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Picks at random from what nobody has, as outsiders do. */
final class FreeKeys {
    private FreeKeys() {}

    static Optional<SubnetKey> any(World world, NetworkEntry entry, LeaseTable seen) {
        if (!(entry.reading() instanceof NetworkConfig network)) {
            return Optional.empty();
        }
        @Nullable Cidr ipv4 = half(world, network.ipv4(), IpFamily.IPV4, seen);
        @Nullable Cidr ipv6 = half(world, network.ipv6(), IpFamily.IPV6, seen);
        boolean isFound = (ipv4 != null || network.ipv4() == null) && (ipv6 != null || network.ipv6() == null);
        return isFound ? Optional.of(SubnetKey.of(new Subnet(ipv4, ipv6))) : Optional.empty();
    }

    private static @Nullable Cidr half(World world, @Nullable SubnetPool pool, IpFamily family, LeaseTable seen) {
        if (pool == null) {
            return null;
        }
        Stream<Cidr> taken = seen.leases().stream().flatMap(lease -> lease.subnet().half(family).stream());
        OptionalLong number =
                FreeSubnets.of(pool, taken).nextFrom(world.below((int) Math.min(pool.size(), Short.MAX_VALUE)));
        return number.isPresent() ? pool.subnet(number.getAsLong()) : null;
    }
}
