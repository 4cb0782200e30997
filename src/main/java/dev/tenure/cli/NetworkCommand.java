package dev.tenure.cli;

import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code tenure network}: looks at the network config and changes it. */
public final class NetworkCommand implements Command {
    static final String NAME = "network";

    private final List<Command> below;

    /** As for each command below it. */
    public NetworkCommand(Supplier<Vertx> vertx) {
        below = List.of(
                new NetworkShowCommand(vertx),
                new NetworkCheckCommand(vertx),
                new NetworkPlanCommand(vertx),
                new NetworkSetCommand(vertx));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Topic topic() {
        return Topic.NETWORK;
    }

    @Override
    public String summary() {
        return "Show, check, plan and set the network config that all agents follow.";
    }

    @Override
    public List<Command> below() {
        return below;
    }

    @Override
    public CommandSpec spec() {
        return CommandSpec.create();
    }

    @Override
    public String help() {
        return HelpText.group(
                this,
                """
                The network config is the JSON in etcd that says from which network the hosts get their subnets. To
                change it: show it, change a copy, check the copy, look at the plan, then set it.
                """,
                List.of(
                        "tenure network show --raw > network.json",
                        "tenure network check network.json",
                        "tenure network plan network.json",
                        "tenure network set network.json"));
    }

    @Override
    public int run(ParseResult given, Surroundings surroundings) {
        return surroundings
                .usageError("no command: expected "
                        + String.join(", ", below.stream().map(Command::name).toList())
                        + ", as in \"tenure network show\"")
                .number();
    }
}
