package dev.tenure.simulation;

/** Bugs that are planted to see that the invariants notice them. */
enum Plant {
    NONE,
    /** The answer to a claim forgets the keys that overlap it. */
    OVERLAPS_NOT_READ_BACK,
    /** A claim writes over whatever is there. */
    BLIND_CLAIM,
    /** A renewal is believed to last for ever. */
    NO_DEADLINE,
    /** A release deletes without looking. */
    BLIND_RELEASE,
    /** Grants that are not needed are not revoked. */
    GRANTS_LEAK,
    /** The watch drops some of what happens, and says nothing. */
    WATCH_LOSES_EVENTS
}
