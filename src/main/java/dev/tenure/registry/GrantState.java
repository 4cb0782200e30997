package dev.tenure.registry;

import java.time.Duration;

/**
 * How a grant stood at one moment.
 *
 * @param left how long it would live on if nobody kept it alive; zero if etcd is about to end it
 * @param granted how long it lives from each time it is kept alive
 * @param keys how many keys hang on it, below our prefix or not
 */
public record GrantState(Duration left, Duration granted, int keys) {
    /** True where nothing would go with it. */
    public boolean isUnused() {
        return keys == 0;
    }
}
