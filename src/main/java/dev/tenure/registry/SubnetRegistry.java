package dev.tenure.registry;

import dev.tenure.lease.GrantId;
import dev.tenure.lease.SubnetLease;
import io.vertx.core.Future;
import java.time.Duration;

/**
 * The port through which the agent sees the registry, etcd.
 *
 * <p>What every implementation guarantees, and the contract tests check:
 *
 * <ul>
 *   <li>No method blocks or throws. A call that fails completes its future with a {@link RegistryException}, whose
 *       {@link RegistryFailure} says what is known. Every call ends within a few seconds (the implementation's deadline).
 *   <li>Futures and listener calls arrive on the Vert.x context on which the registry was made.
 *   <li>Nothing is retried here: a caller who retries a write re-reads first, since a write whose answer was lost may have
 *       happened ({@link RegistryFailure#outcomeUnknown()}).
 *   <li>Reads are linearizable. Writes happen only if the key is as the caller last saw it; that it is not is an answer
 *       ({@link WriteOutcome.Refused}), not a failure.
 * </ul>
 */
public interface SubnetRegistry {
    /** The network config and every lease at one revision, in pages of a thousand. */
    Future<RegistrySnapshot> snapshot();

    /** The same in a few numbers: one request, and an answer that does not grow with the network. */
    Future<RegistryDigest> digest();

    /**
     * Follows every change below the prefix from {@code fromRevision} on, in order and without gaps, until the watching is
     * closed or {@link WatchListener#ended} is called, after which it never says anything more. It does not resume by
     * itself.
     */
    default Watching watch(long fromRevision, WatchListener listener) {
        return watch(WatchScope.EVERYTHING, fromRevision, listener);
    }

    /**
     * The same of less: of each key in order and without gaps. A lease and the network config may come by two ways, so no order
     * holds between them.
     */
    Watching watch(WatchScope scope, long fromRevision, WatchListener listener);

    /** A new grant of this length; etcd may give a longer one. */
    Future<Grant> grant(Duration ttl);

    /** One conditional write, in one transaction. */
    Future<WriteOutcome> write(SubnetWrite write);

    /**
     * Reads the lease's own key and, if it is exactly as {@code lease} says and hangs on a grant, keeps the grant alive.
     * Writes no revision and wakes no watcher.
     */
    Future<Renewal> renew(SubnetLease lease);

    /** Revokes a grant on which no key hangs; one that still carries a key, or is gone already, is left as it is. */
    Future<Void> revokeUnused(GrantId grant);
}
