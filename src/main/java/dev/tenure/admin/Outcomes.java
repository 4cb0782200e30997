package dev.tenure.admin;

import dev.tenure.operator.Refusal;
import io.vertx.core.Future;
import java.util.Optional;

/** How what is known of a write becomes an answer: in one place, so that all commands tell it alike. */
final class Outcomes {
    private Outcomes() {}

    /** An answer that is there already. */
    static <T> Future<Optional<T>> answer(T done) {
        return Future.succeededFuture(Optional.of(done));
    }

    /** What has become of what was planned; empty if it was overtaken, so that it is to be planned again. */
    static Optional<Done> of(Written written, Done planned, String sentence) {
        return switch (written) {
            case Written.Applied applied ->
                Optional.of(planned.written(sentence, applied.lease().stream().toList(), applied.revision()));
            case Written.Overtaken overtaken -> Optional.empty();
            case Written.NotDone not -> Optional.of(planned.instead(Done.Result.FAILED, not.code(), not.sentence()));
            case Written.Unknown unknown ->
                Optional.of(planned.instead(Done.Result.UNKNOWN, unknown.code(), unknown.sentence()));
        };
    }

    /** Why it is given up. */
    static Refusal overtaken(String what, String next) {
        return new Refusal(
                Refusal.Code.OVERTAKEN,
                what + " was planned " + Tries.MOST + " times, and each time somebody else had written meanwhile; "
                        + next + ", and try again");
    }
}
