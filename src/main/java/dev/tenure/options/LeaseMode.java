package dev.tenure.options;

/** Where this host's subnet may come from ({@code --mode}). */
public enum LeaseMode {
    /** A reservation if there is one, else a lease that the agent claims. */
    LEASE,
    /** A reservation and nothing else: the agent waits, not ready, until an operator makes one. */
    RESERVED_ONLY
}
