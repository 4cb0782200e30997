package dev.tenure.operator;

import java.util.Locale;

/** How much a finding matters. */
public enum Severity {
    /** It does not work, or two hosts are in each other's way. */
    ERROR,
    /** Most likely a mistake, or something that will get in somebody's way. */
    WARNING,
    /** Good to know. */
    NOTICE;

    /** As programs see it: {@code warning}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
