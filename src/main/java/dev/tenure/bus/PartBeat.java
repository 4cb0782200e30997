package dev.tenure.bus;

/**
 * A part's event loop has turned.
 *
 * @param part the part's name
 */
public record PartBeat(String part) {}
