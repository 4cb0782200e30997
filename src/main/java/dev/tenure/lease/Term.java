package dev.tenure.lease;

import java.util.Optional;

/** How long a lease lasts: as long as its grant, or until somebody removes it. */
public sealed interface Term {
    /**
     * The key hangs on a grant and goes with it.
     *
     * @param grant the grant that must be kept alive
     */
    record Granted(GrantId grant) implements Term {}

    /** The key has no grant: a reservation. No agent gives it a TTL. */
    record Reserved() implements Term {
        private static final Reserved ANY = new Reserved();
    }

    /** From etcd's {@code lease} field of a key, where 0 means none. */
    static Term ofEtcdLease(long id) {
        return id == 0 ? Reserved.ANY : new Granted(new GrantId(id));
    }

    /** The grant, where there is one. */
    default Optional<GrantId> granted() {
        return this instanceof Granted on ? Optional.of(on.grant()) : Optional.empty();
    }

    default boolean isReserved() {
        return this instanceof Reserved;
    }
}
