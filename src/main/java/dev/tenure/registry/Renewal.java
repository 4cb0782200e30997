package dev.tenure.registry;

import dev.tenure.lease.SubnetLease;
import java.time.Duration;
import java.util.Optional;

/** What a look at our own key showed, and what became of its grant. */
public sealed interface Renewal {
    /**
     * The key is as we knew it, and its grant lives on.
     *
     * @param ttl how long it lives from the moment at which the request was sent, at least
     */
    record KeptAlive(Duration ttl) implements Renewal {}

    /** The key is as we knew it and has no grant: nothing to keep alive. */
    record StillReserved() implements Renewal {}

    /** The key is not as we knew it; nothing was kept alive. */
    record Changed(Optional<SubnetLease> current, long revision) implements Renewal {}

    /** The key was there, but etcd says that its grant is not: proof of loss. */
    record GrantGone() implements Renewal {}
}
