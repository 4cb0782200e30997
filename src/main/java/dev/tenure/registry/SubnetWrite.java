package dev.tenure.registry;

import dev.tenure.lease.GrantId;
import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.SubnetLease;
import dev.tenure.lease.Term;
import dev.tenure.subnet.SubnetKey;

/** A write and the condition under which it happens; there is no write without one (P4). */
public sealed interface SubnetWrite {
    /**
     * Puts a new key, if no such key is there and the network config is the one that the choice was made with. The same
     * transaction reads back which other keys share an address with it.
     *
     * @param networkRevision mod_revision of the network config, 0 if it was absent
     */
    record Create(SubnetKey key, HostAttributes attributes, GrantId grant, long networkRevision)
            implements SubnetWrite {}

    /**
     * Puts a new key without a grant, for a host that may yet have to come: if no such key is there, the network config is
     * the one that the choice was made with, and below {@code subnets/} no key has been made since. A reservation stands
     * against every lease, so it must not be put where one has just appeared.
     *
     * @param networkRevision mod_revision of the network config, 0 if it was absent
     * @param seenRevision revision of the snapshot that the choice was made from
     */
    record Reserve(SubnetKey key, HostAttributes attributes, long networkRevision, long seenRevision)
            implements SubnetWrite {}

    /**
     * Writes over a key of our own, if its mod_revision and its grant are still those of {@code seen}.
     *
     * @param term the grant that it shall hang on from then on, or none
     */
    record Update(SubnetLease seen, HostAttributes attributes, Term term) implements SubnetWrite {}

    /** Deletes a key of our own, if its mod_revision and its grant are still those of {@code seen}. */
    record Delete(SubnetLease seen) implements SubnetWrite {}
}
