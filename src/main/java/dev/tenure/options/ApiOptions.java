package dev.tenure.options;

import static dev.tenure.options.OptionGroup.OUTPUT;
import static dev.tenure.options.Parsers.optional;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who may have the API write; nobody where both are null.
 *
 * @param tokenFile the file with the token for whoever asks over TCP; null for none
 * @param socket the Unix socket on which no token is asked for; null for none
 */
public record ApiOptions(@Nullable Path tokenFile, @Nullable Path socket) {
    public static final Option<Optional<Path>> TOKEN_FILE = Option.of(
            "api-token-file",
            OUTPUT,
            "path",
            "",
            optional(Parsers::path),
            "the path of a readable file",
            "File whose first line is the token with which the API may be told to write (Authorization: Bearer); not"
                    + " readable by everybody. Looked at again for every write. Without it nothing is written over"
                    + " TCP.");

    public static final Option<Optional<Path>> SOCKET = Option.of(
            "api-socket",
            OUTPUT,
            "path",
            "",
            optional(Parsers::socket),
            "the path of a Unix socket, 90 bytes at most",
            "Unix socket (mode 0600) to serve the API on as well; whoever may open it may write without a token.");
}
