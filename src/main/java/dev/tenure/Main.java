package dev.tenure;

import dev.tenure.cli.AgentCommand;
import dev.tenure.cli.CheckCommand;
import dev.tenure.cli.Cli;
import dev.tenure.cli.Command;
import dev.tenure.cli.EtcdRoleCommand;
import dev.tenure.cli.Input;
import dev.tenure.cli.LastingLogManager;
import dev.tenure.cli.LeasesCommand;
import dev.tenure.cli.Logging;
import dev.tenure.cli.NetworkCommand;
import dev.tenure.cli.PoolCommand;
import dev.tenure.cli.ReleaseCommand;
import dev.tenure.cli.RepairCommand;
import dev.tenure.cli.ReserveCommand;
import dev.tenure.cli.StatusCommand;
import dev.tenure.cli.Surroundings;
import dev.tenure.cli.UnreserveCommand;
import dev.tenure.cli.VersionCommand;
import dev.tenure.cli.WaitCommand;
import dev.tenure.cli.completion.CompletionCommand;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Arguments in, exit code out. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.setProperty("java.util.logging.manager", LastingLogManager.class.getName());
        Logging.silenceGrpc();
        Surroundings surroundings = new Surroundings(
                stream(FileDescriptor.out),
                stream(FileDescriptor.err),
                System.getenv(),
                isTerminal(2),
                new Input(System.in, isTerminal(0)));
        Logging.start(surroundings.err());
        System.exit(new Cli(commands(), surroundings).run(args));
    }

    /** All that there are, in the order of the help. */
    static List<Command> commands() {
        return List.of(
                new AgentCommand(Main::vertx, new AgentProcess()),
                new StatusCommand(Main::vertx),
                new LeasesCommand(Main::vertx),
                new PoolCommand(Main::vertx),
                new WaitCommand(Main::vertx),
                new ReserveCommand(Main::vertx),
                new UnreserveCommand(Main::vertx),
                new ReleaseCommand(Main::vertx),
                new NetworkCommand(Main::vertx),
                new CheckCommand(Main::vertx),
                new RepairCommand(Main::vertx),
                new EtcdRoleCommand(),
                new CompletionCommand(() -> Cli.spec(commands())),
                new VersionCommand());
    }

    /** Few threads: the agent waits most of its life, and every thread is felt on every node. */
    private static Vertx vertx() {
        return Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(2)
                .setWorkerPoolSize(2)
                .setInternalBlockingPoolSize(1)
                // no copies of files, for which Vert.x wants a folder in /tmp: a container's root may be read-only
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false))
                // the usual 2 s is exceeded by loading classes on a busy host; after 10 s /livez speaks up, too
                .setBlockedThreadCheckInterval(5)
                .setBlockedThreadCheckIntervalUnit(TimeUnit.SECONDS)
                .setMaxEventLoopExecuteTime(10)
                .setMaxEventLoopExecuteTimeUnit(TimeUnit.SECONDS)
                .setWarningExceptionTime(30)
                .setWarningExceptionTimeUnit(TimeUnit.SECONDS));
    }

    /** By what /proc says of it: Java does not. */
    private static boolean isTerminal(int descriptor) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString()
                    .matches("/dev/(pts/|tty|console).*");
        } catch (IOException e) {
            return false;
        }
    }

    /** UTF-8 whatever the locale says: a container has none, and a log line may hold any letter. */
    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
