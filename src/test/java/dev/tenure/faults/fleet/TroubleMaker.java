package dev.tenure.faults.fleet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/** Makes one random fault after another and lets them overlap, from one thread; what it did it writes down. */
final class TroubleMaker {
    /** Finds a fault that can be made while these targets are in trouble already. */
    interface Source {
        Optional<Trouble> next(RandomGenerator random, Set<String> busy);
    }

    private record Running(Trouble trouble, long endNanos) {}

    private final Source source;
    private final RandomGenerator random;
    private final Duration pauseMax;
    private final long startNanos = System.nanoTime();
    private final PriorityQueue<Running> running = new PriorityQueue<>(Comparator.comparingLong(Running::endNanos));
    private final Set<String> busy = new HashSet<>();
    private final List<String> log = new ArrayList<>();
    private int count;

    /** @param pauseMax the longest time between two faults */
    TroubleMaker(Source source, RandomGenerator random, Duration pauseMax) {
        this.source = source;
        this.random = random;
        this.pauseMax = pauseMax;
    }

    /** Makes trouble for so long, then ends all of it. */
    void makeTrouble(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        long next = System.nanoTime();
        while (System.nanoTime() < end) {
            if (System.nanoTime() >= next) {
                source.next(random, Collections.unmodifiableSet(busy)).ifPresent(this::begin);
                next = System.nanoTime() + random.nextLong(pauseMax.toNanos());
            }
            endWhatIsDue(System.nanoTime());
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
        endWhatIsDue(Long.MAX_VALUE);
    }

    private void begin(Trouble trouble) {
        count++;
        note(trouble.toString());
        trouble.begin().run();
        if (!trouble.lasts().isZero()) {
            busy.addAll(trouble.targets());
            running.add(new Running(trouble, System.nanoTime() + trouble.lasts().toNanos()));
        }
    }

    private void endWhatIsDue(long nanos) {
        while (!running.isEmpty() && running.peek().endNanos() <= nanos) {
            Trouble over = running.remove().trouble();
            note("over: " + over.name());
            over.end().run();
            busy.removeAll(over.targets());
        }
    }

    private void note(String what) {
        log.add(String.format(Locale.ROOT, "%8.3f s  %s", (System.nanoTime() - startNanos) / 1e9, what));
    }

    /** How many faults it has made. */
    int count() {
        return count;
    }

    /** Everything it did, in order. */
    String log() {
        return String.join("\n", log);
    }
}
