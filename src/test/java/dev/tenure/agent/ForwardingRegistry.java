package dev.tenure.agent;

import dev.tenure.lease.GrantId;
import dev.tenure.lease.SubnetLease;
import dev.tenure.registry.Grant;
import dev.tenure.registry.GrantState;
import dev.tenure.registry.NetworkOutcome;
import dev.tenure.registry.NetworkText;
import dev.tenure.registry.OperatorRegistry;
import dev.tenure.registry.RegistryDigest;
import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.registry.Renewal;
import dev.tenure.registry.StrangeEntry;
import dev.tenure.registry.SubnetWrite;
import dev.tenure.registry.WatchListener;
import dev.tenure.registry.WatchScope;
import dev.tenure.registry.Watching;
import dev.tenure.registry.WriteOutcome;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Passes every call on, for those who change one of them. */
abstract class ForwardingRegistry implements OperatorRegistry {
    private final OperatorRegistry registry;

    ForwardingRegistry(OperatorRegistry registry) {
        this.registry = registry;
    }

    @Override
    public Future<RegistrySnapshot> snapshot() {
        return registry.snapshot();
    }

    @Override
    public Future<RegistryDigest> digest() {
        return registry.digest();
    }

    @Override
    public Watching watch(WatchScope scope, long fromRevision, WatchListener listener) {
        return registry.watch(scope, fromRevision, listener);
    }

    @Override
    public Future<Grant> grant(Duration ttl) {
        return registry.grant(ttl);
    }

    @Override
    public Future<WriteOutcome> write(SubnetWrite write) {
        return registry.write(write);
    }

    @Override
    public Future<Renewal> renew(SubnetLease lease) {
        return registry.renew(lease);
    }

    @Override
    public Future<Void> revokeUnused(GrantId grant) {
        return registry.revokeUnused(grant);
    }

    @Override
    public Future<Optional<NetworkText>> networkText() {
        return registry.networkText();
    }

    @Override
    public Future<NetworkOutcome> putNetwork(String value, long seenRevision) {
        return registry.putNetwork(value, seenRevision);
    }

    @Override
    public Future<List<StrangeEntry>> strangeEntries() {
        return registry.strangeEntries();
    }

    @Override
    public Future<Boolean> deleteStrange(StrangeEntry seen) {
        return registry.deleteStrange(seen);
    }

    @Override
    public Future<Optional<GrantState>> grantState(GrantId grant) {
        return registry.grantState(grant);
    }

    @Override
    public Future<List<GrantId>> grants() {
        return registry.grants();
    }
}
