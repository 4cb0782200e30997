package dev.tenure.faults;

import dev.tenure.lease.SubnetLease;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the invariants judge: etcd's history, the test's own writes and the hosts' logs. Immutable. */
final class Evidence {
    private final History history;
    private final Set<Long> byOperator;
    private final List<HostLog> hosts;
    private final Map<String, List<Happened>> operatorsByPath;
    private final List<Happened> operatorsReservations;

    /**
     * @param history what happened in etcd
     * @param byOperator the revisions that the test itself wrote; every other one is an agent's or the end of a grant
     * @param hosts one log per host that was followed
     */
    Evidence(History history, Set<Long> byOperator, List<HostLog> hosts) {
        this.history = history;
        this.byOperator = Set.copyOf(byOperator);
        this.hosts = List.copyOf(hosts);
        this.operatorsByPath =
                history.events().stream().filter(this::isByOperator).collect(Collectors.groupingBy(Happened::path));
        this.operatorsReservations = history.events().stream()
                .filter(this::isByOperator)
                .filter(event -> event.after() != null && event.after().isReservation())
                .toList();
    }

    /** The same about other logs. */
    Evidence about(List<HostLog> others) {
        return new Evidence(history, byOperator, others);
    }

    History history() {
        return history;
    }

    List<HostLog> hosts() {
        return hosts;
    }

    /** The network config is never an agent's to write. */
    boolean isByOperator(Happened event) {
        return event.network() != null || byOperator.contains(event.revision());
    }

    /** True if the test itself made this claim or wrote its latest value. */
    boolean isByOperator(SubnetLease lease) {
        return byOperator.contains(lease.createRevision()) || byOperator.contains(lease.modRevision());
    }

    /** What the test itself did to this key, and what it reserved, in order within each. */
    Stream<Happened> operatorsWritesAround(String path) {
        return Stream.concat(
                operatorsByPath.getOrDefault(path, List.of()).stream(),
                operatorsReservations.stream().filter(event -> !event.path().equals(path)));
    }
}
