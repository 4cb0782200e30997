package dev.tenure.admin;

import dev.tenure.lease.SubnetLease;
import dev.tenure.operator.ReleaseOutcome;
import dev.tenure.operator.ReleaseRequest;
import dev.tenure.operator.Releasing;
import dev.tenure.registry.RegistryException;
import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.registry.SubnetWrite;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** One release: each key that is meant is deleted, then its grant if nothing else hangs on it. */
final class ReleaseTask {
    private final Writing writing;
    private final ReleaseRequest request;
    private final boolean dryRun;
    /** What is gone already; an agent that claims one of them again at once has a new lease, which is not meant. */
    private final List<SubnetLease> deleted = new ArrayList<>();

    private long lastRevision;

    ReleaseTask(Writing writing, ReleaseRequest request, boolean dryRun) {
        this.writing = writing;
        this.request = request;
        this.dryRun = dryRun;
    }

    Future<Done> run(Tries tries) {
        return tries.run(
                this::once,
                () -> soFar(Done.refused(
                        Outcomes.overtaken("the release", "see with tenure leases who writes it"), lastRevision)));
    }

    private Future<Optional<Done>> once(RegistrySnapshot now) {
        ReleaseOutcome outcome = Releasing.plan(now, request);
        return switch (outcome) {
            case ReleaseOutcome.Delete delete -> {
                List<SubnetLease> left = delete.leases().stream()
                        .filter(lease -> deleted.stream()
                                .noneMatch(gone ->
                                        gone.key().text().equals(lease.key().text())))
                        .toList();
                yield dryRun
                        ? Outcomes.answer(Done.of(Done.Result.PLANNED, Done.RELEASED, outcome.intent(), now.revision())
                                .about(left.getFirst().subnet(), left))
                        : delete(left.iterator());
            }
            case ReleaseOutcome.Nothing nothing ->
                deleted.isEmpty()
                        ? Outcomes.answer(
                                Done.of(Done.Result.NOTHING, Done.NOTHING_THERE, nothing.sentence(), now.revision()))
                        : Outcomes.answer(released());
            case ReleaseOutcome.Refused refused ->
                Outcomes.answer(soFar(Done.refused(refused.refusal(), now.revision())));
        };
    }

    /** One after the other: a host has one, or two while it moves. */
    private Future<Optional<Done>> delete(Iterator<SubnetLease> rest) {
        if (!rest.hasNext()) {
            return Outcomes.answer(released());
        }
        SubnetLease lease = rest.next();
        return writing.write(new SubnetWrite.Delete(lease))
                .compose(written -> switch (written) {
                    case Written.Applied applied -> {
                        deleted.add(lease);
                        lastRevision = applied.revision();
                        yield writing.revoke(lease.term().granted()).compose(over -> delete(rest));
                    }
                    case Written.Overtaken overtaken -> Future.succeededFuture(Optional.<Done>empty());
                    case Written.NotDone not ->
                        Outcomes.answer(soFar(Done.of(Done.Result.FAILED, not.code(), not.sentence(), lastRevision)));
                    case Written.Unknown unknown ->
                        Outcomes.answer(
                                soFar(Done.of(Done.Result.UNKNOWN, unknown.code(), unknown.sentence(), lastRevision)));
                })
                .recover(error -> error instanceof RegistryException known && !deleted.isEmpty()
                        ? Outcomes.answer(soFar(Done.of(
                                Done.Result.FAILED,
                                known.failure().code(),
                                known.failure().sentence(),
                                lastRevision)))
                        : Future.failedFuture(error));
    }

    private Done released() {
        return Done.of(Done.Result.DONE, Done.RELEASED, new ReleaseOutcome.Delete(deleted).sentence(), lastRevision)
                .about(deleted.getFirst().subnet(), deleted);
    }

    /** Names what was deleted before it came to this. */
    private Done soFar(Done end) {
        return deleted.isEmpty()
                ? end
                : end.after(deleted.stream().map(lease -> lease.key().text()).collect(Collectors.joining(" and "))
                                + (deleted.size() == 1 ? " is" : " are") + " deleted; then: ")
                        .about(deleted.getFirst().subnet(), deleted);
    }
}
