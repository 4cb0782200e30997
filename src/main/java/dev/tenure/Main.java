package dev.tenure;

import dev.tenure.cli.AgentCommand;
import dev.tenure.cli.AgentRunner;
import dev.tenure.cli.Cli;
import dev.tenure.cli.ExitCode;
import dev.tenure.cli.Logging;
import dev.tenure.cli.Surroundings;
import dev.tenure.cli.VersionCommand;
import io.vertx.core.Vertx;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Arguments in, exit code out. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Logging.silenceGrpc();
        Surroundings surroundings =
                new Surroundings(stream(FileDescriptor.out), stream(FileDescriptor.err), System.getenv());
        Logging.start(surroundings.err());
        Cli cli = new Cli(List.of(new AgentCommand(Vertx::vertx, agent()), new VersionCommand()), surroundings);
        System.exit(cli.run(args));
    }

    private static AgentRunner agent() {
        return (vertx, source, options) -> {
            System.getLogger("dev.tenure.agent").log(System.Logger.Level.ERROR, "This build has no agent in it.");
            return ExitCode.FOUND_OR_FAILED.number();
        };
    }

    /** UTF-8 whatever the locale says: a container has none, and a log line may hold any letter. */
    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
