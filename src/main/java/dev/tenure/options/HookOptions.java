package dev.tenure.options;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Which programs of the operator run when this host's subnet comes, changes or goes.
 *
 * @param directory every executable file in it is run
 * @param timeout how long each of them may take: 1 s to an hour
 */
public record HookOptions(Path directory, Duration timeout) {
    public static final Option<Optional<Path>> DIRECTORY = Option.of(
            "hook-dir",
            OptionGroup.HOOKS,
            "path",
            "",
            Parsers.optional(Parsers::path),
            "the path of a directory",
            "Directory of executables to run, in the order of their names, when the subnet is acquired, changed or"
                    + " lost. A name has letters, digits, - and _ only, so no 10-routes.sh. Without it none run.");

    public static final Option<Duration> TIMEOUT = Option.of(
            "hook-timeout",
            OptionGroup.HOOKS,
            "duration",
            "30s",
            Parsers.one(Parsers.duration(Duration.ofSeconds(1), Duration.ofHours(1))),
            "a duration from 1s to 1h, such as 30s or 2m",
            "How long each of them may take before it is ended.");
}
