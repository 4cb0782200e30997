package dev.tenure.faults;

import dev.tenure.lease.LeaseTable;
import dev.tenure.lease.SubnetLease;
import dev.tenure.subnet.NetworkEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What one store told below one prefix: how it stood at first, and everything that happened from then on, nothing left out.
 * Immutable.
 */
final class History {
    private final long baseRevision;
    private final List<SubnetLease> base;
    private final NetworkEntry baseNetwork;
    private final List<Happened> events;
    private final Map<String, SubnetLease> baseByPath;
    private final Map<String, List<Happened>> byPath;

    /**
     * @param baseRevision the revision at which the recording begins
     * @param base the leases at that revision
     * @param baseNetwork the network config at that revision
     * @param events everything later, in order
     */
    History(long baseRevision, List<SubnetLease> base, NetworkEntry baseNetwork, List<Happened> events) {
        this.baseRevision = baseRevision;
        this.base = List.copyOf(base);
        this.baseNetwork = baseNetwork;
        this.events = List.copyOf(events);
        this.baseByPath = this.base.stream().collect(Collectors.toMap(History::path, Function.identity()));
        this.byPath = this.events.stream().collect(Collectors.groupingBy(Happened::path));
    }

    long baseRevision() {
        return baseRevision;
    }

    List<SubnetLease> base() {
        return base;
    }

    List<Happened> events() {
        return events;
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

    /** Everything that happened to one key, in order. */
    List<Happened> of(String path) {
        return byPath.getOrDefault(path, List.of());
    }

    /** The lease as it was written at exactly this revision, if it was. */
    Optional<SubnetLease> written(String path, long createRevision, long modRevision) {
        return Stream.concat(
                        Optional.ofNullable(baseByPath.get(path)).stream(),
                        of(path).stream().flatMap(event -> Optional.ofNullable(event.after()).stream()))
                .filter(lease -> lease.createRevision() == createRevision && lease.modRevision() == modRevision)
                .findFirst();
    }

    /** True if both began at the same revision with the same leases. */
    boolean isSameBeginning(History other) {
        return baseRevision == other.baseRevision
                && Set.copyOf(base).equals(Set.copyOf(other.base))
                && baseNetwork.equals(other.baseNetwork);
    }

    /** How many events both have in common from the beginning on, whenever each of them was seen. */
    int commonEvents(History other) {
        int common = 0;
        while (common < events.size()
                && common < other.events.size()
                && events.get(common).isSame(other.events.get(common))) {
            common++;
        }
        return common;
    }

    /**
     * What happened in this store alone, if it was restored from the other: the history that both share is where it begins. A
     * store that shares nothing stays as it is.
     */
    History behind(History other) {
        int common = isSameBeginning(other) ? commonEvents(other) : 0;
        if (common == 0) {
            return this;
        }
        long last = events.get(common - 1).revision();
        return new History(
                last, List.copyOf(at(last).leases()), networkAt(last), events.subList(common, events.size()));
    }
}
