package dev.tenure.operator;

import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.SubnetLease;
import dev.tenure.subnet.IpAddress;
import dev.tenure.subnet.Subnet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What can be wrong with one host: several keys, another host's address, or not the reservation that it should have. */
final class HostCheck {
    /** Longer than an agent goes without keeping its grant alive, and than two answers of etcd are apart. */
    private static final Duration QUIET_FOR_SURE = Duration.ofHours(1);

    private final List<SubnetLease> leases;
    private final CheckFacts facts;
    private final List<Finding> found = new ArrayList<>();

    HostCheck(List<SubnetLease> leases, CheckFacts facts) {
        this.leases = leases;
        this.facts = facts;
    }

    List<Finding> findings() {
        Map<IpAddress, List<SubnetLease>> byHost = new TreeMap<>();
        Map<IpAddress, List<SubnetLease>> byIpv6 = new TreeMap<>();
        for (SubnetLease lease : leases) {
            lease.hostAddress().ifPresent(host -> add(byHost, host, lease));
            if (lease.value() instanceof HostAttributes attributes
                    && attributes.publicIpv6() != null
                    && !attributes.publicIp().isUnspecified()) {
                add(byIpv6, attributes.publicIpv6(), lease);
            }
        }
        byHost.forEach(this::ipTwice);
        byIpv6.forEach(this::sharedIpv6);
        if (!facts.expected().isEmpty()) {
            Holdings holdings = Holdings.of(leases);
            facts.expected().forEach(line -> line.subnet().ifPresent(subnet -> expected(holdings, line, subnet)));
        }
        return found;
    }

    private static void add(Map<IpAddress, List<SubnetLease>> index, IpAddress address, SubnetLease lease) {
        index.computeIfAbsent(address, none -> new ArrayList<>(1)).add(lease);
    }

    private void ipTwice(IpAddress host, List<SubnetLease> own) {
        if (own.size() < 2) {
            return;
        }
        List<SubnetLease> reservations =
                own.stream().filter(SubnetLease::isReservation).toList();
        List<SubnetLease> leftovers = reservations.isEmpty() ? leftovers(own) : List.of();
        found.add(Finding.of(
                        FindingCode.IP_TWICE,
                        own,
                        host + " has " + own.size() + " keys: " + listed(own),
                        cure(reservations, leftovers))
                .with(leftovers.stream()
                        .<Repair>map(lease -> new Repair.DeleteKey(lease.key().text(), lease.modRevision()))
                        .toList()));
    }

    private static String listed(List<SubnetLease> own) {
        return own.stream()
                .limit(5)
                .map(lease -> "the " + Wording.kind(lease) + " " + lease.key())
                .collect(Collectors.joining(", ", "", own.size() > 5 ? " and so on" : ""));
    }

    private static String cure(List<SubnetLease> reservations, List<SubnetLease> leftovers) {
        if (reservations.size() > 1) {
            return "keep one reservation, and remove the others (tenure unreserve "
                    + reservations.getLast().subnet() + " --delete)";
        }
        if (reservations.size() == 1) {
            return "an agent of Tenure lives on the reservation and releases the rest by itself;"
                    + " flanneld has to be stopped there";
        }
        return leftovers.isEmpty()
                ? "a host that moves has two for a moment; if it stays so, the one that it does not use ends with its grant"
                : Wording.list(leftovers.stream().map(SubnetLease::subnet).toList())
                        + (leftovers.size() == 1 ? " is" : " are")
                        + " no longer kept alive, so release what is left over, or let repair remove it";
    }

    /** A host keeps alive what it uses, so what was kept alive long before another key of the same host is left over. */
    private List<SubnetLease> leftovers(List<SubnetLease> own) {
        List<CheckFacts.GrantFact> known = own.stream()
                .flatMap(lease -> lease.term().granted().map(facts.grants()::get).stream())
                .toList();
        Optional<Duration> inUse =
                known.stream().map(CheckFacts.GrantFact::quiet).min(Comparator.naturalOrder());
        if (known.size() < own.size() || inUse.isEmpty()) {
            return List.of();
        }
        Duration limit = inUse.get().plus(QUIET_FOR_SURE);
        return own.stream()
                .filter(lease -> lease.term()
                        .granted()
                        .map(facts.grants()::get)
                        .filter(grant -> grant.quiet().compareTo(limit) >= 0)
                        .isPresent())
                .toList();
    }

    private void sharedIpv6(IpAddress ipv6, List<SubnetLease> holders) {
        List<IpAddress> hosts = holders.stream()
                .flatMap(lease -> lease.hostAddress().stream())
                .distinct()
                .toList();
        if (hosts.size() > 1) {
            found.add(Finding.of(
                    FindingCode.SHARED_IPV6,
                    holders,
                    hosts.get(0) + " and " + hosts.get(1)
                            + (hosts.size() == 2 ? " both" : " and " + (hosts.size() - 2) + " more all")
                            + " say that their PublicIPv6 is " + ipv6,
                    "give each host an IPv6 address of its own, or name the right one with --public-ipv6"));
        }
    }

    private void expected(Holdings holdings, HostsFile.Line line, Subnet subnet) {
        Optional<SubnetLease> there = holdings.heldBy(line.host()).stream()
                .filter(lease -> lease.subnet().equals(subnet))
                .min(Holdings.STRONGER_FIRST);
        String reserve = "(tenure reserve " + subnet + " " + Wording.flags(line.host()) + ")";
        if (there.isEmpty()) {
            String instead = holdings.foreignOverlaps(subnet, line.host()).stream()
                    .findFirst()
                    .map(other -> ", and " + Wording.the(other) + " is there")
                    .orElse("");
            found.add(Finding.of(
                    FindingCode.MISSING_RESERVATION,
                    List.of(),
                    subnet + " should be reserved for " + line.host() + " (line " + line.number() + ")" + instead,
                    "reserve it " + reserve));
        } else if (!there.get().isReservation()) {
            found.add(Finding.of(
                    FindingCode.RESERVATION_WITH_TTL,
                    List.of(there.get()),
                    Wording.the(there.get()) + " has a TTL, and should be a reservation (line " + line.number()
                            + "); flanneld gives its own reservations one",
                    "make it a reservation again " + reserve));
        }
    }
}
