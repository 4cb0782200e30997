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

    /** The grant ends, if still no key hangs on it. */
    record RevokeGrant(GrantId grant) implements Repair {}
}
