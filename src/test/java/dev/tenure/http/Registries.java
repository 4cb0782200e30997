package dev.tenure.http;

import dev.tenure.bus.RegistrySeen;
import dev.tenure.health.Tenancies;
import dev.tenure.lease.LeaseTable;
import dev.tenure.lease.SubnetLease;
import dev.tenure.subnet.NetworkEntry;
import dev.tenure.tenancy.RegistryView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/** The registry as the surface is shown it. */
final class Registries {
    static final long STORE = 77;
    static final long REVISION = 100_000;

    private Registries() {}

    /** With this host's lease, and those of so many peers. */
    static RegistrySeen seen(int peers) {
        List<SubnetLease> leases = new ArrayList<>(
                IntStream.range(0, peers).mapToObj(Tenancies::peer).toList());
        leases.add(Tenancies.lease());
        return seen(leases, REVISION);
    }

    static RegistrySeen seen(Collection<SubnetLease> leases, long revision) {
        return new RegistrySeen(view(leases, revision), 0, 0, STORE);
    }

    static RegistryView view(Collection<SubnetLease> leases, long revision) {
        return RegistryView.EMPTY
                .ofReading(1)
                .withNetwork(new NetworkEntry(Tenancies.NETWORK, 3))
                .withLeases(LeaseTable.of(leases, revision));
    }
}
