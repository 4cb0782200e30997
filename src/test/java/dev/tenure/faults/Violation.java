package dev.tenure.faults;

/**
 * Something that must never be, and was.
 *
 * @param invariant its short name, such as {@code I1}
 * @param sentence what, who, at which revisions and when
 */
record Violation(String invariant, String sentence) {
    @Override
    public String toString() {
        return invariant + ": " + sentence;
    }
}
