package dev.tenure;

import dev.tenure.cli.AgentCommand;
import dev.tenure.cli.Cli;
import dev.tenure.cli.EtcdRoleCommand;
import dev.tenure.cli.LastingLogManager;
import dev.tenure.cli.Logging;
import dev.tenure.cli.Surroundings;
import dev.tenure.cli.VersionCommand;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Arguments in, exit code out. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.setProperty("java.util.logging.manager", LastingLogManager.class.getName());
        Logging.silenceGrpc();
        Surroundings surroundings =
                new Surroundings(stream(FileDescriptor.out), stream(FileDescriptor.err), System.getenv());
        Logging.start(surroundings.err());
        Cli cli = new Cli(
                List.of(new AgentCommand(Main::vertx, new AgentProcess()), new EtcdRoleCommand(), new VersionCommand()),
                surroundings);
        System.exit(cli.run(args));
    }

    /** Few threads: the agent waits most of its life, and every thread is felt on every node. */
    private static Vertx vertx() {
        return Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(2)
                .setWorkerPoolSize(2)
                .setInternalBlockingPoolSize(2)
                // the usual 2 s is exceeded by loading classes on a busy host; after 10 s /livez speaks up, too
                .setMaxEventLoopExecuteTime(10)
                .setMaxEventLoopExecuteTimeUnit(TimeUnit.SECONDS)
                .setWarningExceptionTime(30)
                .setWarningExceptionTimeUnit(TimeUnit.SECONDS));
    }

    /** UTF-8 whatever the locale says: a container has none, and a log line may hold any letter. */
    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
