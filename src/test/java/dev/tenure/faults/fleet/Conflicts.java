package dev.tenure.faults.fleet;

import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.LeaseCodec;
import dev.tenure.live.Operator;
import dev.tenure.subnet.SubnetKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Which keys of hosts of ours overlapped keys of others, and for how long: looks at etcd again and again in a thread of its
 * own, as somebody who routes by it would.
 */
final class Conflicts implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(100);

    private final Operator etcd;
    private final Predicate<String> isOurs;
    private final Map<String, Conflict> open = new HashMap<>();
    private final List<Conflict> all = new ArrayList<>();
    private final Thread looking;
    private volatile boolean isOver;

    /**
     * Two claims on the same addresses.
     *
     * @param ours our host's key
     * @param theirs the other's
     * @param isOursYounger true if ours came later, so that it has to go
     * @param isReserved true if ours is a reservation, which stays
     * @param seenNanos when it was seen first
     * @param lastNanos when it was seen last
     */
    record Conflict(
            String ours, String theirs, boolean isOursYounger, boolean isReserved, long seenNanos, long lastNanos) {
        Duration lasted() {
            return Duration.ofNanos(lastNanos - seenNanos);
        }

        Conflict seenAgain(long nanos) {
            return new Conflict(ours, theirs, isOursYounger, isReserved, seenNanos, nanos);
        }

        @Override
        public String toString() {
            return ours + (isReserved ? " (reserved)" : "") + (isOursYounger ? " younger than " : " older than ")
                    + theirs + " for " + lasted().toMillis() + " ms";
        }
    }

    private record Key(SubnetKey key, Operator.Stored stored, boolean isOurs) {}

    /** @param isOurs true for the public IP of a host of ours */
    Conflicts(Operator etcd, Predicate<String> isOurs) {
        this.etcd = etcd;
        this.isOurs = isOurs;
        looking = Thread.ofPlatform().name("conflicts").start(this::run);
    }

    private void run() {
        while (!isOver) {
            look();
            java.util.concurrent.locks.LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private void look() {
        List<Key> keys = new ArrayList<>();
        etcd.leases()
                .forEach((text, stored) -> SubnetKey.parse(text)
                        .ifPresent(key -> keys.add(new Key(key, stored, isOurs.test(publicIp(stored))))));
        long now = System.nanoTime();
        Map<String, Conflict> still = new HashMap<>();
        for (Key ours : keys) {
            for (Key theirs : keys) {
                if (ours.isOurs()
                        && !theirs.isOurs()
                        && ours.key().subnet().overlaps(theirs.key().subnet())) {
                    Conflict found = conflict(ours, theirs, now);
                    String name = found.ours()
                            + ours.stored().createRevision()
                            + found.theirs()
                            + theirs.stored().createRevision();
                    still.put(name, open.getOrDefault(name, found).seenAgain(now));
                }
            }
        }
        synchronized (all) {
            open.forEach((name, conflict) -> {
                if (!still.containsKey(name)) {
                    all.add(conflict);
                }
            });
            open.clear();
            open.putAll(still);
        }
    }

    private static Conflict conflict(Key ours, Key theirs, long now) {
        return new Conflict(
                ours.key().text(),
                theirs.key().text(),
                ours.stored().createRevision() > theirs.stored().createRevision(),
                ours.stored().grant() == 0,
                now,
                now);
    }

    static String publicIp(Operator.Stored stored) {
        return LeaseCodec.decode(stored.value().getBytes(StandardCharsets.UTF_8)) instanceof HostAttributes attributes
                ? attributes.publicIp().toString()
                : "";
    }

    /** Those that are over, and those that are not yet. */
    List<Conflict> seen() {
        synchronized (all) {
            List<Conflict> seen = new ArrayList<>(all);
            seen.addAll(open.values());
            return seen;
        }
    }

    @Override
    public void close() {
        isOver = true;
        try {
            looking.join();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }
}
