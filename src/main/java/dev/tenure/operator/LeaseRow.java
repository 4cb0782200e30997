package dev.tenure.operator;

import dev.tenure.json.JsonFields;
import dev.tenure.lease.GrantId;
import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.SubnetLease;
import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.subnet.NetworkConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One lease or reservation with what there is to say about it.
 *
 * @param lease the key
 * @param ageRevisions how many revisions of the store ago it was created
 * @param left how long its grant lives unless it is kept alive, as far as that was asked
 * @param unfit why the network config does not ask for it; empty if it does, or if there is none
 * @param rival the strongest claim of another host on the same addresses
 */
public record LeaseRow(
        SubnetLease lease,
        long ageRevisions,
        Optional<Duration> left,
        Optional<Misfit> unfit,
        Optional<SubnetLease> rival) {

    /** One row for each key. */
    public static List<LeaseRow> of(RegistrySnapshot snapshot, Map<GrantId, Duration> left) {
        Overlaps overlaps = Overlaps.in(snapshot.leases().leases());
        return snapshot.leases().leases().stream()
                .map(lease -> new LeaseRow(
                        lease,
                        Math.max(0, snapshot.revision() - lease.createRevision()),
                        lease.term().granted().map(left::get),
                        snapshot.network().reading() instanceof NetworkConfig network
                                ? Misfit.of(network, lease)
                                : Optional.empty(),
                        overlaps.strongestRivalOf(lease)))
                .toList();
    }

    /** {@code lease} or {@code reservation}. */
    public String kind() {
        return Wording.kind(lease);
    }

    /** The host's addresses, or why it has none; printable. */
    public String holder() {
        return Wording.holder(lease);
    }

    /** BackendType made printable; empty where it is left out. */
    public String backend() {
        if (!(lease.value() instanceof HostAttributes attributes)) {
            return "";
        }
        String quoted = JsonFields.quote(attributes.backendType());
        return quoted.substring(1, quoted.length() - 1);
    }
}
