package dev.tenure.simulation;

import dev.tenure.tenancy.TenancySettings;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What kind of world a seed gives. Most are small, since small ones find most bugs in the least time; some are large.
 *
 * @param hosts how many there are at the beginning
 * @param flannelds how many hosts run flanneld
 * @param settings the same for every host
 * @param troubles what can happen in the bad time; none for a world in which everybody only starts at once
 * @param steps how many things happen in it
 * @param lossOneIn one call in this many is lost; 0 for none
 * @param busTroubleOneIn one message on a bus in this many; 0 for none
 * @param isTight true if the pool has fewer subnets than there are hosts while times are bad
 * @param flanneldStays true if flanneld runs on when times are good again
 */
record Shape(
        int hosts,
        int flannelds,
        TenancySettings settings,
        Set<Trouble.Kind> troubles,
        int steps,
        int lossOneIn,
        int busTroubleOneIn,
        boolean isTight,
        boolean flanneldStays) {
    private static final int LARGE = 100;

    static Shape of(World world) {
        int hosts = hosts(world);
        boolean isLarge = hosts >= LARGE;
        Duration ttl = world.oneOf(List.of(
                Duration.ofSeconds(15),
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                isLarge ? Duration.ofSeconds(60) : Duration.ofHours(24)));
        var settings = new TenancySettings(
                TenancySettings.Mode.LEASE,
                ttl,
                Duration.ofMinutes(60),
                world.isOneIn(8) ? TenancySettings.Renumber.HOLD : TenancySettings.Renumber.MOVE,
                world.oneOf(List.of(TenancySettings.Conflict.values())));
        boolean isRough = !world.isOneIn(8);
        return new Shape(
                hosts,
                isRough && world.isOneIn(3) ? 1 + world.below(4) : 0,
                settings,
                isRough ? troubles(world) : Set.of(),
                isRough ? (isLarge ? 30 : 40 + world.below(120)) : 0,
                world.oneOf(List.of(0, 3, 20, 100)),
                isRough ? world.oneOf(List.of(0, 0, 10, 100)) : 0,
                world.isOneIn(3),
                world.isOneIn(2));
    }

    private static int hosts(World world) {
        int size = world.below(200);
        if (size == 0) {
            return 200 + world.below(201);
        }
        return size < 3 ? LARGE + world.below(100) : size < 30 ? 9 + world.below(32) : 2 + world.below(7);
    }

    /** Each world has its own mix, so that one kind of trouble does not always drown another. */
    private static Set<Trouble.Kind> troubles(World world) {
        Set<Trouble.Kind> kinds = EnumSet.of(Trouble.Kind.START);
        for (Trouble.Kind kind : Trouble.Kind.values()) {
            if (world.isOneIn(2)) {
                kinds.add(kind);
            }
        }
        return kinds;
    }
}
