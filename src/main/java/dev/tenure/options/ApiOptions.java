package dev.tenure.options;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Who may have the API write; nobody where both are null.
 *
 * @param tokenFile the file with the token for whoever asks over TCP; null for none
 * @param socket the Unix socket on which no token is asked for; null for none
 */
public record ApiOptions(@Nullable Path tokenFile, @Nullable Path socket) {}
