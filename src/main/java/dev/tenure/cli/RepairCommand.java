package dev.tenure.cli;

import dev.tenure.admin.Operations;
import dev.tenure.admin.RepairReport;
import dev.tenure.admin.RepairReport.Result;
import dev.tenure.json.JsonText;
import dev.tenure.json.MalformedJson;
import dev.tenure.operator.CheckReport;
import dev.tenure.operator.FindingCode;
import dev.tenure.options.NearMiss;
import dev.tenure.options.Shown;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** {@code tenure repair}: removes what a check has found and what is still exactly so. */
public final class RepairCommand extends OperatorCommand {
    private static final List<String> CODES =
            Stream.of(FindingCode.values()).map(FindingCode::label).toList();

    private static final CommandOption FROM =
            CommandOption.value("from", "file", "The report of tenure check -o json; - for what is piped in.");
    private static final CommandOption ONLY = new CommandOption(
            "only",
            "",
            "code,...",
            CODES,
            "Only findings of these kinds, separated by commas; tenure check tells the code of each. Without it: all but "
                    + FindingCode.ORPHAN_GRANT.label() + ", since those may be somebody else's.");
    private static final CommandOption YES = CommandOption.toggle("yes", "Don't ask first, even on a terminal.");

    private static final int BYTES_MAX = 64 * 1024 * 1024;

    public RepairCommand(Supplier<Vertx> vertx) {
        super(vertx);
    }

    @Override
    public String name() {
        return "repair";
    }

    @Override
    public String summary() {
        return "Remove what tenure check has found and may go.";
    }

    @Override
    List<CommandOption> ownOptions() {
        return List.of(FROM, ONLY, YES, DRY_RUN);
    }

    @Override
    String description() {
        return """
                Checks again, and removes of the report what is still exactly as it was reported, in the same cluster,
                each by one write that fails if somebody was faster. What has changed since is left as it is.

                On a terminal it shows what would be removed, and asks.
                """;
    }

    @Override
    String oneMeans() {
        return "something was left as it is";
    }

    @Override
    List<String> examples() {
        return List.of(
                "tenure check -o json > report.json",
                "tenure repair --from=report.json --dry-run",
                "tenure repair --from=report.json --only=overlap,ip-twice --yes");
    }

    @Override
    Job job(Given given) throws UsageError {
        Set<FindingCode> codes = codes(given);
        CheckReport report = report(given).only(codes);
        boolean dryRun = given.has(DRY_RUN);
        boolean ask = !dryRun && !given.has(YES) && !given.text(FROM).orElse("").equals("-");
        return session -> {
            Operations operations = session.operations();
            boolean asks = ask && session.surroundings().in().isTerminal();
            return asks ? asked(session, operations, report) : repaired(session, operations, report, dryRun);
        };
    }

    private static CheckReport report(Given given) throws UsageError {
        String name = given.text(FROM)
                .orElseThrow(() ->
                        new UsageError("no report: expected --from=file with what \"tenure check -o json\" printed"));
        try {
            return CheckReport.parse(given.file(name, BYTES_MAX));
        } catch (MalformedJson e) {
            throw new UsageError(FROM.flag() + " " + Shown.quoted(name) + " is no report of tenure check -o json: "
                    + e.getMessage());
        }
    }

    private static Set<FindingCode> codes(Given given) throws UsageError {
        String text = given.text(ONLY).orElse("");
        if (!given.has(ONLY)) {
            return FindingCode.repairedByDefault();
        }
        Set<FindingCode> codes = EnumSet.noneOf(FindingCode.class);
        for (String label : text.split(",", -1)) {
            if (!CODES.contains(label)) {
                throw UsageError.of(
                        ONLY,
                        label,
                        String.join(", ", CODES)
                                + NearMiss.of(label, CODES)
                                        .map(near -> "; did you mean " + near + "?")
                                        .orElse(""));
            }
            Stream.of(FindingCode.values())
                    .filter(code -> code.label().equals(label))
                    .forEach(codes::add);
        }
        return codes;
    }

    private static Future<Answer> asked(Session session, Operations operations, CheckReport report) {
        return operations.repair(report, true, dev.tenure.admin.Progress.NONE).compose(planned -> {
            long removals = planned.rows().stream()
                    .filter(row -> row.result() == Result.PLANNED)
                    .count();
            if (removals == 0) {
                return Future.succeededFuture(answer(session.output(), planned));
            }
            Surroundings surroundings = session.surroundings();
            surroundings.err().print(table(planned));
            return session.vertx()
                    .executeBlocking(() -> surroundings.confirms("Remove " + removals + " of these?"))
                    .compose(yes -> yes
                            ? repaired(session, operations, report, false)
                            : Future.succeededFuture(Answer.refused(
                                    session.output(),
                                    "not-confirmed",
                                    "nothing was removed, since you did not say yes")));
        });
    }

    private static Future<Answer> repaired(Session session, Operations operations, CheckReport report, boolean dryRun) {
        Progress progress = session.progress("removing");
        return operations
                .repair(report, dryRun, progress::show)
                .onComplete(over -> progress.end())
                .map(repaired -> answer(session.output(), repaired));
    }

    private static Answer answer(Output output, RepairReport report) {
        if (report.refusal().isPresent()) {
            return Answer.refused(
                    output,
                    report.refusal().get().code().label(),
                    report.refusal().get().sentence());
        }
        String out = output == Output.JSON ? json(report) : table(report);
        return new Answer(exitCode(report), out, List.of());
    }

    private static ExitCode exitCode(RepairReport report) {
        Set<Result> results = EnumSet.noneOf(Result.class);
        report.rows().forEach(row -> results.add(row.result()));
        if (results.contains(Result.UNKNOWN) || results.contains(Result.NOT_TRIED)) {
            return ExitCode.ETCD_UNREACHABLE;
        }
        return results.contains(Result.SKIPPED) || results.contains(Result.FAILED)
                ? ExitCode.FOUND_OR_FAILED
                : ExitCode.GOOD;
    }

    private static String table(RepairReport report) {
        if (report.rows().isEmpty()) {
            return "the report names nothing that may be removed\n";
        }
        Table table = new Table().text("RESULT").text("FINDING").text("DETAIL");
        report.rows()
                .forEach(row ->
                        table.row(row.result().label(), row.finding().code().label(), row.sentence()));
        return table.toString();
    }

    /**
     * One document:
     *
     * <pre>
     * {"version": 1,
     *  "rows": [{"result": "done", "finding": "overlap",
     *    "code": "",                         why it was not removed, where it was not
     *    "sentence": "…"}…]}
     * </pre>
     */
    private static String json(RepairReport report) {
        return Answer.document()
                        .putArray(
                                "rows",
                                report.rows().stream()
                                        .map(row -> new JsonText()
                                                .put("result", row.result().label())
                                                .put(
                                                        "finding",
                                                        row.finding().code().label())
                                                .put("code", row.code())
                                                .put("sentence", row.sentence())
                                                .toString())
                                        .toList())
                + "\n";
    }
}
