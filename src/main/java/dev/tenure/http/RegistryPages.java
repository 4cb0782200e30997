package dev.tenure.http;

import dev.tenure.bus.BusException;
import dev.tenure.bus.BusFailure;
import dev.tenure.bus.RegistrySeen;
import dev.tenure.lease.SubnetLease;
import dev.tenure.operator.CheckFacts;
import dev.tenure.operator.LeaseRow;
import dev.tenure.operator.MalformedInput;
import dev.tenure.operator.PoolReport;
import dev.tenure.operator.RegistryCheck;
import dev.tenure.registry.RegistrySnapshot;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code /v1/leases}, {@code /v1/pool} and {@code /v1/check}: the registry as the agent sees it, without a call to etcd. What
 * costs more with every host is done on a worker thread, once for all who ask meanwhile.
 */
final class RegistryPages {
    private static final int OK = 200;
    private static final int CONFLICT = 409;

    private final Vertx vertx;
    private final AgentView agent;
    private final SharedWork<String, String> texts;
    private final SharedWork<String, Rows> rows;

    RegistryPages(Vertx vertx, AgentView agent) {
        this.vertx = vertx;
        this.agent = agent;
        this.texts = new SharedWork<>(vertx);
        this.rows = new SharedWork<>(vertx);
    }

    /** All leases in the order of their keys. */
    private record Rows(List<LeaseRow> rows, long revision) {}

    void pool(RoutingContext context) {
        text(
                context,
                "pool",
                seen -> OperatorForms.pool(PoolReport.of(seen, Map.of()), seen.revision())
                        .encode());
    }

    void check(RoutingContext context) {
        text(
                context,
                "check",
                seen -> RegistryCheck.of(seen, CheckFacts.NONE).toJson().strip());
    }

    private interface Writer {
        String write(RegistrySnapshot seen);
    }

    private void text(RoutingContext context, String kind, Writer writer) {
        registry()
                .compose(seen -> texts.get(kind, () -> writer.write(seen.snapshot())))
                .onComplete(
                        text -> Answer.end(context, OK, "application/json", text + "\n"),
                        cause -> unanswered(context, cause));
    }

    /** {@code ?host=, ?overlapping=, ?kind=}, and {@code ?limit=}, {@code ?after=<key>} as peers have them. */
    void leases(RoutingContext context) {
        LeaseQuery query;
        try {
            query = LeaseQuery.of(context.queryParams());
        } catch (MalformedInput e) {
            Answer.problem(context, 400, "bad-parameter", String.valueOf(e.getMessage()));
            return;
        }
        Optional<SubnetLease> own = agent.tenancy().lease();
        registry()
                .compose(seen -> rows.get("", () -> rows(seen.snapshot())))
                .compose(all -> vertx.executeBlocking(
                        () -> OperatorForms.leases(query.page(all.rows()), own, all.revision())
                                .encode(),
                        false))
                .onComplete(
                        text -> Answer.end(context, OK, "application/json", text + "\n"),
                        cause -> unanswered(context, cause));
    }

    private static Rows rows(RegistrySnapshot seen) {
        return new Rows(LeaseRow.of(seen, Map.of()), seen.revision());
    }

    /** Fails where nothing was read yet. */
    private Future<RegistrySeen> registry() {
        return agent.registry()
                .compose(seen -> seen.isKnown()
                        ? Future.succeededFuture(seen)
                        : Future.failedFuture(new BusException(new BusFailure.Refused(
                                "The agent has not read the registry yet; /readyz says what it waits for"))));
    }

    static void unanswered(RoutingContext context, Throwable cause) {
        if (cause instanceof BusException bus && bus.failure() instanceof BusFailure.NotOffered no) {
            Answer.problem(context, CONFLICT, "peers-off", no.sentence());
        } else if (cause instanceof BusException bus && !(bus.failure() instanceof BusFailure.Broken)) {
            String code = bus.failure() instanceof BusFailure.Refused ? "not-read-yet" : "no-answer";
            Answer.problem(context, 503, code, bus.failure().sentence());
        } else {
            context.fail(cause);
        }
    }
}
