package dev.tenure.http;

import dev.tenure.admin.Operations;
import dev.tenure.operator.NetworkCheck;
import dev.tenure.operator.NetworkPlan;
import dev.tenure.operator.Refusal;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What becomes of a network config that somebody has written: looked at, planned, put. */
final class NetworkPages {
    private static final Pattern ETAG = Pattern.compile("\"?([0-9]{1,18})\"?");

    private final Vertx vertx;
    private final AgentView agent;
    private final Supplier<Operations> operations;
    private final WritePages pages;

    NetworkPages(Vertx vertx, AgentView agent, Supplier<Operations> operations, WritePages pages) {
        this.vertx = vertx;
        this.agent = agent;
        this.operations = operations;
        this.pages = pages;
    }

    /** The body is a network config; asks nobody. */
    void check(RoutingContext context) {
        Answer.json(context, 200, DoneForms.check(NetworkCheck.of(RequestFields.text(context))));
    }

    /** Likewise, with what each host would do; as the agent sees the registry, without a call to etcd. */
    void plan(RoutingContext context) {
        NetworkCheck check = NetworkCheck.of(RequestFields.text(context));
        if (check.config().isEmpty()) {
            Answer.problem(
                    context,
                    422,
                    Refusal.Code.BAD_NETWORK_CONFIG.label(),
                    check.findings().stream()
                            .findFirst()
                            .map(finding -> finding.sentence())
                            .orElse("no agent can use this network config"),
                    DoneForms.check(check));
            return;
        }
        pages.answer(
                context,
                () -> agent.registry()
                        .compose(seen -> vertx.executeBlocking(
                                () -> DoneForms.check(check)
                                        .put(
                                                "plan",
                                                DoneForms.plan(NetworkPlan.of(
                                                        seen.snapshot(),
                                                        check.config().get(),
                                                        List.of())))
                                        .encode(),
                                false)),
                text -> Answer.end(context, 200, "application/json", text + "\n"));
    }

    /** Put over the one that If-Match names; {@code ?force} where it costs hosts their subnets. */
    void put(RoutingContext context) {
        String match = context.request().getHeader("If-Match");
        if (match == null) {
            Answer.problem(
                    context,
                    428,
                    "if-match-missing",
                    "Send the ETag of GET /v1/network as If-Match, so that nobody else's change is lost; * is for any");
            return;
        }
        pages.answer(
                context,
                () -> {
                    OptionalLong seen = revision(match.strip());
                    RequestFields fields = RequestFields.ofQuery(context, Set.of("force", "dryRun"));
                    return operations
                            .get()
                            .setNetwork(
                                    RequestFields.text(context),
                                    seen,
                                    fields.flag("force"),
                                    List.of(),
                                    fields.flag("dryRun"));
                },
                done -> WritePages.answer(context, done.done(), DoneForms.network(done)));
    }

    private static OptionalLong revision(String match) throws BadRequest {
        if (match.equals("*")) {
            return OptionalLong.empty();
        }
        Matcher matcher = ETAG.matcher(match);
        if (!matcher.matches()) {
            throw new BadRequest(
                    "bad-if-match", "If-Match is the ETag of GET /v1/network, such as \"7\", or * for any");
        }
        return OptionalLong.of(Long.parseLong(matcher.group(1)));
    }
}
