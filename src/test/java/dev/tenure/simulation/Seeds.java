package dev.tenure.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Many runs, as many at a time as there are cores. Each is one thread's alone and knows nothing of the others, so a seed says
 * the same alone as among thousands.
 */
final class Seeds {
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    /** What came of a seed. */
    record Failure(long seed, Throwable cause) {}

    private final long started = System.nanoTime();
    private final AtomicLong runs = new AtomicLong();
    private final AtomicLong hosts = new AtomicLong();
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong virtualMillis = new AtomicLong();

    /** Runs so many seeds until one fails; of those that do, the lowest. */
    Optional<Failure> run(long first, long count, Plant plant) {
        AtomicLong next = new AtomicLong(first);
        List<Failure> failures = Collections.synchronizedList(new ArrayList<>());
        Callable<Boolean> work = () -> {
            long end = first + count;
            for (long seed = next.getAndIncrement(); seed < end && failures.isEmpty(); seed = next.getAndIncrement()) {
                run(seed, plant).ifPresent(failures::add);
            }
            return true;
        };
        try (ExecutorService threads = Executors.newFixedThreadPool(CORES)) {
            for (Future<Boolean> done : threads.invokeAll(Collections.nCopies(CORES, work))) {
                done.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
        return failures.stream().min(Comparator.comparingLong(Failure::seed));
    }

    private Optional<Failure> run(long seed, Plant plant) {
        Simulation simulation = Simulation.of(seed, plant);
        try {
            simulation.run();
            return Optional.empty();
        } catch (Violation cause) {
            return Optional.of(new Failure(seed, cause));
        } catch (AssertionError | RuntimeException cause) {
            return Optional.of(new Failure(seed, new AssertionError("-Dtenure.seed=" + seed + ": it threw", cause)));
        } finally {
            runs.incrementAndGet();
            hosts.addAndGet(simulation.hosts.size());
            events.addAndGet(simulation.world.count());
            virtualMillis.addAndGet(simulation.world.nanos() / 1_000_000);
        }
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%,d seeds, %,d hosts, %,d events, %,d hours of virtual time, %.1f seconds",
                runs.get(),
                hosts.get(),
                events.get(),
                Duration.ofMillis(virtualMillis.get()).toHours(),
                (System.nanoTime() - started) / 1e9);
    }
}
