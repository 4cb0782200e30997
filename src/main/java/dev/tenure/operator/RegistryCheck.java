package dev.tenure.operator;

import dev.tenure.lease.SubnetLease;
import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.subnet.NetworkReading;
import dev.tenure.tenancy.RegistryView;
import dev.tenure.tenancy.Rivals;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Looks for everything that can be wrong in a registry; it costs O(leases), also where everything is wrong. */
public final class RegistryCheck {
    private final RegistrySnapshot snapshot;
    private final List<SubnetLease> leases;
    private final List<Finding> found = new ArrayList<>();

    private RegistryCheck(RegistrySnapshot snapshot) {
        this.snapshot = snapshot;
        this.leases = snapshot.leases().leases().stream()
                .sorted(Comparator.comparing(
                                (SubnetLease lease) -> lease.subnet().ipv4(),
                                Comparator.nullsLast(Comparator.naturalOrder()))
                        .thenComparing(lease -> lease.key().text()))
                .toList();
    }

    /** What is wrong, the worst first. */
    public static CheckReport of(RegistrySnapshot snapshot, CheckFacts facts) {
        RegistryCheck check = new RegistryCheck(snapshot);
        check.network();
        check.overlaps();
        check.found.addAll(new KeyCheck(snapshot.network().reading(), check.leases).findings());
        check.found.addAll(StrangeKeyCheck.findings(snapshot.strangeKeys(), facts));
        check.found.addAll(new HostCheck(check.used(), facts).findings());
        check.found.addAll(new GrantCheck(check.leases, facts).findings());
        check.found.sort(Comparator.comparing(Finding::severity).thenComparing(Finding::code));
        return new CheckReport(snapshot.storeId(), snapshot.revision(), check.found);
    }

    /** A reservation that does not fit is a finding of its own, and its host lives elsewhere meanwhile as it should. */
    private List<SubnetLease> used() {
        return snapshot.network().reading() instanceof NetworkConfig network
                ? leases.stream()
                        .filter(lease -> !lease.isReservation()
                                || Misfit.of(network, lease).isEmpty())
                        .toList()
                : leases;
    }

    private void network() {
        String trouble = RegistryView.EMPTY.withNetwork(snapshot.network()).networkTrouble();
        if (!trouble.isEmpty()) {
            boolean isAbsent = snapshot.network().reading() instanceof NetworkReading.Absent;
            found.add(Finding.of(
                    isAbsent ? FindingCode.NETWORK_CONFIG_MISSING : FindingCode.NETWORK_CONFIG_BROKEN,
                    List.of(),
                    trouble,
                    "put a good one (tenure network set FILE): agents that hold a subnet keep it meanwhile, and no other"
                            + " host gets one"));
        }
    }

    /** One finding for each claim that is not the strongest on its addresses, with the one that is. */
    private void overlaps() {
        Overlaps overlaps = Overlaps.in(leases);
        for (SubnetLease lease : leases) {
            Optional<SubnetLease> stronger =
                    overlaps.strongestRivalOf(lease).filter(rival -> Holdings.STRONGER_FIRST.compare(rival, lease) < 0);
            stronger.ifPresent(rival -> found.add(overlap(lease, rival)));
        }
    }

    private static Finding overlap(SubnetLease lease, SubnetLease rival) {
        boolean yields = Rivals.mustYield(lease, rival);
        Finding finding = Finding.of(
                FindingCode.OVERLAP,
                List.of(lease, rival),
                Wording.the(lease) + " overlaps " + Wording.the(rival) + ", which "
                        + (yields ? "comes first" : "is as good: neither yields"),
                yields
                        ? "an agent of Tenure on " + Wording.holder(lease)
                                + " yields by itself in seconds; flanneld never" + " does, so " + Wording.remove(lease)
                                + " or let repair remove it"
                        : Wording.remove(lease) + ", or that of " + Wording.holder(rival));
        return yields ? finding.with(List.of(new Repair.DeleteKey(lease.key().text(), lease.modRevision()))) : finding;
    }
}
