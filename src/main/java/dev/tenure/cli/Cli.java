package dev.tenure.cli;

import dev.tenure.options.NearMiss;
import dev.tenure.options.Option;
import dev.tenure.options.Options;
import dev.tenure.options.OptionsReader;
import dev.tenure.options.Shown;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** From arguments to a command and its exit code; whatever is wrong with the arguments is one line on stderr. */
public final class Cli {
    private static final System.Logger LOG = System.getLogger("dev.tenure.cli");
    private static final String HELP = "help";

    private final List<Command> commands;
    private final Surroundings surroundings;

    public Cli(List<Command> commands, Surroundings surroundings) {
        this.commands = List.copyOf(commands);
        this.surroundings = surroundings;
    }

    /** Runs what {@code args} ask for and gives the exit code; throws nothing. */
    public int run(String... args) {
        try {
            OptionalInt done = runPlain(List.of(args));
            return done.isPresent() ? done.getAsInt() : runParsed(args);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "Tenure ends on a bug; please report it with what follows", e);
            return ExitCode.FOUND_OR_FAILED.number();
        }
    }

    private OptionalInt runPlain(List<String> args) {
        if (args.isEmpty()) {
            return OptionalInt.empty();
        }
        return commands.stream()
                .filter(command -> command.name().equals(args.getFirst()))
                .findFirst()
                .map(command -> command.runPlain(args.subList(1, args.size()), surroundings))
                .orElse(OptionalInt.empty());
    }

    private int runParsed(String... args) {
        try {
            Set<String> words = Set.copyOf(Arrays.asList(args));
            // the options of all others, which every start of an agent would make, nobody can have typed
            ParseResult parsed =
                    parser(commands, command -> words.contains(command.name())).parseArgs(args);
            return parsed.hasSubcommand()
                    ? runCommand(parsed.subcommand())
                    : withoutCommand(parsed).number();
        } catch (ParameterException e) {
            return surroundings.usageError(sentence(e, args)).number();
        }
    }

    static OptionSpec versionOption() {
        return OptionSpec.builder("--version", "-version")
                .versionHelp(true)
                .type(boolean.class)
                .arity("0")
                .build();
    }

    private static OptionSpec helpOption() {
        return OptionSpec.builder("--help", "-help", "-h")
                .usageHelp(true)
                .type(boolean.class)
                .arity("0")
                .build();
    }

    /** The whole parser of a program with these commands; shells and manual are told from it what there is. */
    public static CommandSpec spec(List<Command> commands) {
        return parser(commands, every -> true).getCommandSpec();
    }

    /** What {@code tenure help} prints. */
    public static String overview(List<Command> commands) {
        return HelpText.overview(commands);
    }

    /** @param withOptions for which commands it knows more than their names */
    static CommandLine parser(List<Command> commands, Predicate<Command> withOptions) {
        CommandLine root = new CommandLine(CommandSpec.create().name("tenure"));
        root.getCommandSpec().addOption(helpOption()).addOption(versionOption());
        commands.forEach(command -> add(command, root, withOptions));
        CommandSpec help = CommandSpec.create().addOption(helpOption());
        help.usageMessage().description(HelpText.HELP_SUMMARY);
        help.addPositional(PositionalParamSpec.builder()
                .index("0..*")
                .arity("0..*")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .completionCandidates(commands.stream().map(Command::name).toList())
                .build());
        root.addSubcommand(HELP, new CommandLine(help));
        // -iface is one option, as in Go, not five; and an argument that begins with @ is not a file
        return root.setPosixClusteredShortOptionsAllowed(false)
                .setExpandAtFiles(false)
                .setInterpolateVariables(false)
                .setOverwrittenOptionsAllowed(true)
                .setUnmatchedOptionsAllowedAsOptionParameters(true);
    }

    private static void add(Command command, CommandLine parent, Predicate<Command> withOptions) {
        boolean isWhole = withOptions.test(command);
        CommandSpec spec = (isWhole ? command.spec() : CommandSpec.create()).addOption(helpOption());
        spec.usageMessage().description(command.summary());
        CommandLine line = new CommandLine(spec);
        if (isWhole) {
            command.below().forEach(below -> add(below, line, withOptions));
        }
        parent.addSubcommand(command.name(), line);
    }

    private ExitCode withoutCommand(ParseResult parsed) {
        if (parsed.isVersionHelpRequested()) {
            surroundings.out().println(Version.ofThisBuild());
            return ExitCode.GOOD;
        }
        if (parsed.isUsageHelpRequested()) {
            surroundings.out().print(HelpText.overview(commands));
            return ExitCode.GOOD;
        }
        return surroundings.usageError("no command: expected " + String.join(", ", names(commands, HELP))
                + "; \"tenure agent\" runs the agent, \"tenure help\" tells more");
    }

    private int runCommand(ParseResult typed) {
        if (typed.commandSpec().name().equals(HELP)) {
            return help(typed.matchedPositionalValue(0, List.of())).number();
        }
        Command command = named(typed, commands);
        ParseResult parsed = typed;
        while (parsed.hasSubcommand() && !parsed.isUsageHelpRequested()) {
            parsed = parsed.subcommand();
            command = named(parsed, command.below());
        }
        if (parsed.isUsageHelpRequested()) {
            surroundings.out().print(command.help());
            return ExitCode.GOOD.number();
        }
        if (parsed.isVersionHelpRequested()) {
            surroundings.out().println(Version.ofThisBuild());
            return ExitCode.GOOD.number();
        }
        return command.run(parsed, surroundings);
    }

    private static Command named(ParseResult parsed, List<Command> among) {
        String name = parsed.commandSpec().name();
        return among.stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private ExitCode help(List<String> path) {
        String text = HelpText.overview(commands);
        List<Command> among = commands;
        List<String> names = names(commands, HELP);
        for (String name : path) {
            Optional<Command> command =
                    among.stream().filter(each -> each.name().equals(name)).findFirst();
            if (command.isEmpty()) {
                return surroundings.usageError(unknownCommand(name, names));
            }
            text = command.get().help();
            among = command.get().below();
            names = names(among);
        }
        surroundings.out().print(text);
        return ExitCode.GOOD;
    }

    private static List<String> names(List<Command> commands, String... more) {
        return Stream.concat(commands.stream().map(Command::name), Stream.of(more))
                .toList();
    }

    /** Names what is expected; where nothing is, it is one argument too many. */
    static String unknownCommand(String typed, Collection<String> names) {
        return "unknown command " + Shown.quoted(typed) + ": expected "
                + (names.isEmpty() ? "nothing more" : String.join(", ", names))
                + NearMiss.of(typed, names)
                        .map(near -> "; did you mean " + near + "?")
                        .orElse("");
    }

    private String sentence(ParameterException e, String[] args) {
        CommandSpec spec = e.getCommandLine().getCommandSpec();
        return switch (e) {
            case UnmatchedArgumentException unmatched -> {
                String typed = unmatched.getUnmatched().get(0);
                if (!typed.startsWith("-")) {
                    yield spec.subcommands().isEmpty()
                            ? "unexpected argument " + stray(typed, args) + ": expected options of "
                                    + spec.qualifiedName()
                            : unknownCommand(typed, spec.subcommands().keySet());
                }
                yield unknownOption(typed, spec);
            }
            case MissingParameterException missing
            when !missing.getMissing().isEmpty() && missing.getMissing().get(0) instanceof OptionSpec option ->
                option.longestName() + " has no value (command line): expected " + expected(option);
            default -> Shown.quoted(String.valueOf(e.getMessage())) + ": see \"tenure help\"";
        };
    }

    static String unknownOption(String typed, CommandSpec spec) {
        List<String> names = spec.optionsMap().keySet().stream()
                .filter(name -> name.startsWith("--"))
                .map(name -> name.substring(2))
                .toList();
        String unknown = OptionsReader.unknownFlag(typed, names);
        String cure = isRoot(spec)
                ? "options stand behind the command, as in \"tenure agent --iface=eth0\""
                : "\"" + spec.qualifiedName().replaceFirst(" ", " " + HELP + " ") + "\" lists all";
        return unknown + (unknown.endsWith("?") ? " " : "; ") + cure;
    }

    /** What stands alone behind an unquoted password is a part of it. */
    private static String stray(String typed, String[] args) {
        boolean afterPassword = Arrays.stream(args).anyMatch(arg -> arg.startsWith("-") && arg.contains("etcd-pass"));
        return afterPassword ? "(not shown, it may be a secret)" : Shown.quoted(typed);
    }

    private static boolean isRoot(CommandSpec spec) {
        return spec.parent() == null;
    }

    private static String expected(OptionSpec option) {
        return Options.ALL.stream()
                .filter(known -> known.flag().equals(option.longestName()))
                .findFirst()
                .map(Option::expected)
                .orElse("a value");
    }
}
