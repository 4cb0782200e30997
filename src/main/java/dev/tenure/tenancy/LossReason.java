package dev.tenure.tenancy;

/** Why a lease is no longer ours. */
public enum LossReason {
    /** Somebody deleted the key, or its grant expired or was revoked. */
    KEY_DELETED,
    /** etcd said that the grant is gone. */
    GRANT_GONE,
    /** The key names another host now. */
    TAKEN_BY_OTHER,
    /** The key holds a value that no host can have written. */
    OVERWRITTEN,
    /** Only a reservation will do, and ours was given a grant, or names an address that this host has no longer. */
    UNRESERVED,
    /** We gave it up for an overlapping claim. */
    YIELDED,
    /** It could not be renewed until its deadline. */
    DEADLINE_PASSED;

    /** The reason as programs see it: {@code key-deleted}. */
    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
