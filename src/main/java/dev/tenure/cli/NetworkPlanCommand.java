package dev.tenure.cli;

import dev.tenure.operator.NetworkCheck;
import dev.tenure.operator.NetworkPlan;
import dev.tenure.subnet.Cidr;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.Supplier;

/** {@code tenure network plan}: what setting a network config would do, to whom. */
final class NetworkPlanCommand extends NetworkFileCommand {
    private static final CommandOption MOVING =
            CommandOption.toggle("moving", "Of the hosts, list only those that must move.");

    NetworkPlanCommand(Supplier<Vertx> vertx) {
        super(vertx);
    }

    @Override
    public String name() {
        return "plan";
    }

    @Override
    public String summary() {
        return "Say what setting a network config would do, host by host.";
    }

    @Override
    List<CommandOption> ownOptions() {
        return List.of(MOVING, NO_ROUTES);
    }

    @Override
    String description() {
        return """
                Says of each host whether it keeps its subnet or moves, how much room there is before and after, which
                routes of this host are in the way, and what is dangerous. Nothing is written.

                A plan that costs somebody his network is destructive: hosts that could stay must move, a
                family is switched off, the pool is too small, the backend changes, or a route is in the way.
                """;
    }

    @Override
    String oneMeans() {
        return "the plan is destructive, or the file has an error in it";
    }

    @Override
    List<String> examples() {
        return List.of(
                "tenure network plan network.json",
                "tenure network plan --moving network.json",
                "tenure network plan --no-routes -o json network.json");
    }

    @Override
    Job job(Given given) throws UsageError {
        NetworkCheck check = NetworkCheck.of(text(given));
        List<Cidr> routes = routes(given);
        boolean moving = given.has(MOVING);
        return session -> check.config().isEmpty() || NetworkFindings.hasError(check.findings())
                ? Future.succeededFuture(unusable(session.output(), check))
                : session.operations()
                        .planNetwork(check.config().get(), routes)
                        .map(plan -> answer(session.output(), plan, moving));
    }

    private static Answer answer(Output output, NetworkPlan plan, boolean moving) {
        PlanListing listing = new PlanListing(plan, moving);
        String out = output == Output.JSON ? listing.document() : listing.table();
        return plan.isDestructive() ? Answer.found(out) : Answer.good(out);
    }
}
