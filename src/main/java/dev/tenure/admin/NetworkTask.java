package dev.tenure.admin;

import dev.tenure.operator.NetworkCheck;
import dev.tenure.operator.NetworkFinding;
import dev.tenure.operator.NetworkPlan;
import dev.tenure.operator.Refusal;
import dev.tenure.operator.Severity;
import dev.tenure.registry.NetworkOutcome;
import dev.tenure.registry.OperatorRegistry;
import dev.tenure.registry.RegistryFailure;
import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.subnet.Cidr;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.subnet.NetworkEntry;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** One network config that is put, if it is sound, costs nobody anything or was said to be meant, and is the one after that seen. */
final class NetworkTask {
    private final OperatorRegistry registry;
    private final String text;
    private final OptionalLong seenRevision;
    private final boolean force;
    private final List<Cidr> routes;
    private final boolean dryRun;
    private final NetworkCheck check;

    NetworkTask(
            OperatorRegistry registry,
            String text,
            OptionalLong seenRevision,
            boolean force,
            List<Cidr> routes,
            boolean dryRun) {
        this.registry = registry;
        this.text = text;
        this.seenRevision = seenRevision;
        this.force = force;
        this.routes = List.copyOf(routes);
        this.dryRun = dryRun;
        this.check = NetworkCheck.of(text);
    }

    Future<NetworkDone> run(Tries tries) {
        Optional<NetworkFinding> mistake = check.findings().stream()
                .filter(finding -> finding.severity() == Severity.ERROR)
                .findFirst();
        if (check.config().isEmpty() || mistake.isPresent()) {
            String sentence = mistake.map(
                            finding -> finding.sentence() + (finding.cure().isEmpty() ? "" : "; " + finding.cure()))
                    .orElse("no agent can use this network config");
            return Future.succeededFuture(
                    done(Optional.empty(), Done.refused(new Refusal(Refusal.Code.BAD_NETWORK_CONFIG, sentence), 0)));
        }
        NetworkConfig proposed = check.config().get();
        return tries.run(
                now -> once(now, proposed),
                () -> done(
                        Optional.empty(),
                        Done.refused(
                                Outcomes.overtaken("the network config", "see with tenure network show who writes it"),
                                0)));
    }

    private NetworkDone done(Optional<NetworkPlan> plan, Done done) {
        return new NetworkDone(done, check, plan);
    }

    private Future<Optional<NetworkDone>> once(RegistrySnapshot now, NetworkConfig proposed) {
        NetworkPlan plan = NetworkPlan.of(now, proposed, routes);
        long revision = plan.networkRevision();
        if (seenRevision.isPresent() && seenRevision.getAsLong() != revision) {
            return Outcomes.answer(done(Optional.of(plan), Done.refused(changed(revision), revision)));
        }
        Optional<Refusal> refusal = force ? Optional.empty() : plan.refusal();
        if (refusal.isPresent()) {
            return Outcomes.answer(done(Optional.of(plan), Done.refused(refusal.get(), revision)));
        }
        String what = plan.isSame() ? "; nothing changes that an agent looks at" : "";
        if (dryRun) {
            return Outcomes.answer(done(
                    Optional.of(plan),
                    Done.of(
                            Done.Result.PLANNED,
                            NetworkDone.PUT,
                            "the network config would be put over " + named(revision) + what,
                            revision)));
        }
        return registry.putNetwork(text, revision)
                .<Written>map(outcome -> switch (outcome) {
                    case NetworkOutcome.Applied applied -> new Written.Applied(Optional.empty(), applied.revision());
                    case NetworkOutcome.Refused refused -> new Written.Overtaken();
                })
                .recover(error -> Writing.ifUnknown(
                        error, registry::snapshot, (later, failure) -> judged(later, proposed, revision, failure)))
                .map(written -> Outcomes.of(
                                written,
                                Done.of(Done.Result.PLANNED, NetworkDone.PUT, "", revision),
                                "the network config is put over " + named(revision) + what)
                        .map(answer -> done(Optional.of(plan), answer)));
    }

    private Refusal changed(long revision) {
        return new Refusal(
                Refusal.Code.NETWORK_CONFIG_CHANGED,
                "the network config is not " + named(seenRevision.orElse(0)) + ", which you have seen, but "
                        + named(revision) + "; look at that one (tenure network show), then plan again");
    }

    private static String named(long revision) {
        return revision == 0 ? "none at all" : "that of revision " + revision;
    }

    private static Written judged(
            RegistrySnapshot now, NetworkConfig proposed, long seenRevision, RegistryFailure failure) {
        NetworkEntry there = now.network();
        return there.modRevision() != seenRevision && there.reading().equals(proposed)
                ? new Written.Applied(Optional.empty(), there.modRevision())
                : Writing.notDone("the network config is " + named(there.modRevision()), now.revision(), failure);
    }
}
