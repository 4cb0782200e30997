package dev.tenure.cli;

import dev.tenure.options.LogLevel;
import dev.tenure.options.Option;
import dev.tenure.options.Options;
import dev.tenure.options.OptionsResult;
import dev.tenure.options.OptionsSource;
import dev.tenure.registry.RegistryException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/**
 * A command for operators. It reaches etcd as the agent of this host does: by the same options, variables and file. What is
 * typed wrong is one line and exit code 2 before anything is done; an etcd that gives no answer is one line and exit code 3; a
 * stack trace is a bug.
 */
public abstract class OperatorCommand implements Command {
    static final CommandOption OUTPUT = CommandOption.choice(
                    "output", List.of("table", "json"), "For people or for programs. Default: table")
            .withLetter("o");
    static final CommandOption DRY_RUN = CommandOption.toggle("dry-run", "Say what would be done, and do nothing.");

    private static final long OPTIONS_WAIT_SECONDS = 30;
    private static final long CLOSE_WAIT_MILLIS = 500;

    private static final List<Option<?>> ETCD = List.of(
            Options.ETCD_ENDPOINTS,
            Options.ETCD_PREFIX,
            Options.ETCD_KEYFILE,
            Options.ETCD_CERTFILE,
            Options.ETCD_CAFILE,
            Options.ETCD_USERNAME,
            Options.ETCD_PASSWORD,
            Options.ETCD_PASSWORD_FILE);

    private final Supplier<Vertx> vertx;

    /** {@code vertx} is asked once for each run; its answer is closed when the run is over. */
    OperatorCommand(Supplier<Vertx> vertx) {
        this.vertx = vertx;
    }

    /** What a command does once its arguments are understood; every request ends, and so does the future. */
    @FunctionalInterface
    interface Job {
        Future<Answer> run(Session session);
    }

    /** Its own options, beside those that all of them have. */
    abstract List<CommandOption> ownOptions();

    /** What stands alone behind the command, as in the help: {@code [SUBNET]}; empty if nothing may. */
    String arguments() {
        return "";
    }

    int argumentsMax() {
        return arguments().isEmpty() ? 0 : 1;
    }

    /** Which options of the agent it takes on its command line beside those about etcd. */
    List<Option<?>> hostOptions() {
        return List.of();
    }

    /** How long one request to etcd may take, unless it is said. */
    Duration timeoutDefault() {
        return Duration.ofSeconds(5);
    }

    /** What that time is for. */
    String timeoutMeaning() {
        return "How long etcd may take for each request.";
    }

    /** False for a command to which etcd means nothing. */
    boolean asksEtcd() {
        return true;
    }

    private CommandOption timeout() {
        return CommandOption.value(
                "timeout", "duration", timeoutMeaning() + " Default: " + DurationWords.of(timeoutDefault()));
    }

    /** A paragraph or more on what it does, for the help. */
    abstract String description();

    /** What exit code 1 means here, as the end of "1 …". */
    abstract String oneMeans();

    /** A few lines that really run. */
    abstract List<String> examples();

    /** Understands what was typed; nothing is done yet. */
    abstract Job job(Given given) throws UsageError;

    /** All that it takes of its own and of the agent's, for help, completion and manual. */
    final List<CommandOption> allOwnOptions() {
        return Stream.concat(ownOptions().stream(), Stream.of(OUTPUT, timeout()))
                .toList();
    }

    final List<Option<?>> agentOptions() {
        List<Option<?>> all = new ArrayList<>(hostOptions());
        all.addAll(asksEtcd() ? ETCD : List.of());
        all.add(Options.CONFIG);
        return all;
    }

    @Override
    public Topic topic() {
        return Topic.NETWORK;
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create();
        allOwnOptions().forEach(option -> spec.addOption(option.spec()));
        agentOptions().forEach(option -> spec.addOption(AgentCommand.optionSpec(option)));
        if (argumentsMax() > 0) {
            spec.addPositional(PositionalParamSpec.builder()
                    // without an index a list takes whatever else stands there, too
                    .index("0.." + (argumentsMax() - 1))
                    .arity("0.." + argumentsMax())
                    .paramLabel(arguments())
                    .type(List.class)
                    .auxiliaryTypes(String.class)
                    .build());
        }
        return spec;
    }

    @Override
    public String help() {
        return HelpText.of(this);
    }

    @Override
    public int run(ParseResult parsed, Surroundings surroundings) {
        Logging.level(LogLevel.ERROR);
        try {
            Given given = new Given(parsed, surroundings.in());
            Output output = given.word(OUTPUT)
                    .map(word -> Output.valueOf(word.toUpperCase(Locale.ROOT)))
                    .orElse(Output.TABLE);
            Duration timeout = given.duration(timeout()).orElse(timeoutDefault());
            Job job = job(given);
            return run(job, agentFlags(parsed), timeout, output, surroundings).number();
        } catch (UsageError e) {
            return surroundings.usageError(e.sentence()).number();
        }
    }

    private ExitCode run(
            Job job, Map<String, List<String>> flags, Duration timeout, Output output, Surroundings surroundings) {
        try (OwnVertx own = new OwnVertx(vertx.get())) {
            OptionsSource source = new OptionsSource(own.vertx(), flags, surroundings.environment());
            return switch (OwnVertx.await(source.load(), OPTIONS_WAIT_SECONDS)) {
                case OptionsResult.Bad bad -> surroundings.usageError(bad.sentence());
                case OptionsResult.Good good ->
                    run(job, new Session(own.vertx(), good.options(), timeout, output, surroundings), surroundings);
            };
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("a command could not be run to its end", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.FOUND_OR_FAILED;
        }
    }

    private static ExitCode run(Job job, Session session, Surroundings surroundings)
            throws ExecutionException, InterruptedException {
        try {
            Answer answer =
                    job.run(session).toCompletionStage().toCompletableFuture().get();
            surroundings.out().print(PlainText.lines(answer.out()));
            answer.notes().forEach(surroundings::complain);
            return answer.code();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RegistryException known) {
                surroundings.complain(known.failure().sentence());
                return ExitCode.ETCD_UNREACHABLE;
            }
            if (e.getCause() instanceof HostUnknown unknown) {
                surroundings.complain(String.valueOf(unknown.getMessage()));
                return ExitCode.FOUND_OR_FAILED;
            }
            throw e;
        } finally {
            close(session);
        }
    }

    /** Nothing is under way by now, so what does not close at once ends with the process. */
    private static void close(Session session) throws InterruptedException {
        try {
            session.close().toCompletionStage().toCompletableFuture().get(CLOSE_WAIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            System.getLogger("dev.tenure.cli").log(System.Logger.Level.DEBUG, "etcd's client did not close in time", e);
        }
    }

    private Map<String, List<String>> agentFlags(ParseResult parsed) {
        Map<String, List<String>> flags = new HashMap<>();
        for (Option<?> option : agentOptions()) {
            OptionSpec given = parsed.matchedOption(option.flag());
            if (given != null) {
                flags.put(option.name(), new ArrayList<>(given.<List<String>>getValue()));
            }
        }
        return flags;
    }
}
