package dev.tenure.admin;

/** Hears how far something has come, on the registry's context. */
@FunctionalInterface
public interface Progress {
    /** For those who don't ask. */
    Progress NONE = (done, total) -> {};

    /** So many of so many are done. */
    void at(int done, int total);
}
