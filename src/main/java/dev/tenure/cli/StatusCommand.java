package dev.tenure.cli;

import dev.tenure.envfile.SubnetEnvFile;
import dev.tenure.envfile.SubnetEnvReading;
import dev.tenure.operator.LeaseFilter;
import dev.tenure.operator.LeaseOrder;
import dev.tenure.operator.LeaseRow;
import dev.tenure.options.HealthAddress;
import dev.tenure.options.Option;
import dev.tenure.options.Options;
import dev.tenure.registry.RegistryException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code tenure status}: this host, as its agent, its subnet.env and etcd see it. */
public final class StatusCommand extends OperatorCommand {
    public StatusCommand(Supplier<Vertx> vertx) {
        super(vertx);
    }

    @Override
    public String name() {
        return "status";
    }

    @Override
    public Topic topic() {
        return Topic.HOST;
    }

    @Override
    public String summary() {
        return "Say what this host has: by its agent, by subnet.env and by etcd.";
    }

    @Override
    List<CommandOption> ownOptions() {
        return List.of();
    }

    @Override
    List<Option<?>> hostOptions() {
        List<Option<?>> options = new ArrayList<>(ThisHost.OPTIONS);
        options.addAll(List.of(
                Options.PUBLIC_IP, Options.PUBLIC_IPV6, Options.SUBNET_FILE, Options.HEALTHZ_IP, Options.HEALTHZ_PORT));
        return options;
    }

    @Override
    String description() {
        return """
                Says three things that should be one: what the agent of this host says, if it runs; which
                subnet stands in subnet.env; and what etcd has under the public IP of this host. Where etcd gives no
                answer the other two are said all the same, and the exit code is 3.
                """;
    }

    @Override
    String oneMeans() {
        return "not ready, or the three differ";
    }

    @Override
    List<String> examples() {
        return List.of("tenure status", "tenure status --public-ip=192.0.2.7 -o json");
    }

    /** What etcd said, or what is said in its place. */
    private record Seen(Optional<List<LeaseRow>> rows, String host, Optional<String> trouble) {}

    @Override
    Job job(Given given) {
        return session -> Future.all(agent(session), env(session), etcd(session))
                .map(all -> {
                    Seen seen = all.resultAt(2);
                    StatusReport report = new StatusReport(
                            seen.host(), all.resultAt(0), session.options().subnetFile(), all.resultAt(1), seen.rows());
                    String out = session.output() == Output.JSON ? report.json() : report.table();
                    return seen.trouble()
                            .map(sentence -> new Answer(ExitCode.ETCD_UNREACHABLE, out, List.of(sentence)))
                            .orElseGet(() -> report.isGood() ? Answer.good(out) : Answer.found(out));
                });
    }

    private static Future<AgentSays> agent(Session session) {
        HealthAddress address = session.options().health();
        if (address == null) {
            return Future.succeededFuture(AgentSays.unasked());
        }
        LocalAgent agent = new LocalAgent(session.vertx(), address, session.timeout());
        return agent.get("/readyz?verbose")
                .map(page -> AgentSays.of(agent.url(), page.body()))
                .otherwise(cause -> AgentSays.silent(agent.url()));
    }

    private static Future<SubnetEnvReading> env(Session session) {
        Path file = session.options().subnetFile();
        return session.vertx().executeBlocking(() -> new SubnetEnvFile(file).read());
    }

    private static Future<Seen> etcd(Session session) {
        return ThisHost.find(session).compose(found -> switch (found) {
            case ThisHost.Found.Unknown unknown ->
                Future.succeededFuture(new Seen(
                        Optional.of(List.of()),
                        "a host without a known address: " + unknown.sentence(),
                        Optional.empty()));
            case ThisHost.Found.Known known ->
                session.registry()
                        .snapshot()
                        .map(snapshot -> new Seen(
                                Optional.of(LeaseRow.of(snapshot, Map.of()).stream()
                                        .filter(LeaseFilter.heldBy(known.host()))
                                        .sorted(LeaseOrder.SUBNET)
                                        .toList()),
                                known.host().toString(),
                                Optional.empty()))
                        .recover(cause -> cause instanceof RegistryException away
                                ? Future.succeededFuture(new Seen(
                                        Optional.empty(),
                                        known.host().toString(),
                                        Optional.of(away.failure().sentence())))
                                : Future.failedFuture(cause));
        });
    }
}
