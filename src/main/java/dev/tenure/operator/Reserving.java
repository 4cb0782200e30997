package dev.tenure.operator;

import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.HostIdentity;
import dev.tenure.lease.SubnetLease;
import dev.tenure.lease.Term;
import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.subnet.Cidr;
import dev.tenure.subnet.FreeSubnets;
import dev.tenure.subnet.IpFamily;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.subnet.NetworkReading;
import dev.tenure.subnet.Subnet;
import dev.tenure.subnet.SubnetKey;
import dev.tenure.subnet.SubnetPool;
import dev.tenure.tenancy.ClaimPlan;
import dev.tenure.tenancy.RegistryView;
import dev.tenure.tenancy.Rivals;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides what reserving a subnet comes to, so that no two hosts get the same addresses, no host gets two subnets, and a
 * host that lives on a subnet stays on it unless it was said that it may move.
 */
public final class Reserving {
    private final NetworkConfig network;
    private final long networkRevision;
    private final Holdings holdings;
    /** What is left of each pool, counted when first asked for. */
    private final Map<IpFamily, FreeSubnets> free = new EnumMap<>(IpFamily.class);
    /** Which line of a file has asked for a key, by the key's text. */
    private final Map<String, Integer> lines = new HashMap<>();

    private Reserving(NetworkConfig network, long networkRevision, Holdings holdings) {
        this.network = network;
        this.networkRevision = networkRevision;
        this.holdings = holdings;
    }

    /** What {@code request} comes to in the registry as it was read. */
    public static ReserveOutcome plan(RegistrySnapshot snapshot, ReserveRequest request) {
        return in(snapshot).map(reserving -> reserving.outcome(request)).orElseGet(() -> noNetwork(snapshot));
    }

    /** For several requests in a row; empty without a network config that works. */
    static Optional<Reserving> in(RegistrySnapshot snapshot) {
        return snapshot.network().reading() instanceof NetworkConfig network
                ? Optional.of(new Reserving(
                        network,
                        snapshot.network().modRevision(),
                        Holdings.of(snapshot.leases().leases())))
                : Optional.empty();
    }

    static ReserveOutcome noNetwork(RegistrySnapshot snapshot) {
        boolean isAbsent = snapshot.network().reading() instanceof NetworkReading.Absent;
        String trouble = RegistryView.EMPTY.withNetwork(snapshot.network()).networkTrouble();
        return refused(
                isAbsent ? Refusal.Code.NO_NETWORK_CONFIG : Refusal.Code.NETWORK_CONFIG_BROKEN,
                trouble + "; put a good one first (tenure network set FILE)");
    }

    private static ReserveOutcome refused(Refusal.Code code, String sentence) {
        return new ReserveOutcome.Refused(new Refusal(code, sentence));
    }

    ReserveOutcome outcome(ReserveRequest request) {
        HostIdentity host = request.host();
        boolean lacksIpv4 = network.ipv4() != null && host.publicIp() == null;
        if (lacksIpv4 || network.ipv4() == null && host.publicIpv6() == null) {
            return refused(
                    Refusal.Code.NO_HOST_ADDRESS,
                    "the network config enables " + (lacksIpv4 ? "IPv4" : "IPv6 only") + ", and the host was given as "
                            + host + "; name its " + (lacksIpv4 ? "IPv4" : "IPv6") + " address with --public-ip"
                            + (lacksIpv4 ? "" : "v6"));
        }
        List<SubnetLease> own = holdings.heldBy(host);
        return request.subnet().map(subnet -> named(request, subnet, own)).orElseGet(() -> unnamed(request, own));
    }

    private ReserveOutcome named(ReserveRequest request, Subnet subnet, List<SubnetLease> own) {
        Optional<Misfit> misfit = Misfit.ofReservation(network, subnet);
        if (misfit.isPresent()) {
            return refused(code(misfit.get().kind()), misfit.get().reason() + "; choose a subnet that fits");
        }
        Optional<SubnetLease> same =
                own.stream().filter(lease -> lease.subnet().equals(subnet)).min(Holdings.STRONGER_FIRST);
        if (same.filter(SubnetLease::isReservation).isPresent()) {
            return new ReserveOutcome.AlreadyReserved(same.get());
        }
        List<SubnetLease> others = holdings.foreignOverlaps(subnet, request.host());
        if (!others.isEmpty()) {
            return overlaps(subnet, same, others);
        }
        Optional<SubnetLease> other =
                own.stream().filter(SubnetLease::isReservation).findFirst();
        if (other.isPresent()) {
            return secondSubnet(request.host(), other.get());
        }
        if (same.isPresent() && same.get().value() instanceof HostAttributes attributes) {
            return new ReserveOutcome.Convert(same.get(), attributes);
        }
        return own.isEmpty() || request.move() ? create(request.host(), subnet, own) : livesElsewhere(request, own);
    }

    private ReserveOutcome unnamed(ReserveRequest request, List<SubnetLease> own) {
        Optional<SubnetLease> reservation = own.stream()
                .filter(SubnetLease::isReservation)
                .min(Comparator.comparing(lease -> !network.allows(lease.subnet())));
        if (reservation.isPresent()) {
            return network.allows(reservation.get().subnet())
                    ? new ReserveOutcome.AlreadyReserved(reservation.get())
                    : secondSubnet(request.host(), reservation.get());
        }
        List<Subnet> usable = own.stream()
                .map(SubnetLease::subnet)
                .filter(network::allows)
                .distinct()
                .toList();
        if (usable.size() > 1) {
            return refused(
                    Refusal.Code.AMBIGUOUS,
                    request.host() + " has leases on " + Wording.list(usable) + "; say which of them to reserve");
        }
        if (usable.size() == 1) {
            return named(request, usable.getFirst(), own);
        }
        return own.isEmpty() || request.move() ? free(request.host(), own) : livesElsewhere(request, own);
    }

    /** As the host itself would choose it, so that the same question gets the same answer. */
    private ReserveOutcome free(HostIdentity host, List<SubnetLease> own) {
        Optional<Subnet> subnet = ClaimPlan.complete(
                network,
                kept(IpFamily.IPV4, host, own),
                kept(IpFamily.IPV6, host, own),
                this::freeSubnets,
                ClaimPlan.homeOf(host));
        return subnet.map(chosen -> create(host, chosen, own)).orElseGet(() -> {
            SubnetPool ipv4 = network.ipv4();
            SubnetPool full = ipv4 != null && freeSubnets(ipv4).nextFrom(0).isEmpty() ? ipv4 : network.ipv6();
            return refused(
                    Refusal.Code.POOL_EXHAUSTED,
                    "nothing is free for " + host + ": all " + (full == null ? "" : full.size() + " " + full.family())
                            + " subnets of the pool are taken; enlarge the network, or release what nobody needs");
        });
    }

    /** The half that the host has already, if the network gives it and nobody else has it. */
    private Optional<Cidr> kept(IpFamily family, HostIdentity host, List<SubnetLease> own) {
        SubnetPool pool = network.pool(family);
        return own.stream()
                .flatMap(lease -> lease.subnet().half(family).stream())
                .filter(half -> pool != null && pool.offers(half))
                .filter(half -> holdings.foreignOverlaps(Subnet.of(half), host).isEmpty())
                .findFirst();
    }

    private FreeSubnets freeSubnets(SubnetPool pool) {
        return free.computeIfAbsent(pool.family(), family -> FreeSubnets.of(pool, holdings.blocks()));
    }

    private ReserveOutcome create(HostIdentity host, Subnet subnet, List<SubnetLease> leaves) {
        HostIdentity inNetwork = new HostIdentity(
                network.ipv4() == null ? null : host.publicIp(), network.ipv6() == null ? null : host.publicIpv6());
        HostAttributes attributes =
                HostAttributes.of(inNetwork, network.backend().leaseType());
        return new ReserveOutcome.Create(SubnetKey.of(subnet), attributes, networkRevision, leaves);
    }

    private static Refusal.Code code(Misfit.Kind kind) {
        return switch (kind) {
            case FAMILIES -> Refusal.Code.WRONG_FAMILIES;
            case LENGTH -> Refusal.Code.WRONG_LENGTH;
            case NETWORK, RANGE -> Refusal.Code.OUTSIDE_NETWORK;
        };
    }

    private ReserveOutcome overlaps(Subnet subnet, Optional<SubnetLease> own, List<SubnetLease> others) {
        SubnetLease other = others.getFirst();
        boolean isReadable = other.value() instanceof HostAttributes;
        Integer line = lines.get(other.key().text());
        String age = own.map(ours -> Rivals.mustYield(ours, other)
                        ? ", which comes before the host's own lease"
                        : ", which is younger than the host's own lease and has not yielded")
                .orElse("");
        String more = others.size() == 1 ? "" : " and " + Wording.count(others.size() - 1, "other key");
        String next = own.isPresent()
                ? "see with tenure check who yields, and reserve it when only one has it"
                : "choose another subnet, or " + Wording.remove(other) + " first";
        return refused(
                isReadable ? Refusal.Code.OVERLAPS : Refusal.Code.UNREADABLE_VALUE,
                line != null
                        ? subnet + " overlaps " + other.key() + ", which line " + line
                                + " asks for; choose another subnet"
                        : subnet + " overlaps " + Wording.the(other) + age + more + "; " + next);
    }

    private static ReserveOutcome secondSubnet(HostIdentity host, SubnetLease reservation) {
        return refused(
                Refusal.Code.SECOND_SUBNET,
                host + " has the reservation " + reservation.key()
                        + ", and a host has one subnet; remove that one first" + " (tenure unreserve "
                        + reservation.subnet() + " --delete)");
    }

    private ReserveOutcome livesElsewhere(ReserveRequest request, List<SubnetLease> own) {
        SubnetLease lease = own.getFirst();
        Optional<Misfit> misfit = Misfit.ofReservation(network, lease.subnet());
        return refused(
                Refusal.Code.LIVES_ELSEWHERE,
                misfit.map(why -> request.host() + " lives on the lease " + lease.key() + ", and " + why.reason()
                                + "; say --move to have it move")
                        .orElseGet(() -> request.host() + " lives on the lease " + lease.key() + "; "
                                + Wording.reserveWhereItIs(request.host()) + ", or say --move to have it move"));
    }

    /** From now on {@code outcome} counts as carried out, as line {@code line} asked. */
    void assume(ReserveOutcome outcome, int line) {
        switch (outcome) {
            case ReserveOutcome.Convert convert -> {
                SubnetLease seen = convert.seen();
                lines.put(seen.key().text(), line);
                holdings.replace(
                        seen,
                        new SubnetLease(
                                seen.key(),
                                seen.value(),
                                new Term.Reserved(),
                                seen.createRevision(),
                                seen.modRevision()));
            }
            case ReserveOutcome.Create create -> {
                lines.put(create.key().text(), line);
                holdings.add(new SubnetLease(
                        create.key(), create.attributes(), new Term.Reserved(), Long.MAX_VALUE, Long.MAX_VALUE));
                free.values()
                        .forEach(pool -> Holdings.halves(create.key().subnet()).forEach(pool::take));
            }
            case ReserveOutcome.AlreadyReserved already -> {}
            case ReserveOutcome.Refused refused -> {}
        }
    }
}
