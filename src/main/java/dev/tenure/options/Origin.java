package dev.tenure.options;

import java.nio.file.Path;

/** Where a value came from; the strongest source first. */
sealed interface Origin {
    /** Lower is stronger. */
    default int rank() {
        return switch (this) {
            case Flag flag -> 0;
            case Environment environment -> 1;
            case File file -> 2;
            case Default byDefault -> 3;
        };
    }

    record Flag() implements Origin {
        @Override
        public String toString() {
            return "command line";
        }
    }

    record Environment(String variable) implements Origin {
        @Override
        public String toString() {
            return "environment variable " + variable;
        }
    }

    record File(Path path, String key) implements Origin {
        @Override
        public String toString() {
            return Shown.path(path) + ":" + key;
        }
    }

    record Default() implements Origin {
        @Override
        public String toString() {
            return "default";
        }
    }
}
