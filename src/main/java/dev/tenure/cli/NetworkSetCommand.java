package dev.tenure.cli;

import dev.tenure.admin.Done;
import dev.tenure.admin.NetworkDone;
import dev.tenure.operator.NetworkPlan;
import dev.tenure.subnet.Cidr;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** {@code tenure network set}: puts a network config into etcd, if it is the one after that seen and costs nobody anything. */
final class NetworkSetCommand extends NetworkFileCommand {
    private static final CommandOption REVISION = CommandOption.value(
            "revision",
            "number",
            "Only over the network config of this revision, as tenure network show and plan tell it; 0 for where there"
                    + " is none. Without it: over whichever is there when the command starts.");
    private static final CommandOption FORCE = CommandOption.toggle("force", "Set it even if the plan is destructive.");

    NetworkSetCommand(Supplier<Vertx> vertx) {
        super(vertx);
    }

    @Override
    public String name() {
        return "set";
    }

    @Override
    public String summary() {
        return "Put a network config into etcd; every agent follows it at once.";
    }

    @Override
    List<CommandOption> ownOptions() {
        return List.of(REVISION, FORCE, DRY_RUN, NO_ROUTES);
    }

    @Override
    String description() {
        return """
                Checks and plans the network config in the file as tenure network check and plan do, then puts it into
                etcd as it is, by one write that nobody's change in between survives: where the network
                config became another one meanwhile, it is planned again, or refused if --revision names the one
                that was seen.

                What the plan finds destructive is refused unless --force says that it is meant.
                """;
    }

    @Override
    String oneMeans() {
        return "refused, and nothing was written";
    }

    @Override
    List<String> examples() {
        return List.of(
                "tenure network set --dry-run network.json",
                "tenure network set --revision=4711 network.json",
                "tenure network set --force network.json");
    }

    @Override
    Job job(Given given) throws UsageError {
        String text = text(given);
        OptionalLong seen = revision(given);
        List<Cidr> routes = routes(given);
        boolean force = given.has(FORCE);
        boolean dryRun = given.has(DRY_RUN);
        return session -> session.operations()
                .setNetwork(text, seen, force, routes, dryRun)
                .map(done -> answer(session.output(), done));
    }

    private static OptionalLong revision(Given given) throws UsageError {
        String text = given.text(REVISION).orElse("");
        if (text.isEmpty() && !given.has(REVISION)) {
            return OptionalLong.empty();
        }
        if (!text.matches("[0-9]{1,18}")) {
            throw UsageError.of(REVISION, text, "a revision such as 4711, or 0 for where there is no network config");
        }
        return OptionalLong.of(Long.parseLong(text));
    }

    private static Answer answer(Output output, NetworkDone outcome) {
        Done done = outcome.done();
        Optional<PlanListing> listing = outcome.plan().map(plan -> new PlanListing(plan, false));
        ExitCode code = exitCode(done);
        if (output == Output.JSON) {
            return new Answer(
                    code,
                    Answer.document()
                                    .put("outcome", done.result().label())
                                    .put("code", done.code())
                                    .put("sentence", done.sentence())
                                    .put("revision", done.revision())
                                    .putJson(
                                            "findings",
                                            NetworkFindings.json(outcome.check().findings()))
                                    .putJson(
                                            "plan",
                                            listing.map(PlanListing::json).orElse("null"))
                            + "\n",
                    List.of());
        }
        return done.isGood()
                ? new Answer(code, said(done, outcome.plan()), List.of())
                : new Answer(code, "", List.of(done.sentence()));
    }

    private static String said(Done done, Optional<NetworkPlan> plan) {
        StringBuilder text = new StringBuilder();
        plan.ifPresent(known -> {
            known.notes()
                    .forEach(note ->
                            text.append("note: ").append(PlainText.of(note)).append('\n'));
            known.dangers()
                    .forEach(danger ->
                            text.append("danger: ").append(PlainText.of(danger)).append('\n'));
        });
        text.append(PlainText.of(done.sentence()));
        return text.append(done.result() == Done.Result.DONE ? "; it is revision " + done.revision() + " now\n" : "\n")
                .toString();
    }

    private static ExitCode exitCode(Done done) {
        return switch (done.result()) {
            case DONE, NOTHING, PLANNED -> ExitCode.GOOD;
            case REFUSED -> ExitCode.FOUND_OR_FAILED;
            case FAILED, UNKNOWN -> ExitCode.ETCD_UNREACHABLE;
        };
    }
}
