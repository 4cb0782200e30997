package dev.tenure.bus;

/** A wish to turn this host's lease into a reservation. */
public record Reserve() {}
