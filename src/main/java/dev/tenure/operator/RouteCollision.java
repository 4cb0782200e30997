package dev.tenure.operator;

import dev.tenure.subnet.Cidr;
import dev.tenure.subnet.IpFamily;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.subnet.SubnetPool;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A network that a host has a route to already, for something else.
 *
 * @param network the network that is to be put into etcd
 * @param route the destination of the route
 */
public record RouteCollision(Cidr network, Cidr route) {
    /** Who loses what. */
    public String sentence() {
        return route.contains(network)
                ? network + " lies inside of " + route
                        + ", to which this host has a route: what is reached there now is" + " out of reach then"
                : network + " holds " + route + ", to which this host has a route: pods with those addresses are out of"
                        + " reach";
    }

    /** What is not the default route, and not one into the network that is there already, whose routes are the data plane's. */
    static List<RouteCollision> of(@Nullable NetworkConfig current, NetworkConfig proposed, List<Cidr> routes) {
        return Stream.of(IpFamily.values())
                .flatMap(family -> network(proposed, family).stream())
                .flatMap(network -> routes.stream()
                        .distinct()
                        .sorted()
                        .filter(route -> route.length() > 0 && route.overlaps(network))
                        .filter(route -> current == null
                                || network(current, network.family())
                                        .filter(ours -> ours.contains(route) || ours.equals(network))
                                        .isEmpty())
                        .map(route -> new RouteCollision(network, route)))
                .toList();
    }

    private static Optional<Cidr> network(NetworkConfig config, IpFamily family) {
        return Optional.ofNullable(config.pool(family)).map(SubnetPool::network);
    }
}
