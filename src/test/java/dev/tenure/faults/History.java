package dev.tenure.faults;

import dev.tenure.lease.LeaseTable;
import dev.tenure.lease.SubnetLease;
import dev.tenure.subnet.NetworkEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What one store told below one prefix: how it stood at first, and everything that happened from then on, nothing left out.
 * A value.
 *
 * @param baseRevision the revision at which the recording begins
 * @param base the leases at that revision
 * @param baseNetwork the network config at that revision
 * @param events everything later, in order
 */
record History(long baseRevision, List<SubnetLease> base, NetworkEntry baseNetwork, List<Happened> events) {
    History {
        base = List.copyOf(base);
        events = List.copyOf(events);
    }

    /** Is shown each event together with the leases as they stood just before it. */
    @FunctionalInterface
    interface Walker {
        void at(Map<String, SubnetLease> leases, Happened event);
    }

    /** Shows every event in its place; the map is the walk's own and changes under the walker's feet. */
    void walk(Walker walker) {
        Map<String, SubnetLease> leases = new TreeMap<>();
        base.forEach(lease -> leases.put(path(lease), lease));
        for (Happened event : events) {
            walker.at(leases, event);
            apply(leases, event);
        }
    }

    private static void apply(Map<String, SubnetLease> leases, Happened event) {
        SubnetLease after = event.after();
        if (after == null) {
            leases.remove(event.path());
        } else {
            leases.put(event.path(), after);
        }
    }

    static String path(SubnetLease lease) {
        return "subnets/" + lease.key().text();
    }

    /** The leases as they stand at the end. */
    LeaseTable end() {
        return at(Long.MAX_VALUE);
    }

    /** The leases as they stood after {@code revision}. */
    LeaseTable at(long revision) {
        Map<String, SubnetLease> leases = new HashMap<>();
        base.forEach(lease -> leases.put(path(lease), lease));
        long last = baseRevision;
        for (Happened event : events) {
            if (event.revision() > revision) {
                break;
            }
            apply(leases, event);
            last = event.revision();
        }
        return LeaseTable.of(leases.values(), last);
    }

    /** The network config after {@code revision}. */
    NetworkEntry networkAt(long revision) {
        NetworkEntry network = baseNetwork;
        for (Happened event : events) {
            if (event.revision() > revision) {
                break;
            }
            network = event.network() == null ? network : event.network();
        }
        return network;
    }

    /** Every state that a key has been in, oldest first; an event without a lease after it ends one. */
    List<Happened> of(String path) {
        List<Happened> found = new ArrayList<>();
        events.stream().filter(event -> event.path().equals(path)).forEach(found::add);
        return found;
    }

    /** The lease as it was written at exactly this revision, if it was. */
    Optional<SubnetLease> written(String path, long createRevision, long modRevision) {
        return java.util.stream.Stream.concat(
                        base.stream(),
                        events.stream()
                                .filter(event -> event.path().equals(path))
                                .flatMap(event -> Optional.ofNullable(event.after()).stream()))
                .filter(lease -> path(lease).equals(path)
                        && lease.createRevision() == createRevision
                        && lease.modRevision() == modRevision)
                .findFirst();
    }
}
