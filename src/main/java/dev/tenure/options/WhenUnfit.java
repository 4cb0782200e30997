package dev.tenure.options;

/** What a host does when the network config changes so that its subnet no longer fits ({@code --renumber}). */
public enum WhenUnfit {
    /** Claims a subnet that fits, writes it, then releases the old one. */
    MOVE,
    /** Keeps the old one and reports it. */
    HOLD
}
