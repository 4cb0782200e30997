package dev.tenure.agent;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A counter with one label. The label's values that are known beforehand stand at 0 from the start, so that a first event
 * shows as an increase; others appear when they happen, and past {@value #VALUES_MAX} values all count as
 * {@value #OTHER}. Thread-safe.
 */
final class LabelledCounter {
    /** More than any label of ours has, so it is reached only by a bug. */
    static final int VALUES_MAX = 32;

    static final String OTHER = "other";

    private final MeterRegistry meters;
    private final String name;
    private final String label;
    private final String description;

    /** Guarded by itself. */
    private final Map<String, Counter> counters = new TreeMap<>();

    LabelledCounter(MeterRegistry meters, String name, String label, String description, Collection<String> known) {
        this.meters = meters;
        this.name = name;
        this.label = label;
        this.description = description;
        known.forEach(this::counter);
    }

    void increment(String value) {
        counter(value).increment();
    }

    private Counter counter(String value) {
        synchronized (counters) {
            Counter known = counters.get(value);
            if (known != null) {
                return known;
            }
            String shown = counters.size() < VALUES_MAX ? value : OTHER;
            return counters.computeIfAbsent(shown, this::register);
        }
    }

    private Counter register(String value) {
        return Counter.builder(name).description(description).tag(label, value).register(meters);
    }

    Collection<? extends Meter> meters() {
        synchronized (counters) {
            return List.copyOf(counters.values());
        }
    }
}
