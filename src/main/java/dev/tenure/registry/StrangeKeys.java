package dev.tenure.registry;

import java.util.List;

/**
 * The keys below {@code subnets/} that are not the key of a lease. They mean nothing to us, but they are there, so whoever
 * counts keys has to know of them.
 *
 * @param names their last parts in etcd's order, cut and made printable, at most {@value #NAMES_MAX}
 * @param count how many there are
 * @param newest the highest mod_revision among them, 0 if there are none
 */
public record StrangeKeys(List<String> names, long count, long newest) {
    /** How many are named; there may be any number of them. */
    public static final int NAMES_MAX = 20;

    public StrangeKeys {
        names = List.copyOf(names);
    }
}
