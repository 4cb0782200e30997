package dev.tenure.cli;

import dev.tenure.bus.JsonForms;
import dev.tenure.lease.SubnetLease;
import dev.tenure.operator.LeaseRow;
import dev.tenure.operator.Misfit;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Leases for people and for programs. Pure. */
final class LeaseListing {
    private LeaseListing() {}

    /** A line for each; {@code withLeft} adds the time that grants have left. */
    static String table(List<LeaseRow> rows, boolean withLeft) {
        Table table = new Table()
                .text("SUBNET")
                .text("HOST")
                .text("KIND")
                .text("BACKEND")
                .number("AGE-REVISIONS");
        if (withLeft) {
            table.number("LEFT");
        }
        table.text("NOTE");
        for (LeaseRow row : rows) {
            List<String> cells = new ArrayList<>(List.of(
                    row.lease().subnet().toString(),
                    row.holder(),
                    row.kind(),
                    row.backend(),
                    String.valueOf(row.ageRevisions())));
            if (withLeft) {
                cells.add(row.left().map(DurationWords::of).orElse(""));
            }
            cells.add(note(row));
            table.row(cells.toArray(String[]::new));
        }
        return table.toString();
    }

    /** What an operator should know of it. */
    static String note(LeaseRow row) {
        List<String> notes = new ArrayList<>();
        row.unfit().ifPresent(misfit -> notes.add("unfit: " + misfit.reason()));
        row.rival().ifPresent(rival -> notes.add("contested by " + rival.holder() + " with " + rival.subnet()));
        return String.join("; ", notes);
    }

    /**
     * One document:
     *
     * <pre>
     * {"version": 1, "revision": 4711,
     *  "leases": [{
     *    …the fields of {@link JsonForms#lease}…,
     *    "ageRevisions": 4699,                           how many writes to etcd ago it was created
     *    "secondsLeft": 86000,                           null for a reservation, and where it was not asked
     *    "unfit": {"kind": "range", "reason": "…"},      or null
     *    "rival": {"key": "…", "holder": "…"}}…]}        or null
     * </pre>
     */
    static String json(long revision, List<LeaseRow> rows) {
        return Answer.document()
                        .put("revision", revision)
                        .putArray(
                                "leases",
                                rows.stream().map(row -> form(row).encode()).toList())
                + "\n";
    }

    /** One of them. */
    static JsonObject form(LeaseRow row) {
        return JsonForms.lease(row.lease())
                .put("ageRevisions", row.ageRevisions())
                .put("secondsLeft", row.left().map(Duration::toSeconds).orElse(null))
                .put("unfit", row.unfit().map(LeaseListing::misfit).orElse(null))
                .put("rival", row.rival().map(LeaseListing::rival).orElse(null));
    }

    private static JsonObject misfit(Misfit misfit) {
        return new JsonObject()
                .put("kind", misfit.kind().name().toLowerCase(Locale.ROOT))
                .put("reason", misfit.reason());
    }

    private static JsonObject rival(SubnetLease rival) {
        return new JsonObject().put("key", rival.key().text()).put("holder", rival.holder());
    }
}
