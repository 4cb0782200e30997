package dev.tenure.simulation;

import java.time.Duration;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/** Virtual time and chance: everything that happens in a run is one of these events, in an order that the seed gives. */
final class World {
    private static final int EVENTS_MAX = 100_000_000;

    private record Event(long atNanos, long number, Runnable what) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(atNanos, other.atNanos);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    final long seed;
    private final SplittableRandom random;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long nowNanos;
    private long count;

    World(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
    }

    /** Nanoseconds since the beginning, by the one clock that is right. */
    long nanos() {
        return nowNanos;
    }

    /** How many events there were. */
    long count() {
        return count;
    }

    void after(Duration pause, Runnable what) {
        after(pause.toNanos(), what);
    }

    void after(long pauseNanos, Runnable what) {
        events.add(new Event(nowNanos + Math.max(0, pauseNanos), count++, what));
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

    /** Anything between the two, to the nanosecond. */
    Duration between(Duration least, Duration most) {
        return least.plusNanos(random.nextLong(most.minus(least).toNanos() + 1));
    }

    double between(double least, double most) {
        return random.nextDouble(least, most);
    }

    long number() {
        return random.nextLong();
    }
}
