package dev.tenure.simulation;

import dev.tenure.tenancy.Moment;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/** Virtual time and chance: everything that happens in a run is one of these events, in an order that the seed gives. */
final class World {
    private static final int EVENTS_MAX = 5_000_000;

    private record Event(long atNanos, long number, Runnable what) {}

    final long seed;
    private final Random random;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::atNanos).thenComparingLong(Event::number));
    private long nowNanos = 1_000_000_000L;
    private long count;

    World(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
    }

    Moment now() {
        return new Moment(nowNanos);
    }

    void after(Duration pause, Runnable what) {
        events.add(new Event(nowNanos + Math.max(0, pause.toNanos()), count++, what));
    }

    /** Lets everything happen that is due in this time. */
    void runFor(Duration duration) {
        long end = nowNanos + duration.toNanos();
        while (!events.isEmpty() && events.element().atNanos() <= end) {
            Event next = events.remove();
            nowNanos = next.atNanos();
            next.what().run();
            if (count > EVENTS_MAX) {
                throw new AssertionError("more than " + EVENTS_MAX + " events: somebody turns in circles");
            }
        }
        nowNanos = end;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    boolean isOneIn(int count) {
        return random.nextInt(count) == 0;
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    Duration between(int leastMillis, int mostMillis) {
        return Duration.ofMillis(leastMillis + random.nextInt(mostMillis - leastMillis + 1));
    }

    long number() {
        return random.nextLong();
    }
}
