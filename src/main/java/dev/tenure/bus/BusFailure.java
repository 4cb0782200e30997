package dev.tenure.bus;

/** Why a {@link Query} has no answer. */
public sealed interface BusFailure {
    /** Cause, address and, where there is one, the next step. */
    String sentence();

    /** Nobody answers at this address. */
    record NobodyThere(String sentence) implements BusFailure {}

    /** Somebody is there, but the answer did not come in time. Whether the question was acted upon is not known. */
    record TimedOut(String sentence) implements BusFailure {}

    /** Whoever answers said no; the sentence is theirs. */
    record Refused(String sentence) implements BusFailure {}

    /** Whoever answers could not ever, as it was started; the sentence is theirs. */
    record NotOffered(String sentence) implements BusFailure {}

    /** The answer is of another type than the query promises, or the bus itself failed: a bug. */
    record Broken(String sentence) implements BusFailure {}
}
