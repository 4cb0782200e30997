package dev.tenure.options;

import java.nio.file.Path;
import java.util.Map;

/**
 * What stood in the file of options.
 *
 * @param path where it was read, for messages
 * @param entries option names and texts, unchecked
 */
public record ConfigFile(Path path, Map<String, String> entries) {
    public ConfigFile {
        entries = Map.copyOf(entries);
    }

    /** The path alone: an entry may be a secret. */
    @Override
    public String toString() {
        return path.toString();
    }
}
