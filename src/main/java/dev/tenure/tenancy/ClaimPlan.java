package dev.tenure.tenancy;

import dev.tenure.lease.HostIdentity;
import dev.tenure.lease.LeaseTable;
import dev.tenure.lease.SubnetLease;
import dev.tenure.subnet.Cidr;
import dev.tenure.subnet.FreeSubnets;
import dev.tenure.subnet.IpFamily;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.subnet.Subnet;
import dev.tenure.subnet.SubnetKey;
import dev.tenure.subnet.SubnetPool;
import dev.tenure.subnet.TakenBlocks;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which subnet this host should have, chosen from one consistent view of the registry.
 *
 * <ol>
 *   <li>A key that is ours already and fits.
 *   <li>The subnet that we had, half by half, as far as it fits and nobody else has it.
 *   <li>A free one: the first try starts at a place that follows from the public IP, later tries jump.
 *   <li>None, if everything is taken.
 * </ol>
 *
 * @param host this host's addresses
 * @param network the network config
 * @param leases every lease
 * @param previous the subnet that we had last
 * @param leaving keys of ours that we are giving up
 */
public record ClaimPlan(
        HostIdentity host,
        NetworkConfig network,
        LeaseTable leases,
        @Nullable Subnet previous,
        Set<String> leaving) {

    /** What to do. */
    public sealed interface Choice {
        /** This key is ours: keep it. */
        record Keep(SubnetLease own) implements Choice {}

        /** Create this key. */
        record Take(SubnetKey key) implements Choice {}

        /** Nothing is free. */
        record NothingFree(String sentence) implements Choice {}
    }

    /**
     * Chooses by the four steps.
     *
     * @param start where in the pool to begin to look for a free subnet; any number, it is folded into the pool
     */
    public Choice choose(long start) {
        return best(own()).<Choice>map(Choice.Keep::new).orElseGet(() -> takeOrNothing(start));
    }

    /** The number from which a host looks at its first try: the same after every restart, spread over all hosts. */
    public static long homeOf(HostIdentity host) {
        var address = host.publicIp() != null ? host.publicIp() : host.publicIpv6();
        return address == null ? 0 : Chance.scramble(address.high() ^ Chance.scramble(address.low())) >>> 1;
    }

    private List<SubnetLease> own() {
        return leases.heldBy(host).stream().filter(lease -> !isLeaving(lease)).toList();
    }

    /** A reservation before a lease, the previous subnet before others, then the oldest. */
    private Optional<SubnetLease> best(List<SubnetLease> own) {
        return own.stream()
                .filter(lease -> !mustGo(lease, network, leases, host))
                .min(Comparator.comparing((SubnetLease lease) -> !lease.isReservation())
                        .thenComparing(lease -> !lease.subnet().equals(previous))
                        .thenComparingLong(SubnetLease::createRevision));
    }

    /** True if this host cannot stay on {@code own}: it does not fit, or an older claim stands in its way. */
    static boolean mustGo(SubnetLease own, NetworkConfig network, LeaseTable leases, HostIdentity host) {
        return !fits(network, own) || Rivals.of(own, leases, host).anyMatch(rival -> Rivals.mustYield(own, rival));
    }

    /** True if the network config allows this host to go on with {@code lease}. */
    public static boolean fits(NetworkConfig network, SubnetLease lease) {
        return lease.isReservation() ? network.allows(lease.subnet()) : network.offers(lease.subnet());
    }

    private Choice takeOrNothing(long start) {
        List<SubnetLease> own = own();
        return complete(network, kept(IpFamily.IPV4, own), kept(IpFamily.IPV6, own), this::free, start)
                .<Choice>map(subnet -> new Choice.Take(SubnetKey.of(subnet)))
                .orElseGet(() -> new Choice.NothingFree(exhausted()));
    }

    /**
     * The halves that are kept, and free ones where none is; empty if a family has none left.
     *
     * @param free which subnets of a pool are free; asked only for a family that has nothing to keep
     */
    public static Optional<Subnet> complete(
            NetworkConfig network,
            Optional<Cidr> keptIpv4,
            Optional<Cidr> keptIpv6,
            Function<SubnetPool, FreeSubnets> free,
            long start) {
        FreeSubnets freeIpv4 = keptIpv4.isPresent() || network.ipv4() == null ? null : free.apply(network.ipv4());
        FreeSubnets freeIpv6 = keptIpv6.isPresent() || network.ipv6() == null ? null : free.apply(network.ipv6());
        long pairedStart = keptIpv4.map(half -> number(network.ipv4(), half))
                .or(() -> keptIpv6.map(half -> number(network.ipv6(), half)))
                .orElseGet(() -> pairedStart(freeIpv4, freeIpv6, start));
        @Nullable Cidr ipv4 = keptIpv4.orElseGet(() -> next(freeIpv4, pairedStart));
        @Nullable Cidr ipv6 = keptIpv6.orElseGet(() -> next(freeIpv6, pairedStart));
        return network.ipv4() != null && ipv4 == null || network.ipv6() != null && ipv6 == null
                ? Optional.empty()
                : Optional.of(new Subnet(ipv4, ipv6));
    }

    /** The half that we have or had, if the network still gives it and no other host has it. */
    private Optional<Cidr> kept(IpFamily family, List<SubnetLease> own) {
        SubnetPool pool = network.pool(family);
        if (pool == null) {
            return Optional.empty();
        }
        List<Cidr> wanted = new ArrayList<>();
        Stream.of(true, false)
                .forEach(reserved -> own.stream()
                        .filter(lease -> lease.isReservation() == reserved)
                        .flatMap(lease -> lease.subnet().half(family).stream())
                        .forEach(wanted::add));
        Optional.ofNullable(previous).flatMap(subnet -> subnet.half(family)).ifPresent(wanted::add);
        // what is claimed with it is a lease, also where the half is that of a reservation, which may lie out of range
        return wanted.stream()
                .filter(pool::offers)
                .filter(half -> isFree(Subnet.of(half)))
                .findFirst();
    }

    /** True if no other host has an address of {@code subnet}, and no key that we are giving up. */
    private boolean isFree(Subnet subnet) {
        return leases.overlaps(subnet).allMatch(this::isOurs);
    }

    /** True for a key that is ours and stays so: its addresses are ours to claim anew. */
    private boolean isOurs(SubnetLease lease) {
        return lease.isHeldBy(host) && !isLeaving(lease);
    }

    private boolean isLeaving(SubnetLease lease) {
        return leaving.contains(lease.key().text());
    }

    private FreeSubnets free(SubnetPool pool) {
        TakenBlocks taken = leases.taken(pool.family());
        for (SubnetLease own : own()) {
            taken = taken.minus(own.key());
        }
        return new FreeSubnets(pool, taken);
    }

    private static long number(@Nullable SubnetPool pool, Cidr half) {
        return pool == null ? 0 : Math.max(0, pool.number(half.address()));
    }

    /** In dual stack the i-th IPv4 goes with the i-th IPv6 subnet where both are free, so that people can read the pair. */
    private static long pairedStart(@Nullable FreeSubnets ipv4, @Nullable FreeSubnets ipv6, long start) {
        if (ipv4 == null || ipv6 == null) {
            return start;
        }
        long size = Math.min(ipv4.pool().size(), ipv6.pool().size());
        long first = Math.floorMod(start, size);
        OptionalLong candidate = ipv4.nextFrom(first);
        // a few tries find a pair in any pool that is not nearly full; there any free halves will do
        for (int tries = 0; tries < 64 && candidate.isPresent(); tries++) {
            if (ipv6.isFree(candidate.getAsLong())) {
                return candidate.getAsLong();
            }
            candidate = ipv4.nextFrom((candidate.getAsLong() + 1) % ipv4.pool().size());
        }
        return first;
    }

    private static @Nullable Cidr next(@Nullable FreeSubnets free, long start) {
        if (free == null) {
            return null;
        }
        OptionalLong number = free.nextFrom(Math.floorMod(start, free.pool().size()));
        return number.isPresent() ? free.pool().subnet(number.getAsLong()) : null;
    }

    private String exhausted() {
        SubnetPool ipv4 = network.ipv4();
        boolean isIpv4 = ipv4 != null
                && kept(IpFamily.IPV4, own()).isEmpty()
                && free(ipv4).nextFrom(0).isEmpty();
        SubnetPool pool = isIpv4 ? ipv4 : network.ipv6();
        int reserved = leases.reservations();
        String size = pool == null ? "" : "all " + pool.size() + " " + pool.family() + " subnets of " + pool.network();
        return size + " are taken (" + (leases.size() - reserved) + " leases, " + reserved
                + " reservations); enlarge the network or release a lease, and this host claims one at once";
    }
}
