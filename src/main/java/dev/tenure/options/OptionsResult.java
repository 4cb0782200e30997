package dev.tenure.options;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of reading the options: a usable set or one sentence for the operator. */
public sealed interface OptionsResult {
    /**
     * A usable set.
     *
     * @param options typed and checked
     * @param warnings sentences for the log, one line each, about what has no effect
     * @param values the same by option, to tell what changed
     * @param file the file that some of them may stand in; null where none was there
     */
    record Good(
            AgentOptions options,
            List<String> warnings,
            OptionValues values,
            @Nullable Path file) implements OptionsResult {
        public Good {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * A usage error.
     *
     * @param sentence one printable line that names option, value, source and what was expected; never a secret
     */
    record Bad(String sentence) implements OptionsResult {}
}
