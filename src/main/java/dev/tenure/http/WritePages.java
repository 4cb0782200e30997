package dev.tenure.http;

import dev.tenure.admin.Done;
import dev.tenure.admin.Operations;
import dev.tenure.json.MalformedJson;
import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.HostIdentity;
import dev.tenure.lease.SubnetLease;
import dev.tenure.operator.CheckReport;
import dev.tenure.operator.Refusal;
import dev.tenure.operator.ReleaseRequest;
import dev.tenure.operator.ReserveRequest;
import dev.tenure.operator.UnreserveRequest;
import dev.tenure.registry.RegistryException;
import dev.tenure.subnet.Subnet;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What an operator may have the agent write, by the rules and with the sentences of {@link Operations}. */
final class WritePages {
    private static final int OK = 200;
    private static final int CONFLICT = 409;
    private static final long TTL_SECONDS_MIN = 5;
    private static final long TTL_SECONDS_MAX = Duration.ofDays(365).toSeconds();

    private final Vertx vertx;
    private final AgentView agent;
    private final Supplier<Operations> operations;

    /** @param operations made when the first one is asked for */
    WritePages(Vertx vertx, AgentView agent, Supplier<Operations> operations) {
        this.vertx = vertx;
        this.agent = agent;
        this.operations = operations;
    }

    /** What reads a request, and begins to do what it says. */
    @FunctionalInterface
    interface Work<T> {
        Future<T> begin() throws BadRequest;
    }

    /** Answers on this context: a registry answers on its own. */
    <T> void answer(RoutingContext request, Work<T> work, Consumer<T> answer) {
        Future<T> begun;
        try {
            begun = work.begin();
        } catch (BadRequest e) {
            Answer.problem(request, 400, e.code(), e.sentence());
            return;
        }
        Context context = vertx.getOrCreateContext();
        begun.onComplete(result -> context.runOnContext(hop -> {
            if (result.succeeded()) {
                answer.accept(result.result());
            } else {
                failed(request, result.cause());
            }
        }));
    }

    /** Nothing was written. */
    private static void failed(RoutingContext context, Throwable cause) {
        if (cause instanceof RegistryException known) {
            Answer.problem(
                    context,
                    503,
                    "etcd-" + known.failure().code(),
                    known.failure().sentence());
        } else {
            RegistryPages.unanswered(context, cause);
        }
    }

    void reserve(RoutingContext context) {
        answer(
                context,
                () -> {
                    RequestFields fields =
                            RequestFields.ofBody(context, Set.of("publicIp", "publicIpv6", "subnet", "move", "dryRun"));
                    HostIdentity host = fields.host()
                            .orElseThrow(() -> new BadRequest(
                                    "bad-parameter", "Say with publicIp, publicIpv6 or both whom it is for"));
                    return operations
                            .get()
                            .reserve(
                                    new ReserveRequest(host, fields.subnet(), fields.flag("move")),
                                    fields.flag("dryRun"));
                },
                done -> answer(context, done));
    }

    /** {@code ?delete=true}, or {@code ?ttl=<seconds>} of the lease that it becomes. */
    void unreserve(RoutingContext context) {
        answer(
                context,
                () -> {
                    Subnet subnet = RequestFields.subnet(context.pathParam("subnet"));
                    RequestFields fields = RequestFields.ofQuery(context, Set.of("delete", "ttl", "dryRun"));
                    long ttl = fields.number("ttl", TTL_SECONDS_MIN, TTL_SECONDS_MAX, Operations.USUAL_TTL.toSeconds());
                    return operations
                            .get()
                            .unreserve(
                                    new UnreserveRequest(Optional.empty(), Optional.of(subnet), fields.flag("delete")),
                                    Duration.ofSeconds(ttl),
                                    fields.flag("dryRun"));
                },
                done -> answer(context, done));
    }

    /** The lease that is named; this host's where none is. */
    void release(RoutingContext context) {
        answer(
                context,
                () -> {
                    RequestFields fields = RequestFields.ofBody(
                            context, Set.of("publicIp", "publicIpv6", "subnet", "force", "dryRun"));
                    boolean force = fields.flag("force");
                    Optional<HostIdentity> self = self();
                    Optional<HostIdentity> host = fields.host();
                    Optional<Subnet> subnet = fields.subnet();
                    if (host.isEmpty() && subnet.isEmpty() && self.isEmpty()) {
                        throw new BadRequest(
                                "no-lease",
                                "This host holds nothing now; say with publicIp, publicIpv6 or subnet what to release");
                    }
                    ReleaseRequest request = host.isEmpty() && subnet.isEmpty()
                            ? ReleaseRequest.ofSelf(self.orElseThrow())
                            : new ReleaseRequest(host, subnet, force, self);
                    return operations.get().release(request, fields.flag("dryRun"));
                },
                done -> answer(context, done));
    }

    private Optional<HostIdentity> self() {
        return agent.tenancy()
                .lease()
                .map(SubnetLease::value)
                .filter(HostAttributes.class::isInstance)
                .map(value -> ((HostAttributes) value).identity());
    }

    /** The body is a report of {@code /v1/check} or {@code tenure check}, or the part of one that is to be mended. */
    void repair(RoutingContext context) {
        answer(
                context,
                () -> {
                    boolean dryRun =
                            RequestFields.ofQuery(context, Set.of("dryRun")).flag("dryRun");
                    try {
                        CheckReport report = CheckReport.parse(RequestFields.text(context));
                        return operations.get().repair(report, dryRun, (done, total) -> {});
                    } catch (MalformedJson e) {
                        throw new BadRequest("bad-body", "The body is no report of a check: " + e.getMessage());
                    }
                },
                report -> {
                    JsonObject rows = DoneForms.repair(report);
                    Optional<Refusal> refusal = report.refusal();
                    if (refusal.isPresent()) {
                        String code = refusal.get().code().label();
                        Answer.problem(context, CONFLICT, code, refusal.get().sentence(), rows);
                    } else if (report.isGood()) {
                        Answer.json(context, OK, rows);
                    } else {
                        Answer.problem(context, 503, "not-all-repaired", "etcd did not remove all of it", rows);
                    }
                });
    }

    private static void answer(RoutingContext context, Done done) {
        answer(context, done, DoneForms.done(done));
    }

    /** 200 where it is as was asked; else a problem that has what is known of it. */
    static void answer(RoutingContext context, Done done, JsonObject body) {
        if (done.isGood()) {
            Answer.json(context, OK, body);
        } else {
            body.remove("code");
            body.remove("sentence");
            Answer.problem(context, status(done), done.code(), done.sentence(), body);
        }
    }

    private static int status(Done done) {
        return switch (done.result()) {
            case DONE, NOTHING, PLANNED -> OK;
            case REFUSED ->
                done.code().equals(Refusal.Code.NETWORK_CONFIG_CHANGED.label())
                        ? 412
                        : done.code().equals(Refusal.Code.BAD_NETWORK_CONFIG.label()) ? 422 : CONFLICT;
            case FAILED -> 503;
            case UNKNOWN -> 504;
        };
    }
}
