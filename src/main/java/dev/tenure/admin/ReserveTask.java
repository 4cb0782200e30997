package dev.tenure.admin;

import dev.tenure.lease.GrantId;
import dev.tenure.lease.SubnetLease;
import dev.tenure.lease.Term;
import dev.tenure.operator.ReserveOutcome;
import dev.tenure.operator.ReserveRequest;
import dev.tenure.operator.Reserving;
import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.registry.SubnetWrite;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** One reservation: the lease that a host has becomes one, or a key without a grant is put. */
final class ReserveTask {
    private final Writing writing;
    private final ReserveRequest request;
    private final boolean dryRun;

    ReserveTask(Writing writing, ReserveRequest request, boolean dryRun) {
        this.writing = writing;
        this.request = request;
        this.dryRun = dryRun;
    }

    Future<Done> run(Tries tries) {
        return tries.run(
                this::once,
                () -> Done.refused(
                        Outcomes.overtaken(
                                "a subnet for " + request.host(), "see with tenure leases what the host has"),
                        0));
    }

    private Future<Optional<Done>> once(RegistrySnapshot now) {
        ReserveOutcome outcome = Reserving.plan(now, request);
        return switch (outcome) {
            case ReserveOutcome.Convert convert ->
                write(now, outcome, List.of(convert.seen()), update(convert))
                        .compose(done -> unlessItIsTheSecond(
                                done,
                                reserved -> new SubnetWrite.Update(
                                        reserved,
                                        convert.attributes(),
                                        convert.seen().term())))
                        .compose(done -> freed(done, convert.seen().term().granted()));
            case ReserveOutcome.Create create -> {
                Future<Optional<Done>> written = write(now, outcome, List.of(), reserve(create, now.revision()));
                yield create.leaves().isEmpty()
                        ? written
                        : written.compose(done -> unlessItIsTheSecond(done, SubnetWrite.Delete::new));
            }
            case ReserveOutcome.AlreadyReserved already ->
                Outcomes.answer(Done.of(Done.Result.NOTHING, Done.ALREADY_RESERVED, already.sentence(), now.revision())
                        .about(already.reservation().subnet(), List.of(already.reservation())));
            case ReserveOutcome.Refused refused -> Outcomes.answer(Done.refused(refused.refusal(), now.revision()));
        };
    }

    static SubnetWrite update(ReserveOutcome.Convert convert) {
        return new SubnetWrite.Update(convert.seen(), convert.attributes(), new Term.Reserved());
    }

    static SubnetWrite reserve(ReserveOutcome.Create create, long seenRevision) {
        return new SubnetWrite.Reserve(create.key(), create.attributes(), create.networkRevision(), seenRevision);
    }

    private Future<Optional<Done>> write(
            RegistrySnapshot now, ReserveOutcome outcome, List<SubnetLease> before, SubnetWrite write) {
        Done planned = Done.of(Done.Result.PLANNED, Done.RESERVED, outcome.intent(), now.revision())
                .about(outcome.subnet().orElseThrow(), before);
        return dryRun
                ? Outcomes.answer(planned)
                : writing.write(write).map(written -> Outcomes.of(written, planned, outcome.sentence()));
    }

    /**
     * One operator may reserve the subnet that a host has while another reserves one for it to move to. No condition of either
     * write sees the other, so whoever wrote later looks, takes his own back, and plans again.
     */
    private Future<Optional<Done>> unlessItIsTheSecond(
            Optional<Done> done, Function<SubnetLease, SubnetWrite> takingBack) {
        Optional<SubnetLease> ours =
                done.flatMap(answer -> answer.after().stream().findFirst());
        return ours.isEmpty()
                ? Future.succeededFuture(done)
                : writing.snapshot()
                        .compose(now -> now.leases().heldBy(request.host()).stream()
                                        .anyMatch(other -> isBefore(other, ours.get()))
                                ? writing.write(takingBack.apply(ours.get())).map(back -> Optional.<Done>empty())
                                : Future.succeededFuture(done))
                        .otherwise(done);
    }

    private static boolean isBefore(SubnetLease other, SubnetLease ours) {
        return other.isReservation()
                && !other.key().text().equals(ours.key().text())
                && other.modRevision() < ours.modRevision();
    }

    /** No key hangs any longer on the grant that the lease had. */
    private Future<Optional<Done>> freed(Optional<Done> done, Optional<GrantId> grant) {
        boolean isWritten =
                done.filter(answer -> answer.result() == Done.Result.DONE).isPresent();
        return isWritten ? writing.revoke(grant).map(over -> done) : Future.succeededFuture(done);
    }
}
