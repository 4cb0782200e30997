package dev.tenure.operator;

import dev.tenure.subnet.IpFamily;
import java.util.Locale;
import java.util.Optional;

/**
 * What a network config does to the room of one family, while hosts that move hold the old and the new for a moment.
 *
 * @param family the family
 * @param before the pool as it is used now; empty where the family is off
 * @param after the pool of the new network config with what is in etcd now; empty where the family will be off
 * @param wanted how many hosts need another subnet of this family
 * @param freeAtOnce how many are free while nobody has moved
 * @param freeInTheEnd how many there are for those who move, once each of them has released what it had
 */
public record Capacity(
        IpFamily family,
        Optional<PoolUse> before,
        Optional<PoolUse> after,
        long wanted,
        long freeAtOnce,
        long freeInTheEnd) {
    /** Whether everybody finds room. */
    public enum Room {
        /** Nobody needs any. */
        NOT_NEEDED,
        /** All can move at once. */
        AT_ONCE,
        /** All find a subnet, but some have to wait until others have released theirs; they hold the old one meanwhile. */
        BY_TURNS,
        /** Some find none. */
        TOO_SMALL;

        /** As programs see it: {@code by-turns}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Whether everybody who needs another subnet finds one. */
    public Room room() {
        return wanted == 0
                ? Room.NOT_NEEDED
                : wanted <= freeAtOnce ? Room.AT_ONCE : wanted <= freeInTheEnd ? Room.BY_TURNS : Room.TOO_SMALL;
    }

    /** How many hosts find no subnet. */
    public long missing() {
        return Math.max(0, wanted - Math.max(freeAtOnce, freeInTheEnd));
    }
}
