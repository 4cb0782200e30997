package dev.tenure.operator;

import dev.tenure.json.JsonFields;
import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.SubnetLease;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.subnet.NetworkReading;
import dev.tenure.subnet.SubnetKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can be wrong with one key: its text, its value, and whether it is what the network config asks for. */
final class KeyCheck {
    private final List<SubnetLease> leases;
    private final @Nullable NetworkConfig network;
    private final List<Finding> found = new ArrayList<>();

    KeyCheck(NetworkReading network, List<SubnetLease> leases) {
        this.network = network instanceof NetworkConfig good ? good : null;
        this.leases = leases;
    }

    List<Finding> findings() {
        leases.forEach(this::key);
        otherBackend();
        return found;
    }

    private void key(SubnetLease lease) {
        if (!(lease.value() instanceof HostAttributes attributes)) {
            found.add(Finding.of(
                            FindingCode.UNREADABLE_VALUE,
                            List.of(lease),
                            Wording.the(lease) + " keeps everybody away from " + lease.subnet(),
                            Wording.remove(lease) + ", or let repair remove it")
                    .with(List.of(new Repair.DeleteKey(lease.key().text(), lease.modRevision()))));
            return;
        }
        if (!attributes.identity().isKnown()) {
            found.add(Finding.of(
                    FindingCode.NO_HOLDER,
                    List.of(lease),
                    Wording.the(lease) + " can be taken by no host",
                    "see who writes it, then " + Wording.remove(lease)));
            return;
        }
        oddKey(lease);
        if (network != null) {
            Misfit.of(network, lease).ifPresent(misfit -> unfit(lease, misfit));
        }
    }

    private void oddKey(SubnetLease lease) {
        SubnetKey usual = SubnetKey.of(lease.subnet());
        if (!usual.text().equals(lease.key().text())) {
            found.add(Finding.of(
                    FindingCode.ODD_KEY,
                    List.of(lease),
                    Wording.the(lease) + " means " + lease.subnet() + ", which hosts write as " + usual,
                    "write it as " + usual + " the next time"));
        }
    }

    private void unfit(SubnetLease lease, Misfit misfit) {
        List<SubnetLease> one = List.of(lease);
        if (lease.isReservation()) {
            found.add(Finding.of(
                    FindingCode.UNFIT_RESERVATION,
                    one,
                    Wording.the(lease) + " is of no use: " + misfit.reason(),
                    Wording.remove(lease) + " and reserve another, or change the network config"));
        } else if (misfit.kind() == Misfit.Kind.RANGE) {
            found.add(Finding.of(
                    FindingCode.RESERVATION_WITH_TTL,
                    one,
                    Wording.the(lease) + " has a TTL: " + misfit.reason() + ", so either it was a reservation (flanneld"
                            + " gives its own a TTL), or the range was narrowed",
                    "make it a reservation again (tenure reserve " + lease.subnet() + " "
                            + Wording.flags(((HostAttributes) lease.value()).identity())
                            + "); else the host's agent moves"));
        } else {
            found.add(Finding.of(
                    FindingCode.UNFIT_LEASE,
                    one,
                    Wording.the(lease) + " does not fit: " + misfit.reason(),
                    "an agent of Tenure moves by itself unless it was told to hold; flanneld has to be started anew"));
        }
    }

    /** All in one finding: after a change of the network config they are many, and their agents are writing them anew. */
    private void otherBackend() {
        String type = network == null ? "" : network.backend().leaseType();
        List<SubnetLease> others = network == null
                ? List.of()
                : leases.stream()
                        .filter(lease -> lease.value() instanceof HostAttributes attributes
                                && !attributes.backendType().equals(type))
                        .toList();
        if (!others.isEmpty()) {
            String named = others.getFirst().value() instanceof HostAttributes first ? first.backendType() : "";
            found.add(Finding.of(
                    FindingCode.OTHER_BACKEND,
                    others,
                    Wording.count(others.size(), "key") + (others.size() == 1 ? " names" : " name")
                            + " another backend than the network config's " + JsonFields.quote(type) + ": "
                            + others.getFirst().key() + " says " + JsonFields.quote(named)
                            + (others.size() == 1 ? "" : ", and so on"),
                    "an agent of Tenure writes its key anew by itself; flanneld has to be started anew, and until then its"
                            + " peers don't see it"));
        }
    }
}
