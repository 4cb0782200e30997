package dev.tenure.cli;

import dev.tenure.options.NearMiss;
import dev.tenure.options.Option;
import dev.tenure.options.Options;
import dev.tenure.options.OptionsReader;
import dev.tenure.options.Shown;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** From arguments to a command and its exit code; whatever is wrong with the arguments is one line on stderr. */
public final class Cli {
    private static final System.Logger LOG = System.getLogger("dev.tenure.cli");

    private final List<Command> commands;
    private final Surroundings surroundings;

    public Cli(List<Command> commands, Surroundings surroundings) {
        this.commands = List.copyOf(commands);
        this.surroundings = surroundings;
    }

    /** Runs what {@code args} ask for and gives the exit code; throws nothing. */
    public int run(String... args) {
        try {
            ParseResult parsed = parser().parseArgs(args);
            return parsed.hasSubcommand()
                    ? runCommand(parsed.subcommand())
                    : withoutCommand(parsed).number();
        } catch (ParameterException e) {
            return surroundings.usageError(sentence(e, args)).number();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "Tenure ends on a bug; please report it with what follows", e);
            return ExitCode.FOUND_OR_FAILED.number();
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

    private CommandLine parser() {
        CommandLine root = new CommandLine(CommandSpec.create().name("tenure"));
        root.getCommandSpec().addOption(helpOption()).addOption(versionOption());
        for (Command command : commands) {
            root.addSubcommand(command.name(), new CommandLine(command.spec().addOption(helpOption())));
        }
        CommandSpec help = CommandSpec.create().addOption(helpOption());
        help.addPositional(CommandLine.Model.PositionalParamSpec.builder()
                .index("0")
                .arity("0..1")
                .type(String.class)
                .build());
        root.addSubcommand("help", new CommandLine(help));
        // -iface is one option, as in Go, not five; and an argument that begins with @ is not a file
        return root.setPosixClusteredShortOptionsAllowed(false)
                .setExpandAtFiles(false)
                .setInterpolateVariables(false)
                .setOverwrittenOptionsAllowed(true)
                .setUnmatchedOptionsAllowedAsOptionParameters(true);
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
        return surroundings.usageError("no command: expected " + String.join(", ", names())
                + "; \"tenure agent\" runs the agent, \"tenure help\" tells more");
    }

    private int runCommand(ParseResult parsed) {
        String name = parsed.commandSpec().name();
        if (name.equals("help")) {
            return help(parsed.matchedPositionalValue(0, "")).number();
        }
        Command command = commands.stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow();
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

    private ExitCode help(String name) {
        if (name.isEmpty()) {
            surroundings.out().print(HelpText.overview(commands));
            return ExitCode.GOOD;
        }
        for (Command command : commands) {
            if (command.name().equals(name)) {
                surroundings.out().print(command.help());
                return ExitCode.GOOD;
            }
        }
        return surroundings.usageError(unknownCommand(name));
    }

    private List<String> names() {
        List<String> names =
                new ArrayList<>(commands.stream().map(Command::name).toList());
        names.add("help");
        return names;
    }

    private String unknownCommand(String typed) {
        return "unknown command " + Shown.quoted(typed) + ": expected " + String.join(", ", names())
                + NearMiss.of(typed, names())
                        .map(near -> "; did you mean " + near + "?")
                        .orElse("");
    }

    private String sentence(ParameterException e, String[] args) {
        CommandSpec spec = e.getCommandLine().getCommandSpec();
        String command = spec.name();
        return switch (e) {
            case UnmatchedArgumentException unmatched -> {
                String typed = unmatched.getUnmatched().get(0);
                if (!typed.startsWith("-")) {
                    yield isRoot(spec)
                            ? unknownCommand(typed)
                            : "unexpected argument " + stray(typed, args) + ": expected options of tenure " + command;
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
                : "\"tenure help " + spec.name() + "\" lists all";
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
