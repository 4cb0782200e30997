package dev.tenure.faults;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one agent says now.
 *
 * @param ready whether it is ready; empty if it did not answer
 * @param peers the mod_revisions of the other hosts' leases that it knows, by key; empty if it did not answer
 * @param leftovers what a write that was cut off has left beside its file
 */
record Answers(Optional<Boolean> ready, Optional<Map<String, Long>> peers, List<String> leftovers) {
    Answers {
        leftovers = List.copyOf(leftovers);
    }

    /** Nobody answers. */
    static Answers none() {
        return new Answers(Optional.empty(), Optional.empty(), List.of());
    }

    Answers withLeftovers(List<String> found) {
        return new Answers(ready, peers, found);
    }
}
