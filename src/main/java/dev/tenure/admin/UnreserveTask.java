package dev.tenure.admin;

import dev.tenure.lease.Term;
import dev.tenure.operator.UnreserveOutcome;
import dev.tenure.operator.UnreserveRequest;
import dev.tenure.operator.Unreserving;
import dev.tenure.registry.Grant;
import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.registry.SubnetRegistry;
import dev.tenure.registry.SubnetWrite;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The end of one reservation: it becomes a lease on a fresh grant, or is deleted. */
final class UnreserveTask {
    private final SubnetRegistry registry;
    private final Writing writing;
    private final UnreserveRequest request;
    private final Duration ttl;
    private final boolean dryRun;

    UnreserveTask(SubnetRegistry registry, UnreserveRequest request, Duration ttl, boolean dryRun) {
        this.registry = registry;
        this.writing = new Writing(registry);
        this.request = request;
        this.ttl = ttl;
        this.dryRun = dryRun;
    }

    Future<Done> run(Tries tries) {
        return tries.run(
                this::once,
                () -> Done.refused(
                        Outcomes.overtaken("the end of the reservation", "see with tenure leases who writes it"), 0));
    }

    private Future<Optional<Done>> once(RegistrySnapshot now) {
        UnreserveOutcome outcome = Unreserving.plan(now, request);
        return switch (outcome) {
            case UnreserveOutcome.ToLease toLease -> {
                Done planned = Done.of(Done.Result.PLANNED, Done.UNRESERVED, outcome.intent(), now.revision())
                        .about(toLease.seen().subnet(), List.of(toLease.seen()));
                yield dryRun ? Outcomes.answer(planned) : toLease(toLease, planned);
            }
            case UnreserveOutcome.Delete delete -> {
                Done planned = Done.of(Done.Result.PLANNED, Done.DELETED, outcome.intent(), now.revision())
                        .about(delete.seen().subnet(), List.of(delete.seen()));
                yield dryRun
                        ? Outcomes.answer(planned)
                        : writing.write(new SubnetWrite.Delete(delete.seen()))
                                .map(written -> Outcomes.of(written, planned, outcome.sentence()));
            }
            case UnreserveOutcome.Nothing nothing ->
                Outcomes.answer(Done.of(Done.Result.NOTHING, Done.NOTHING_THERE, nothing.sentence(), now.revision()));
            case UnreserveOutcome.Refused refused -> Outcomes.answer(Done.refused(refused.refusal(), now.revision()));
        };
    }

    private Future<Optional<Done>> toLease(UnreserveOutcome.ToLease outcome, Done planned) {
        return registry.grant(ttl)
                .compose(grant -> writing.write(new SubnetWrite.Update(
                                outcome.seen(), outcome.attributes(), new Term.Granted(grant.id())))
                        .map(written -> Optional.of(written))
                        .recover(error -> unused(grant).compose(over -> Future.failedFuture(error)))
                        .compose(written -> written.get() instanceof Written.Overtaken
                                ? unused(grant).map(over -> written.get())
                                : Future.succeededFuture(written.get()))
                        .map(written -> Outcomes.of(written, planned, outcome.sentence())));
    }

    /**
     * Only where it is certain that the key does not hang on it and never will: a write without an answer may yet arrive,
     * and to revoke the grant then would be to delete the key.
     */
    private Future<Void> unused(Grant grant) {
        return writing.revoke(Optional.of(grant.id()));
    }
}
