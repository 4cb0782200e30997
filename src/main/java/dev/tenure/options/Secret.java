package dev.tenure.options;

/** A text that must not reach a log, a message or a page: only {@link #reveal()} gives it. */
public record Secret(String reveal) {
    @Override
    public String toString() {
        return "(secret)";
    }
}
