package dev.tenure.admin;

import dev.tenure.lease.SubnetLease;
import dev.tenure.operator.Refusal;
import dev.tenure.subnet.Subnet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What has become of an operator's request.
 *
 * @param result whether it was done
 * @param code what was or would be done, or why it was not; stable, for programs
 * @param sentence the same for people; one printable line that ends with the next step, if there is one
 * @param subnet the one that it is about, as far as there is one
 * @param before the keys that were or would be changed, as they were; of a refusal none
 * @param after the same keys as they were written; none of those that are deleted
 * @param revision of the last write; else of the registry as it was when this was decided
 */
public record Done(
        Result result,
        String code,
        String sentence,
        Optional<Subnet> subnet,
        List<SubnetLease> before,
        List<SubnetLease> after,
        long revision) {
    /** The lease is a reservation, or a key without a grant was made. */
    public static final String RESERVED = "reserved";

    /** It was reserved before. */
    public static final String ALREADY_RESERVED = "already-reserved";

    /** The reservation is a lease. */
    public static final String UNRESERVED = "unreserved";

    /** The reservation is deleted. */
    public static final String DELETED = "deleted";

    /** The lease is deleted. */
    public static final String RELEASED = "released";

    /** There was no such reservation or lease. */
    public static final String NOTHING_THERE = "nothing-there";

    public Done {
        before = List.copyOf(before);
        after = List.copyOf(after);
    }

    /** Whether it was done. */
    public enum Result {
        /** It was written. */
        DONE,
        /** It was so before. */
        NOTHING,
        /** A dry run: it would have been written. */
        PLANNED,
        /** It may not be done; nothing was written, or no more than {@link Done#before} says. */
        REFUSED,
        /** etcd gave no answer, and a look at the key showed that it was not done. */
        FAILED,
        /** etcd gave no answer to the write, nor to the question whether it happened. */
        UNKNOWN;

        /** As programs see it: {@code done}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** True if it is as was asked, or would be. */
    public boolean isGood() {
        return result == Result.DONE || result == Result.NOTHING || result == Result.PLANNED;
    }

    static Done refused(Refusal refusal, long revision) {
        return of(Result.REFUSED, refusal.code().label(), refusal.sentence(), revision);
    }

    static Done of(Result result, String code, String sentence, long revision) {
        return new Done(result, code, sentence, Optional.empty(), List.of(), List.of(), revision);
    }

    Done about(Subnet which, List<SubnetLease> were) {
        return new Done(result, code, sentence, Optional.of(which), were, after, revision);
    }

    /** The same once it was written. */
    Done written(String told, List<SubnetLease> now, long at) {
        return new Done(Result.DONE, code, told, subnet, before, now, at);
    }

    /** The same, and that something else came first. */
    Done after(String first) {
        return new Done(result, code, first + sentence, subnet, before, after, revision);
    }

    /** The same where it was not, or where nobody knows. */
    Done instead(Result other, String why, String told) {
        return new Done(other, why, told, subnet, before, List.of(), revision);
    }
}
