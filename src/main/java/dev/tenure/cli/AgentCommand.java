package dev.tenure.cli;

import dev.tenure.options.IgnoredOptions;
import dev.tenure.options.Option;
import dev.tenure.options.Options;
import dev.tenure.options.OptionsResult;
import dev.tenure.options.OptionsSource;
import io.vertx.core.Vertx;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code tenure agent}: reads the options and hands them to the {@link AgentRunner}. */
public final class AgentCommand implements Command {
    private static final System.Logger LOG = System.getLogger("dev.tenure.cli");
    private static final long OPTIONS_WAIT_SECONDS = 30;

    private final Supplier<Vertx> vertx;
    private final AgentRunner runner;

    /** {@code vertx} is asked once for each run; its answer is closed when the run is over. */
    public AgentCommand(Supplier<Vertx> vertx, AgentRunner runner) {
        this.vertx = vertx;
        this.runner = runner;
    }

    @Override
    public String name() {
        return "agent";
    }

    @Override
    public Topic topic() {
        return Topic.HOST;
    }

    @Override
    public String summary() {
        return "Take this host's subnet lease, keep it and write subnet.env, until stopped.";
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create();
        Options.ALL.forEach(option -> spec.addOption(optionSpec(option)));
        IgnoredOptions.all()
                .forEach((name, shape) ->
                        spec.addOption(optionSpec(name, shape).hidden(true).build()));
        spec.addOption(Cli.versionOption());
        return spec;
    }

    /** Texts only: what they mean is for the option's own parser to say, whatever source they come from. */
    static OptionSpec optionSpec(Option<?> option) {
        return optionSpec(option.name(), option.shape())
                .description(option.description())
                .paramLabel(option.valueName())
                .completionCandidates(option.choices())
                .build();
    }

    private static OptionSpec.Builder optionSpec(String name, Option.Shape shape) {
        OptionSpec.Builder builder =
                OptionSpec.builder("--" + name, "-" + name).type(List.class).auxiliaryTypes(String.class);
        return shape == Option.Shape.SWITCH ? builder.arity("0..1").fallbackValue("true") : builder.arity("1");
    }

    @Override
    public String help() {
        return HelpText.agent();
    }

    @Override
    public int run(ParseResult given, Surroundings surroundings) {
        Optional<String> swallowed = swallowedOption(given);
        if (swallowed.isPresent()) {
            return surroundings
                    .usageError(Cli.unknownOption(swallowed.get(), given.commandSpec()))
                    .number();
        }
        return run(flags(given), surroundings);
    }

    @Override
    public OptionalInt runPlain(List<String> args, Surroundings surroundings) {
        return PlainArguments.read(args)
                .map(flags -> OptionalInt.of(run(flags, surroundings)))
                .orElse(OptionalInt.empty());
    }

    private int run(Map<String, List<String>> flags, Surroundings surroundings) {
        try (OwnVertx own = new OwnVertx(vertx.get())) {
            OptionsSource source = new OptionsSource(own.vertx(), flags, surroundings.environment());
            return switch (OwnVertx.await(source.load(), OPTIONS_WAIT_SECONDS)) {
                case OptionsResult.Bad bad ->
                    surroundings.usageError(bad.sentence()).number();
                case OptionsResult.Good good -> start(own.vertx(), source, good);
            };
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the options could not be read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.FOUND_OR_FAILED.number();
        }
    }

    private int start(Vertx own, OptionsSource source, OptionsResult.Good good) {
        Logging.level(good.options().logLevel());
        good.warnings().forEach(warning -> LOG.log(Level.WARNING, warning));
        return runner.run(own, source, good);
    }

    /** The parser takes {@code --foo} in {@code --ip-masq --foo} for a value; no switch has a value like that. */
    private static Optional<String> swallowedOption(ParseResult given) {
        return given.matchedOptionsSet().stream()
                .filter(option -> option.arity().min() == 0 && option.typeInfo().isCollection())
                .flatMap(option -> texts(option).stream())
                .filter(text -> text.startsWith("-"))
                .findFirst();
    }

    private static List<String> texts(OptionSpec option) {
        return List.<String>copyOf(option.getValue());
    }

    /** The texts given for each option, by its name without dashes. */
    static Map<String, List<String>> flags(ParseResult given) {
        Map<String, List<String>> flags = new HashMap<>();
        for (OptionSpec option : given.matchedOptionsSet()) {
            flags.put(option.longestName().substring(2), texts(option));
        }
        return flags;
    }
}
