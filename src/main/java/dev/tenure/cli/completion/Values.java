package dev.tenure.cli.completion;

import java.util.List;

/** What may stand where an option or a command expects a value. */
sealed interface Values {
    /** A shell can't know: an address, a name, a number. */
    record Unknown() implements Values {}

    record Files() implements Values {}

    record OneOf(List<String> words) implements Values {
        public OneOf {
            words = List.copyOf(words);
        }
    }
}
