package dev.tenure.bus;

/** A wish to give this host's lease back. */
public record Release() {}
