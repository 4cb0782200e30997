package dev.tenure.cli;

import dev.tenure.host.HostReader;
import dev.tenure.operator.NetworkCheck;
import dev.tenure.subnet.Cidr;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/** A command that is given a network config in a file. */
abstract class NetworkFileCommand extends OperatorCommand {
    static final CommandOption NO_ROUTES = CommandOption.toggle(
            "no-routes", "Don't look for collisions with the routes of this host; for one that is not of the network.");

    private static final int BYTES_MAX = 1024 * 1024;

    NetworkFileCommand(Supplier<Vertx> vertx) {
        super(vertx);
    }

    @Override
    public final String path() {
        return NetworkCommand.NAME + " " + name();
    }

    @Override
    final String arguments() {
        return "FILE|-";
    }

    /** The text of the file that was named. */
    final String text(Given given) throws UsageError {
        List<String> names = given.arguments();
        if (names.isEmpty()) {
            throw new UsageError(
                    "no file: expected one with a network config, or - for what is piped in, as in \"tenure " + path()
                            + " network.json\"");
        }
        return given.file(names.getFirst(), BYTES_MAX);
    }

    /** Where this host's routes lead, unless nobody asks. Blocks for a moment. */
    final List<Cidr> routes(Given given) throws UsageError {
        if (given.has(NO_ROUTES)) {
            return List.of();
        }
        try {
            return new HostReader().routes();
        } catch (IOException e) {
            throw new UsageError("the routes of this host can't be read (" + e.getMessage() + "); say "
                    + NO_ROUTES.flag() + " to do without them");
        }
    }

    /** What is said of a text from which no agent can learn anything. */
    static Answer unusable(Output output, NetworkCheck check) {
        return Answer.found(
                output == Output.JSON
                        ? Answer.document()
                                        .putJson("usable", "false")
                                        .putJson("findings", NetworkFindings.json(check.findings()))
                                + "\n"
                        : NetworkFindings.text(check.findings(), ""));
    }
}
