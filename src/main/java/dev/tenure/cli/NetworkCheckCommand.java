package dev.tenure.cli;

import dev.tenure.operator.NetworkCheck;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.Supplier;

/** {@code tenure network check}: what is wrong with a network config, without asking etcd. */
final class NetworkCheckCommand extends NetworkFileCommand {
    NetworkCheckCommand(Supplier<Vertx> vertx) {
        super(vertx);
    }

    @Override
    public String name() {
        return "check";
    }

    @Override
    public String summary() {
        return "Say what is wrong with a network config in a file.";
    }

    @Override
    List<CommandOption> ownOptions() {
        return List.of();
    }

    @Override
    boolean asksEtcd() {
        return false;
    }

    @Override
    String description() {
        return """
                Names every mistake with its field and its cure, what flannel would ignore without a word, and the
                defaults that will apply. etcd is not asked.
                """;
    }

    @Override
    String oneMeans() {
        return "it has an error in it";
    }

    @Override
    List<String> examples() {
        return List.of("tenure network check network.json", "tenure network show --raw | tenure network check -");
    }

    @Override
    Job job(Given given) throws UsageError {
        NetworkCheck check = NetworkCheck.of(text(given));
        return session -> Future.succeededFuture(answer(session.output(), check));
    }

    private static Answer answer(Output output, NetworkCheck check) {
        if (check.config().isEmpty() || NetworkFindings.hasError(check.findings())) {
            return unusable(output, check);
        }
        return Answer.good(
                output == Output.JSON
                        ? Answer.document()
                                        .putJson("usable", "true")
                                        .putJson("findings", NetworkFindings.json(check.findings()))
                                + "\n"
                        : NetworkFindings.text(check.findings(), "") + "good: an agent can use it\n");
    }
}
