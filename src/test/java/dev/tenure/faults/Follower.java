package dev.tenure.faults;

import java.util.Map;
import java.util.Optional;

/** Looks at one agent from outside, without ever standing in its way. */
interface Follower {
    /** What it recorded. */
    LifeRecorder recorder();

    /** Asks now; empty if there is no answer. */
    Optional<Boolean> asksReady();

    /** The mod_revisions of all the other hosts' leases that the agent knows, by key; empty if there is no answer. */
    Optional<Map<String, Long>> asksPeers();

    /** Looks no more. */
    void end();
}
