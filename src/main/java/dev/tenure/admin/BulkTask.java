package dev.tenure.admin;

import dev.tenure.lease.SubnetLease;
import dev.tenure.operator.BulkPlan;
import dev.tenure.operator.BulkReport;
import dev.tenure.operator.HostsFile;
import dev.tenure.operator.Refusal;
import dev.tenure.operator.ReserveOutcome;
import dev.tenure.registry.RegistryException;
import dev.tenure.registry.RegistryFailure;
import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.registry.SubnetRegistry;
import dev.tenure.registry.SubnetWrite;
import dev.tenure.subnet.SubnetKey;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A whole file of reservations: all judged before the first is written, then written line by line, and each line planned
 * again where somebody else was faster. Lines that turn a lease into a reservation go eight at a time. Those that put a new key
 * go one after the other, each bound to the revision of the one before, since no key but ours may have been made between.
 */
final class BulkTask {
    private static final int AT_A_TIME = 8;

    private final Tries tries;
    private final SubnetRegistry registry;
    private final Writing writing;
    private final BulkRequest request;
    private final Consumer<BulkReport> progress;
    /** What is still to be done, by the line's number. */
    private final Map<Integer, HostsFile.Line> left = new LinkedHashMap<>();

    /** The keys that were written for hosts that had a lease, by the line's number. */
    private final Map<Integer, SubnetKey> settled = new LinkedHashMap<>();

    private BulkReport report;
    private long seenRevision;
    private int overtaken;
    private boolean isAway;

    BulkTask(Tries tries, SubnetRegistry registry, BulkRequest request, Consumer<BulkReport> progress) {
        this.tries = tries;
        this.registry = registry;
        this.writing = new Writing(registry);
        this.request = request;
        this.progress = progress;
        this.report = BulkReport.of(request.file(), new BulkPlan(List.of()));
    }

    Future<BulkReport> run() {
        return registry.snapshot().compose(now -> {
            BulkPlan plan = BulkPlan.of(now, request.file(), request.move());
            report = BulkReport.of(request.file(), plan);
            progress.accept(report);
            boolean mayBegin = request.keepGoing()
                    || plan.refused().isEmpty() && request.file().errors().isEmpty();
            if (request.dryRun() || !mayBegin) {
                return Future.succeededFuture(report);
            }
            plan.steps().stream()
                    .filter(step -> isToDo(step.outcome()))
                    .forEach(step -> left.put(step.line().number(), step.line()));
            return round(now, plan).compose(this::lookedAtOnceMore);
        });
    }

    /** Another operator may have reserved a second subnet for a host that had one, which no condition of a write sees. */
    private Future<BulkReport> lookedAtOnceMore(BulkReport done) {
        return isAway || settled.isEmpty()
                ? Future.succeededFuture(done)
                : registry.snapshot()
                        .map(now -> {
                            Map<String, String> second = SecondSubnets.in(now);
                            settled.forEach((line, key) -> {
                                String sentence = second.get(key.text());
                                if (sentence != null) {
                                    end(line, report.failed(line, Refusal.Code.SECOND_SUBNET.label(), sentence));
                                }
                            });
                            return report;
                        })
                        .otherwise(done);
    }

    private static boolean isToDo(ReserveOutcome outcome) {
        return outcome instanceof ReserveOutcome.Convert || outcome instanceof ReserveOutcome.Create;
    }

    private Future<BulkReport> round(RegistrySnapshot now, BulkPlan plan) {
        int before = left.size();
        seenRevision = now.revision();
        List<BulkPlan.Step> converts = steps(plan, ReserveOutcome.Convert.class);
        List<BulkPlan.Step> creates = steps(plan, ReserveOutcome.Create.class);
        return Parallel.each(converts, AT_A_TIME, this::convert)
                .compose(done -> Parallel.each(creates, 1, this::create))
                .recover(RoundOver::orFailure)
                .compose(done ->
                        isAway || left.isEmpty() ? Future.succeededFuture(report) : again(left.size() < before));
    }

    private static List<BulkPlan.Step> steps(BulkPlan plan, Class<? extends ReserveOutcome> kind) {
        return plan.steps().stream()
                .filter(step -> kind.isInstance(step.outcome()))
                .toList();
    }

    private Future<BulkReport> again(boolean wentOn) {
        overtaken = wentOn ? 1 : overtaken + 1;
        if (overtaken >= Tries.MOST) {
            List.copyOf(left.keySet())
                    .forEach(line -> end(
                            line,
                            report.refused(
                                    line, Outcomes.overtaken("line " + line, "see with tenure leases what there is"))));
            return Future.succeededFuture(report);
        }
        return tries.pause(overtaken).compose(over -> registry.snapshot()).transform(read -> {
            if (read.failed()) {
                return read.cause() instanceof RegistryException known
                        ? stoppedBy(known.failure())
                        : Future.failedFuture(read.cause());
            }
            RegistrySnapshot now = read.result();
            BulkPlan plan = BulkPlan.of(now, new HostsFile(List.copyOf(left.values()), List.of()), request.move());
            plan.steps().forEach(step -> {
                int line = step.line().number();
                switch (step.outcome()) {
                    case ReserveOutcome.Refused refused -> end(line, report.refused(line, refused.refusal()));
                    case ReserveOutcome.AlreadyReserved already ->
                        end(line, report.done(line, already.reservation().subnet()));
                    case ReserveOutcome.Convert convert -> {}
                    case ReserveOutcome.Create create -> {}
                }
            });
            return left.isEmpty() ? Future.succeededFuture(report) : round(now, plan);
        });
    }

    /** The next line says why; the others were not tried. */
    private Future<BulkReport> stoppedBy(RegistryFailure failure) {
        int line = left.keySet().iterator().next();
        end(line, report.failed(line, failure.code(), failure.sentence()));
        return Future.succeededFuture(report);
    }

    private void end(int line, BulkReport now) {
        left.remove(line);
        report = now;
        progress.accept(now);
    }

    private Future<?> convert(BulkPlan.Step step) {
        ReserveOutcome.Convert convert = (ReserveOutcome.Convert) step.outcome();
        SubnetLease seen = convert.seen();
        return carriedOut(step, ReserveTask.update(convert)).compose(written -> {
            if (!(written instanceof Written.Applied)) {
                return Future.succeededFuture();
            }
            settled.put(step.line().number(), seen.key());
            return writing.revoke(seen.term().granted());
        });
    }

    private Future<?> create(BulkPlan.Step step) {
        ReserveOutcome.Create create = (ReserveOutcome.Create) step.outcome();
        return carriedOut(step, ReserveTask.reserve(create, seenRevision)).compose(written -> {
            if (written instanceof Written.Applied applied) {
                if (!create.leaves().isEmpty()) {
                    settled.put(step.line().number(), create.key());
                }
                seenRevision = applied.revision();
                return Future.succeededFuture();
            }
            // all that follow rest on the same revision
            return written instanceof Written.Overtaken ? RoundOver.failed() : Future.succeededFuture();
        });
    }

    /** Writes one line and says in the report what came of it; where etcd is away, no other line is begun. */
    private Future<Written> carriedOut(BulkPlan.Step step, SubnetWrite write) {
        int line = step.line().number();
        return writing.write(write)
                .onSuccess(written -> {
                    switch (written) {
                        case Written.Applied applied ->
                            end(line, report.done(line, step.outcome().subnet().orElseThrow()));
                        case Written.Overtaken lost -> {}
                        case Written.NotDone not -> end(line, report.failed(line, not.code(), not.sentence()));
                        case Written.Unknown unknown ->
                            end(line, report.failed(line, unknown.code(), unknown.sentence()));
                    }
                })
                .compose(written -> written instanceof Written.Unknown ? away() : Future.succeededFuture(written))
                .recover(error -> {
                    if (error instanceof RegistryException known) {
                        RegistryFailure failure = known.failure();
                        end(line, report.failed(line, failure.code(), failure.sentence()));
                        return away();
                    }
                    return Future.failedFuture(error);
                });
    }

    private Future<Written> away() {
        isAway = true;
        return RoundOver.failed();
    }

    /** Ends a round before its last line. */
    private static final class RoundOver extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private RoundOver() {
            super("the round is over", null, false, false);
        }

        static <T> Future<T> failed() {
            return Future.failedFuture(new RoundOver());
        }

        static Future<Void> orFailure(Throwable error) {
            return error instanceof RoundOver ? Future.succeededFuture() : Future.failedFuture(error);
        }
    }
}
