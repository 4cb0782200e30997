package dev.tenure.faults;

import java.util.List;
import java.util.Set;

/**
 * How everything stands when the trouble is over. A value.
 *
 * @param evidence what was recorded until now
 * @param hosts those whose agent lives
 * @param grants every grant that etcd has now and did not have when the recording began, as etcdctl prints them
 * @param grantsExcused how many of them may hang in the air: answers that the test itself has kept from an agent
 */
record Rest(Evidence evidence, List<Resting> hosts, Set<String> grants, int grantsExcused) {
    /** A host, and what it says now. */
    record Resting(HostLog log, Answers says) {}

    /** A rule that holds when the trouble is over. Pure. */
    @FunctionalInterface
    interface Rule {
        List<Violation> violations(Rest rest);
    }
}
