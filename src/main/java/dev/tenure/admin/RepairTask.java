package dev.tenure.admin;

import dev.tenure.admin.RepairReport.Result;
import dev.tenure.admin.RepairReport.Row;
import dev.tenure.lease.GrantId;
import dev.tenure.lease.SubnetLease;
import dev.tenure.operator.CheckFacts;
import dev.tenure.operator.CheckReport;
import dev.tenure.operator.Finding;
import dev.tenure.operator.FindingCode;
import dev.tenure.operator.Repair;
import dev.tenure.operator.RepairPlan;
import dev.tenure.registry.OperatorRegistry;
import dev.tenure.registry.RegistryException;
import dev.tenure.registry.RegistryFailure;
import dev.tenure.registry.StrangeEntry;
import dev.tenure.registry.SubnetWrite;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Removes what a report says may go and a fresh check still finds so, each by one write bound to what was reported. */
final class RepairTask {
    private final OperatorRegistry registry;
    private final Writing writing;
    private final CheckReport report;
    private final boolean dryRun;
    private final List<Row> rows = new ArrayList<>();
    private boolean isAway;

    RepairTask(OperatorRegistry registry, CheckReport report, boolean dryRun) {
        this.registry = registry;
        this.writing = new Writing(registry);
        this.report = report;
        this.dryRun = dryRun;
    }

    Future<RepairReport> run(Progress progress) {
        return registry.snapshot()
                .compose(now -> new CheckTask(registry, scope(), Progress.NONE)
                        .facts(now)
                        .compose(facts -> {
                            RepairPlan plan = RepairPlan.of(report, now, facts);
                            return Parallel.each(
                                            plan.steps(),
                                            1,
                                            step -> row(step, facts).onSuccess(row -> {
                                                rows.add(row);
                                                progress.at(
                                                        rows.size(),
                                                        plan.steps().size());
                                            }))
                                    .map(all -> new RepairReport(plan.refusal(), rows));
                        }));
    }

    /** What the report was made with, as far as its repairs rest on it. */
    private CheckScope scope() {
        return new CheckScope(rests(FindingCode.IP_TWICE), rests(FindingCode.ORPHAN_GRANT), List.of());
    }

    private boolean rests(FindingCode code) {
        return report.findings().stream()
                .anyMatch(
                        finding -> finding.code() == code && !finding.repairs().isEmpty());
    }

    private Future<Row> row(RepairPlan.Step step, CheckFacts facts) {
        Finding finding = step.finding();
        Repair repair = step.repair();
        if (step.skipped().isPresent()) {
            return row(step, Result.SKIPPED, "changed", step.skipped().get());
        }
        if (dryRun) {
            return row(step, Result.PLANNED, "", named(repair) + " would be removed");
        }
        if (isAway) {
            return row(step, Result.NOT_TRIED, "not-tried", "etcd was away before it came to this");
        }
        return removed(step, facts)
                .map(written -> switch (written) {
                    case Written.Applied applied ->
                        new Row(finding, repair, Result.DONE, "", named(repair) + " is removed");
                    case Written.Overtaken overtaken ->
                        new Row(finding, repair, Result.SKIPPED, "changed", named(repair) + " was changed just now");
                    case Written.NotDone not -> new Row(finding, repair, Result.FAILED, not.code(), not.sentence());
                    case Written.Unknown unknown -> {
                        isAway = true;
                        yield new Row(finding, repair, Result.UNKNOWN, unknown.code(), unknown.sentence());
                    }
                })
                .recover(error -> {
                    if (!(error instanceof RegistryException known)) {
                        return Future.failedFuture(error);
                    }
                    // what this one may not do may be allowed for the next
                    isAway |= !(known.failure() instanceof RegistryFailure.PermissionDenied);
                    return row(
                            step,
                            Result.FAILED,
                            known.failure().code(),
                            known.failure().sentence());
                });
    }

    private static Future<Row> row(RepairPlan.Step step, Result result, String code, String sentence) {
        return Future.succeededFuture(new Row(step.finding(), step.repair(), result, code, sentence));
    }

    private static String named(Repair repair) {
        return switch (repair) {
            case Repair.DeleteKey delete -> delete.key();
            case Repair.DeleteStrange delete -> delete.name();
            case Repair.RevokeGrant revoke -> "the grant " + revoke.grant();
        };
    }

    private Future<Written> removed(RepairPlan.Step step, CheckFacts facts) {
        return switch (step.repair()) {
            case Repair.DeleteKey delete -> step.lease().map(this::delete).orElseGet(RepairTask::overtaken);
            case Repair.DeleteStrange delete ->
                facts.strange().orElse(List.of()).stream()
                        .filter(entry ->
                                entry.name().equals(delete.name()) && entry.modRevision() == delete.modRevision())
                        .findFirst()
                        .map(this::delete)
                        .orElseGet(RepairTask::overtaken);
            case Repair.RevokeGrant revoke -> revoke(revoke.grant());
        };
    }

    private static Future<Written> overtaken() {
        return Future.succeededFuture(new Written.Overtaken());
    }

    private Future<Written> delete(SubnetLease lease) {
        return writing.write(new SubnetWrite.Delete(lease))
                .compose(written -> written instanceof Written.Applied
                        ? writing.revoke(lease.term().granted()).map(over -> written)
                        : Future.succeededFuture(written));
    }

    private Future<Written> delete(StrangeEntry entry) {
        return registry.deleteStrange(entry)
                .<Written>map(isGone -> isGone ? new Written.Applied(Optional.empty(), 0) : new Written.Overtaken())
                .recover(error -> Writing.ifUnknown(
                        error,
                        registry::strangeEntries,
                        (now, failure) -> now.contains(entry)
                                ? new Written.NotDone(
                                        failure.code(),
                                        "it was not done: " + entry.name() + " is still there; repair again ("
                                                + failure.sentence() + ")")
                                : new Written.Applied(Optional.empty(), 0)));
    }

    private Future<Written> revoke(GrantId grant) {
        return registry.revokeUnused(grant)
                .<Written>map(over -> new Written.Applied(Optional.empty(), 0))
                .recover(error -> Writing.ifUnknown(
                        error,
                        () -> registry.grantState(grant),
                        (now, failure) -> now.isPresent()
                                ? new Written.NotDone(
                                        failure.code(),
                                        "it was not done: the grant " + grant + " is still there; repair again ("
                                                + failure.sentence() + ")")
                                : new Written.Applied(Optional.empty(), 0)));
    }
}
