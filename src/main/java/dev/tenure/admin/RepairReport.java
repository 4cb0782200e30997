package dev.tenure.admin;

import dev.tenure.operator.Finding;
import dev.tenure.operator.Refusal;
import dev.tenure.operator.Repair;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a repair has removed and what it has not.
 *
 * @param refusal set if the report is not about this store; then there are no rows
 * @param rows one for each thing that the report says may be removed, in its order
 */
public record RepairReport(Optional<Refusal> refusal, List<Row> rows) {
    public RepairReport {
        rows = List.copyOf(rows);
    }

    /** True if all is removed that was still as reported. */
    public boolean isGood() {
        return refusal.isEmpty()
                && rows.stream()
                        .allMatch(row -> row.result() == Result.DONE
                                || row.result() == Result.SKIPPED
                                || row.result() == Result.PLANNED);
    }

    /** What has become of one removal. */
    public enum Result {
        /** It is removed. */
        DONE,
        /** It is not as it was reported, so it is left as it is. */
        SKIPPED,
        /** A dry run: it would be removed. */
        PLANNED,
        /** etcd did not do it. */
        FAILED,
        /** etcd gave no answer, nor to the question whether it happened. */
        UNKNOWN,
        /** Its turn has not come, since etcd was away. */
        NOT_TRIED;

        /** As programs see it: {@code not-tried}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * One removal.
     *
     * @param finding what it mends
     * @param repair what was to be removed
     * @param result what has become of it
     * @param code why it was not removed, for programs; empty if it was
     * @param sentence for people; one printable line
     */
    public record Row(Finding finding, Repair repair, Result result, String code, String sentence) {}
}
