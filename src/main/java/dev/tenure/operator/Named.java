package dev.tenure.operator;

import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.HostIdentity;
import dev.tenure.lease.LeaseTable;
import dev.tenure.lease.SubnetLease;
import dev.tenure.subnet.Subnet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The keys that an operator means by a host, a subnet or both.
 *
 * @param what how they were named
 * @param leases what was found: of a subnet the strongest claim first, else the oldest
 * @param near what was not named but shares addresses with it, for a sentence; empty if there is nothing
 * @param refusal set if the subnet is not the host's, or that of several hosts
 */
record Named(String what, List<SubnetLease> leases, String near, Optional<Refusal> refusal) {
    static Named of(LeaseTable table, Optional<HostIdentity> host, Optional<Subnet> subnet) {
        String what = subnet.map(named -> named + host.map(of -> " of " + of).orElse(""))
                .or(() -> host.map(HostIdentity::toString))
                .orElse("");
        if (subnet.isEmpty()) {
            return new Named(what, host.map(table::heldBy).orElse(List.of()), "", Optional.empty());
        }
        List<SubnetLease> there = table.leases().stream()
                .filter(lease -> lease.subnet().overlaps(subnet.get()))
                .sorted(Holdings.STRONGER_FIRST)
                .toList();
        List<SubnetLease> exact = there.stream()
                .filter(lease -> lease.subnet().equals(subnet.get()))
                .toList();
        List<SubnetLease> ours = exact.stream()
                .filter(lease -> host.isEmpty() || lease.isHeldBy(host.get()))
                .toList();
        if (ours.isEmpty() && !exact.isEmpty()) {
            return new Named(
                    what,
                    List.of(),
                    "",
                    Optional.of(new Refusal(
                            Refusal.Code.OTHER_HOLDER,
                            subnet.get() + " is not held by "
                                    + host.map(HostIdentity::toString).orElse("") + ": it is "
                                    + Wording.the(exact.getFirst()) + "; name that host, or the host's own subnet")));
        }
        if (ours.stream().map(Wording::holder).distinct().count() > 1) {
            return new Named(what, List.of(), "", Optional.of(severalHolders(what, ours)));
        }
        String near = there.isEmpty() || !exact.isEmpty()
                ? ""
                : "; what overlaps it is " + Wording.the(there.getFirst()) + ", so name that one if you mean it";
        return new Named(what, ours, near, Optional.empty());
    }

    /** Two texts can mean one subnet; whoever names that must not lose another host's key with the one that he means. */
    private static Refusal severalHolders(String what, List<SubnetLease> ours) {
        String hosts = ours.stream()
                .flatMap(lease -> lease.value() instanceof HostAttributes attributes
                                && attributes.identity().isKnown()
                        ? Stream.of(Wording.flags(attributes.identity()))
                        : Stream.empty())
                .distinct()
                .collect(Collectors.joining(" or "));
        return new Refusal(
                Refusal.Code.AMBIGUOUS,
                what + " is held under several keys: "
                        + ours.stream().map(Wording::the).collect(Collectors.joining(" and "))
                        + "; say whose is meant ("
                        + hosts + "), and see with tenure check what is nobody's");
    }
}
