package dev.tenure.operator;

import dev.tenure.lease.GrantId;
import dev.tenure.lease.SubnetLease;
import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.subnet.IpFamily;
import dev.tenure.subnet.NetworkConfig;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How much room there is.
 *
 * @param families the pool of each family that is on, IPv4 first; empty without a good network config
 * @param leases how many leases there are, wherever they lie
 * @param reservations how many reservations, wherever they lie
 * @param unfit how many of both the network config does not ask for
 * @param nextExpiry the lease that ends first unless it is kept alive; empty where no grant's time is known
 */
public record PoolReport(
        List<PoolUse> families, long leases, long reservations, long unfit, Optional<Expiry> nextExpiry) {
    public PoolReport {
        families = List.copyOf(families);
    }

    /** A lease, and how long its grant lives unless it is kept alive. */
    public record Expiry(SubnetLease lease, Duration left) {}

    /**
     * Counts the registry as it was read.
     *
     * @param left how long grants still live, as far as that was asked
     */
    public static PoolReport of(RegistrySnapshot snapshot, Map<GrantId, Duration> left) {
        List<SubnetLease> all = List.copyOf(snapshot.leases().leases());
        Optional<NetworkConfig> network =
                snapshot.network().reading() instanceof NetworkConfig good ? Optional.of(good) : Optional.empty();
        List<PoolUse> families = network.stream()
                .flatMap(config ->
                        Stream.of(IpFamily.values()).flatMap(family -> Stream.ofNullable(config.pool(family))))
                .map(pool -> PoolUse.of(pool, snapshot.leases()))
                .toList();
        long reservations = snapshot.leases().reservations();
        long unfit = network.map(config -> all.stream()
                        .filter(lease -> Misfit.of(config, lease).isPresent())
                        .count())
                .orElse(0L);
        Optional<Expiry> next = all.stream()
                .flatMap(lease -> lease.term().granted().map(left::get).map(time -> new Expiry(lease, time)).stream())
                .min(Comparator.comparing(Expiry::left)
                        .thenComparing(expiry -> expiry.lease().key().text()));
        return new PoolReport(families, all.size() - reservations, reservations, unfit, next);
    }
}
