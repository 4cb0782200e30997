package dev.tenure.admin;

import dev.tenure.lease.GrantId;
import dev.tenure.registry.GrantState;
import dev.tenure.registry.OperatorRegistry;
import dev.tenure.registry.RegistryException;
import dev.tenure.registry.RegistryFailure;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Asks how many grants stand, a call each. One that is gone, or that carries somebody else's keys, is left out. */
final class GrantReading {
    static final int AT_A_TIME = 16;

    private final OperatorRegistry registry;
    private final Progress progress;

    GrantReading(OperatorRegistry registry, Progress progress) {
        this.registry = registry;
        this.progress = progress;
    }

    Future<Map<GrantId, GrantState>> states(Collection<GrantId> grants, int parallel) {
        List<GrantId> asked = grants.stream().distinct().toList();
        Map<GrantId, GrantState> states = new ConcurrentHashMap<>();
        AtomicInteger done = new AtomicInteger();
        return Parallel.each(
                        asked,
                        parallel,
                        grant -> state(grant).map(state -> {
                            state.ifPresent(known -> states.put(grant, known));
                            progress.at(done.incrementAndGet(), asked.size());
                            return true;
                        }))
                .map(all -> states);
    }

    private Future<Optional<GrantState>> state(GrantId grant) {
        return registry.grantState(grant)
                .recover(error -> error instanceof RegistryException known
                                && known.failure() instanceof RegistryFailure.PermissionDenied
                        ? Future.succeededFuture(Optional.empty())
                        : Future.failedFuture(error));
    }
}
