package dev.tenure.faults;

import java.util.List;
import java.util.Set;

/**
 * What the invariants judge: etcd's history, the test's own writes and the hosts' logs. A value.
 *
 * @param history what happened in etcd
 * @param byOperator the revisions that the test itself wrote; every other one is an agent's or the end of a grant
 * @param hosts one log per host that was followed
 */
record Evidence(History history, Set<Long> byOperator, List<HostLog> hosts) {
    Evidence {
        byOperator = Set.copyOf(byOperator);
        hosts = List.copyOf(hosts);
    }

    /** The network config is never an agent's to write. */
    boolean isByOperator(Happened event) {
        return event.network() != null || byOperator.contains(event.revision());
    }
}
