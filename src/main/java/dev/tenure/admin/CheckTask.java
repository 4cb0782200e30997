package dev.tenure.admin;

import dev.tenure.lease.GrantId;
import dev.tenure.operator.CheckFacts;
import dev.tenure.operator.CheckFacts.GrantFact;
import dev.tenure.registry.GrantState;
import dev.tenure.registry.OperatorRegistry;
import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.registry.StrangeEntry;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Asks what a check needs beside the snapshot, and no more than its scope says. */
final class CheckTask {
    private final OperatorRegistry registry;
    private final CheckScope scope;
    private final Progress progress;

    CheckTask(OperatorRegistry registry, CheckScope scope, Progress progress) {
        this.registry = registry;
        this.scope = scope;
        this.progress = progress;
    }

    /** The facts about the registry as it was read. */
    Future<CheckFacts> facts(RegistrySnapshot now) {
        return strange(now)
                .compose(strange -> grants(now).map(grants -> new CheckFacts(grants, scope.expected(), strange)));
    }

    private Future<Optional<List<StrangeEntry>>> strange(RegistrySnapshot now) {
        return now.strangeKeys().count() == 0
                ? Future.succeededFuture(Optional.empty())
                : registry.strangeEntries().map(Optional::of);
    }

    private Future<Map<GrantId, GrantFact>> grants(RegistrySnapshot now) {
        if (!scope.grants() && !scope.unusedGrants()) {
            return Future.succeededFuture(Map.of());
        }
        Set<GrantId> ours = now.leases().leases().stream()
                .flatMap(lease -> lease.term().granted().stream())
                .collect(Collectors.toCollection(HashSet::new));
        Future<List<GrantId>> all = scope.unusedGrants() ? registry.grants() : Future.succeededFuture(List.of());
        return all.compose(every -> {
            Set<GrantId> asked = new HashSet<>(ours);
            asked.addAll(every);
            return new GrantReading(registry, progress)
                    .states(asked, GrantReading.AT_A_TIME)
                    .map(states -> facts(states, ours));
        });
    }

    /**
     * A grant without a key says nothing of its owner, so one is only told of that lives as long as those of our leases do:
     * another program's locks and sessions hardly ever have the length of a lease.
     */
    private static Map<GrantId, GrantFact> facts(Map<GrantId, GrantState> states, Collection<GrantId> ours) {
        Set<Duration> lengths = ours.stream()
                .flatMap(grant -> Optional.ofNullable(states.get(grant)).stream())
                .map(GrantState::granted)
                .collect(Collectors.toSet());
        Map<GrantId, GrantFact> facts = new HashMap<>();
        states.forEach((grant, state) -> {
            if (ours.contains(grant) || lengths.contains(state.granted())) {
                facts.put(grant, new GrantFact(state.granted(), state.left(), state.keys()));
            }
        });
        return facts;
    }
}
