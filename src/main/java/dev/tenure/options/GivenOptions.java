package dev.tenure.options;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All texts that could set an option, by source.
 *
 * @param flags option names without dashes, each with every value given for it, in order
 * @param environment all variables of the process
 * @param file null where there is none
 */
public record GivenOptions(
        Map<String, List<String>> flags,
        Map<String, String> environment,
        @Nullable ConfigFile file) {
    public GivenOptions {
        flags = Map.copyOf(flags);
        environment = Map.copyOf(environment);
    }

    /** Only flags, one value each. */
    public static GivenOptions ofFlags(Map<String, String> flags) {
        Map<String, List<String>> lists = new HashMap<>();
        flags.forEach((name, text) -> lists.put(name, List.of(text)));
        return new GivenOptions(lists, Map.of(), null);
    }

    public GivenOptions withFile(@Nullable ConfigFile other) {
        return new GivenOptions(flags, environment, other);
    }

    /** Names only: any value may be a secret. */
    @Override
    public String toString() {
        return "flags " + flags.keySet() + ", file " + file;
    }
}
