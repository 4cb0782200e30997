package dev.tenure.operator;

import dev.tenure.lease.GrantId;

/** What may be removed to mend a finding. */
public sealed interface Repair {
    /**
     * The key goes, if it is still at this revision.
     *
     * @param key its text below {@code subnets/}
     */
    record DeleteKey(String key, long modRevision) implements Repair {}

    /**
     * A key that is not the key of a lease goes, if it is still at this revision.
     *
     * @param name its last part as {@link dev.tenure.registry.StrangeEntry} writes it
     */
    record DeleteStrange(String name, long modRevision) implements Repair {}

    /** The grant ends, if still no key hangs on it. */
    record RevokeGrant(GrantId grant) implements Repair {}
}
