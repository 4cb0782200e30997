package dev.tenure.registry;

import dev.tenure.lease.GrantId;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/**
 * What operators need of the registry beside what agents use. All that {@link SubnetRegistry} guarantees holds here, too: no
 * method blocks or throws, every call ends, nothing is retried, and nothing is written but under the condition that it is as
 * the caller saw it. No agent calls any of these by itself.
 *
 * <p>etcd may allow less to whoever is logged in, which is then a {@link RegistryFailure.PermissionDenied}: an agent's role can't
 * write the network config, and newer releases show what hangs on a grant only to who may read those keys.
 */
public interface OperatorRegistry extends SubnetRegistry {
    /** The network config's own text; empty if there is none. */
    Future<Optional<NetworkText>> networkText();

    /**
     * Puts the network config, without a grant, if its mod_revision is still {@code seenRevision}. Every agent hears of it
     * by its watch; what it means is for the caller to have checked.
     *
     * @param value the JSON, stored as it is
     * @param seenRevision 0 if there was none
     */
    Future<NetworkOutcome> putNetwork(String value, long seenRevision);

    /**
     * All keys below {@code subnets/} that are not the key of a lease, at one revision, in etcd's order. Unlike
     * {@link StrangeKeys} it names every one and cuts none, so it costs as much as there is; values are not read.
     */
    Future<List<StrangeEntry>> strangeEntries();

    /** Deletes such a key if it is still as it was seen; false if it is another one by now, or gone. */
    Future<Boolean> deleteStrange(StrangeEntry seen);

    /** How a grant stands; empty if etcd has none with this id. It is not kept alive by being looked at. */
    Future<Optional<GrantState>> grantState(GrantId grant);

    /**
     * Every grant of the cluster, those of its other users included; in no order. One without a key, which
     * {@link #grantState} tells, may be an agent's that is about to claim, so only its age says that it was left behind.
     */
    Future<List<GrantId>> grants();
}
