package dev.tenure.cli;

import dev.tenure.lease.HostIdentity;
import dev.tenure.operator.InputText;
import dev.tenure.operator.MalformedInput;
import dev.tenure.options.DurationText;
import dev.tenure.subnet.Subnet;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ParseResult;

/** What was typed behind an operators' command, read by the option's own rule. */
final class Given {
    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofHours(24);

    private final ParseResult parsed;
    private final Input in;

    Given(ParseResult parsed, Input in) {
        this.parsed = parsed;
        this.in = in;
    }

    /** True for a switch that is on, or an option that has a value. */
    boolean has(CommandOption option) {
        return parsed.hasMatchedOption(option.flag());
    }

    Optional<String> text(CommandOption option) {
        return Optional.ofNullable(parsed.matchedOptionValue(option.flag(), (String) null));
    }

    /** One of the words that the option takes. */
    Optional<String> word(CommandOption option) throws UsageError {
        Optional<String> text = text(option);
        if (text.isPresent() && !option.values().contains(text.get())) {
            throw UsageError.of(option, text.get(), words(option.values()));
        }
        return text;
    }

    private static String words(List<String> values) {
        return String.join(", ", values.subList(0, values.size() - 1)) + " or " + values.getLast();
    }

    Optional<Duration> duration(CommandOption option) throws UsageError {
        Optional<String> text = text(option);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(DurationText.parse(text.get(), LEAST, MOST)
                .orElseThrow(
                        () -> UsageError.of(option, text.get(), "a duration from 1s to 24h, such as 5s, 90s or 10m")));
    }

    /** What stands alone, in order. */
    List<String> arguments() {
        return parsed.matchedPositionalsSet().stream()
                .flatMap(positional -> positional.stringValues().stream())
                .toList();
    }

    /** The text of a file, or of what is piped in where its name is a dash. Blocks. */
    String file(String name, int bytesMax) throws UsageError {
        return InputFile.read(name, in, bytesMax);
    }

    /** The subnet that stands alone, if there is one. */
    Optional<Subnet> subnet() throws UsageError {
        List<String> arguments = arguments();
        return arguments.isEmpty() ? Optional.empty() : Optional.of(subnet(arguments.getFirst()));
    }

    static Subnet subnet(String text) throws UsageError {
        try {
            return InputText.subnet(text);
        } catch (MalformedInput e) {
            throw new UsageError(String.valueOf(e.getMessage()));
        }
    }

    static HostIdentity host(CommandOption option, String text) throws UsageError {
        try {
            return InputText.host(text);
        } catch (MalformedInput e) {
            throw new UsageError(option.flag() + " " + e.getMessage());
        }
    }
}
