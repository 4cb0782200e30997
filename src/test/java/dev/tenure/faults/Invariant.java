package dev.tenure.faults;

import java.util.List;

/** A rule that holds whatever happened, as a small program over what was recorded. Pure. */
@FunctionalInterface
interface Invariant {
    /** Everything in the evidence that breaks the rule; what it cannot tell for certain it lets pass. */
    List<Violation> violations(Evidence evidence);
}
