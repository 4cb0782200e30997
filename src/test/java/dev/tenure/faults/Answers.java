package dev.tenure.faults;

import java.util.Map;
import java.util.Optional;

/**
 * What one agent says now.
 *
 * @param ready whether it is ready; empty if it did not answer
 * @param peers the mod_revisions of the other hosts' leases that it knows, by key; empty if it did not answer
 */
record Answers(Optional<Boolean> ready, Optional<Map<String, Long>> peers) {}
