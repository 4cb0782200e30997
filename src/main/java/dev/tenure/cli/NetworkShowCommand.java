package dev.tenure.cli;

import dev.tenure.registry.NetworkText;
import dev.tenure.registry.OperatorRegistry;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.Supplier;

/** {@code tenure network show}: the network config in etcd, and what it means. */
final class NetworkShowCommand extends OperatorCommand {
    private static final CommandOption RAW = CommandOption.toggle(
            "raw", "Only the JSON as it stands in etcd, to be changed and given to tenure network set.");

    NetworkShowCommand(Supplier<Vertx> vertx) {
        super(vertx);
    }

    @Override
    public String name() {
        return "show";
    }

    @Override
    public String path() {
        return NetworkCommand.NAME + " " + name();
    }

    @Override
    public String summary() {
        return "Show the network config in etcd, and what it means.";
    }

    @Override
    List<CommandOption> ownOptions() {
        return List.of(RAW);
    }

    @Override
    String description() {
        return """
                Shows the network config with its revision, the pool of each family and how it is used, the backend,
                and whatever is to be said about it.
                """;
    }

    @Override
    String oneMeans() {
        return "there is none, or none that an agent can use";
    }

    @Override
    List<String> examples() {
        return List.of("tenure network show", "tenure network show --raw > network.json");
    }

    @Override
    Job job(Given given) {
        boolean raw = given.has(RAW);
        return session -> {
            OperatorRegistry registry = session.registry();
            return registry.networkText()
                    .compose(text -> text.isEmpty()
                            ? registry.snapshot().map(snapshot -> absent(session))
                            : registry.snapshot().map(snapshot -> {
                                NetworkText there = text.get();
                                if (raw) {
                                    return Answer.good(NetworkView.raw(there.value()));
                                }
                                NetworkView view = new NetworkView(there, snapshot.leases());
                                String out = session.output() == Output.JSON
                                        ? view.json()
                                        : view.table(session.options().etcd().prefix());
                                return view.isUsable() ? Answer.good(out) : Answer.found(out);
                            }));
        };
    }

    private static Answer absent(Session session) {
        return Answer.refused(
                session.output(),
                "no-network-config",
                "there is no network config at " + session.options().etcd().prefix()
                        + "/config, so no host gets a subnet; put one with tenure network set");
    }
}
