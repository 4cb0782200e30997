package dev.tenure.cli.completion;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What a shell needs to know, from what the parser knows: both are the same by construction. Pure. */
final class CommandReader {
    /** What the help calls a value that is the name of a file or a folder. */
    private static final Set<String> FILES = Set.of("path", "file", "FILE|-", "dir");

    private CommandReader() {}

    static CommandWords read(CommandSpec spec) {
        return read(spec, "");
    }

    private static CommandWords read(CommandSpec spec, String path) {
        List<CommandWords> below = spec.subcommands().entrySet().stream()
                .map(entry -> read(
                        entry.getValue().getCommandSpec(),
                        path.isEmpty() ? entry.getKey() : path + " " + entry.getKey()))
                .toList();
        Optional<Values> argument =
                spec.positionalParameters().stream().findFirst().map(CommandReader::values);
        return new CommandWords(path, summary(spec.usageMessage().description()), options(spec), argument, below);
    }

    private static List<OptionWords> options(CommandSpec spec) {
        return spec.options().stream()
                .filter(option -> !option.hidden())
                .map(CommandReader::option)
                .sorted(Comparator.comparing(option -> option.names().getFirst()))
                .toList();
    }

    private static OptionWords option(OptionSpec option) {
        Optional<Values> values = option.arity().max() == 0 ? Optional.empty() : Optional.of(values(option));
        boolean isValueOptional = option.arity().max() > 0 && option.arity().min() == 0;
        return new OptionWords(
                names(option),
                summary(option.description()),
                values,
                isValueOptional,
                option.isMultiValue() && !isValueOptional);
    }

    /** {@code -iface} works but is for those who come from flanneld; what is offered is {@code --iface}. */
    private static List<String> names(OptionSpec option) {
        return Stream.of(option.names())
                .filter(name -> name.startsWith("--") || name.length() == 2)
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    private static Values values(ArgSpec arg) {
        @Nullable Iterable<String> candidates = arg.completionCandidates();
        List<String> words = candidates == null
                ? List.of()
                : StreamSupport.stream(candidates.spliterator(), false).toList();
        if (!words.isEmpty()) {
            return new Values.OneOf(words);
        }
        return FILES.contains(arg.paramLabel()) ? new Values.Files() : new Values.Unknown();
    }

    /** What stands before the first full stop, colon or semicolon: a shell has one line for it. */
    private static String summary(String[] description) {
        return String.join(" ", description).split("[.:;](?= |$)", 2)[0];
    }
}
