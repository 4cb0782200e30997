package dev.tenure.registry;

import dev.tenure.subnet.NetworkEntry;

/** What became of a network config that etcd was asked to put. */
public sealed interface NetworkOutcome {
    /**
     * It is the network config now.
     *
     * @param revision its mod_revision
     */
    record Applied(long revision) implements NetworkOutcome {}

    /**
     * It was not put, since another one is there than was seen, or one where there was none, or none where there was one.
     *
     * @param current what is there
     */
    record Refused(NetworkEntry current) implements NetworkOutcome {}
}
