package dev.tenure.operator;

/**
 * Something to know about a network config.
 *
 * @param field the field that it is about, {@code Backend.Type} for one inside; empty for the text as a whole
 * @param severity how much it matters
 * @param sentence what is the matter; one printable line
 * @param cure what to do about it; empty where nothing has to be done
 */
public record NetworkFinding(String field, Severity severity, String sentence, String cure) {}
