package dev.tenure.cli.completion;

import java.util.List;
import java.util.Optional;

/**
 * One option as a shell sees it.
 *
 * @param names every way to write it that is worth offering, such as {@code --output} and {@code -o}
 * @param summary what it does, in a few words
 * @param values what it takes; empty for a flag that takes nothing
 * @param isValueOptional true if a value can only stand behind {@code =}
 * @param isRepeatable true if it may be given again
 */
record OptionWords(
        List<String> names, String summary, Optional<Values> values, boolean isValueOptional, boolean isRepeatable) {
    OptionWords {
        names = List.copyOf(names);
    }

    /** True if the next word is its value. */
    boolean takesNextWord() {
        return values.isPresent() && !isValueOptional;
    }
}
