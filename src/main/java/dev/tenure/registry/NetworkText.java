package dev.tenure.registry;

/**
 * The network config exactly as it stands in etcd, with the fields that Tenure has no use for: what an operator changes and
 * puts back.
 *
 * @param value its text, whatever it is
 * @param modRevision etcd's mod_revision of it
 */
public record NetworkText(String value, long modRevision) {}
