package dev.tenure.admin;

import dev.tenure.lease.GrantId;
import dev.tenure.lease.SubnetLease;
import dev.tenure.registry.RegistryException;
import dev.tenure.registry.RegistryFailure;
import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.registry.SubnetRegistry;
import dev.tenure.registry.SubnetWrite;
import dev.tenure.registry.WriteOutcome;
import dev.tenure.subnet.SubnetKey;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Writes once and finds out what came of it; where etcd gave no answer, by looking at what is there, never by writing again. */
final class Writing {
    /** A member that has just gone takes the first one with it. */
    private static final int LOOKS_MAX = 2;

    private final SubnetRegistry registry;

    Writing(SubnetRegistry registry) {
        this.registry = registry;
    }

    /** What is there now. */
    Future<RegistrySnapshot> snapshot() {
        return registry.snapshot();
    }

    /** Fails only where it is certain that nothing was written. */
    Future<Written> write(SubnetWrite write) {
        return registry.write(write)
                .<Written>map(outcome -> switch (outcome) {
                    case WriteOutcome.Applied applied -> new Written.Applied(applied.lease(), applied.revision());
                    case WriteOutcome.Refused refused -> new Written.Overtaken();
                })
                .recover(error -> ifUnknown(error, registry::snapshot, (now, failure) -> judged(write, now, failure)));
    }

    /** Asks {@code look} what has become of a write without an answer; any other failure is handed on. */
    static <N> Future<Written> ifUnknown(
            Throwable error, Supplier<Future<N>> look, BiFunction<N, RegistryFailure, Written> judge) {
        return error instanceof RegistryException known && known.failure().outcomeUnknown()
                ? looked(look, LOOKS_MAX)
                        .map(now -> judge.apply(now, known.failure()))
                        .otherwise(again -> new Written.Unknown(
                                known.failure().code(),
                                "it may have been done or not: etcd gave no answer, and none when it was asked whether it"
                                        + " was; see with tenure leases what is there, then ask for it again ("
                                        + known.failure().sentence() + ")"))
                : Future.failedFuture(error);
    }

    private static <N> Future<N> looked(Supplier<Future<N>> look, int left) {
        Future<N> answer = look.get();
        return left <= 1 ? answer : answer.recover(error -> looked(look, left - 1));
    }

    private static Written judged(SubnetWrite write, RegistrySnapshot now, RegistryFailure failure) {
        SubnetKey key = keyOf(write);
        Optional<SubnetLease> there = now.leases().find(key);
        return hasHappened(write, there)
                ? new Written.Applied(there, there.map(SubnetLease::modRevision).orElse(now.revision()))
                : notDone(
                        there.map(lease -> key + " is " + (lease.isReservation() ? "a reservation" : "a lease") + " of "
                                        + lease.holder())
                                .orElse("there is no " + key),
                        now.revision(),
                        failure);
    }

    /** It was not done so far; a request that is still under way is bound to what was seen, as is the next one. */
    static Written notDone(String whatIsThere, long revision, RegistryFailure failure) {
        return new Written.NotDone(
                failure.code(),
                "it was not done: etcd gave no answer, and at revision " + revision + " " + whatIsThere
                        + "; ask for it again (" + failure.sentence() + ")");
    }

    private static SubnetKey keyOf(SubnetWrite write) {
        return switch (write) {
            case SubnetWrite.Create create -> create.key();
            case SubnetWrite.Reserve reserve -> reserve.key();
            case SubnetWrite.Update update -> update.seen().key();
            case SubnetWrite.Delete delete -> delete.seen().key();
        };
    }

    private static boolean hasHappened(SubnetWrite write, Optional<SubnetLease> there) {
        return switch (write) {
            case SubnetWrite.Create create ->
                there.filter(lease -> lease.term().granted().equals(Optional.of(create.grant())))
                        .isPresent();
            case SubnetWrite.Reserve reserve ->
                there.filter(lease -> lease.isReservation() && lease.value().equals(reserve.attributes()))
                        .isPresent();
            case SubnetWrite.Update update ->
                there.filter(lease -> lease.term().equals(update.term())
                                && lease.value().equals(update.attributes())
                                && !lease.equals(update.seen()))
                        .isPresent();
            case SubnetWrite.Delete delete ->
                there.filter(lease -> lease.createRevision() == delete.seen().createRevision())
                        .isEmpty();
        };
    }

    /** Best effort: a grant that is left behind ends by itself. */
    Future<Void> revoke(Optional<GrantId> grant) {
        return grant.map(unused -> registry.revokeUnused(unused).otherwiseEmpty())
                .orElseGet(Future::succeededFuture);
    }
}
