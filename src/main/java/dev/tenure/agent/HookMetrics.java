package dev.tenure.agent;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What is measured about hooks; only where there are any. Every label stands at 0 from the start. Thread-safe. */
final class HookMetrics implements AutoCloseable {
    private final MeterRegistry registry;
    private final Map<HookEvent.Kind, Map<HookProcess.Outcome, Counter>> runs = new EnumMap<>(HookEvent.Kind.class);
    private final Timer duration;

    HookMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (HookEvent.Kind kind : HookEvent.Kind.values()) {
            Map<HookProcess.Outcome, Counter> ofKind = new EnumMap<>(HookProcess.Outcome.class);
            for (HookProcess.Outcome outcome : HookProcess.Outcome.values()) {
                ofKind.put(
                        outcome,
                        Counter.builder("tenure.hook.runs")
                                .description("Hooks that were run")
                                .tag("event", kind.label())
                                .tag("outcome", outcome.label())
                                .register(registry));
            }
            runs.put(kind, ofKind);
        }
        duration = Timer.builder("tenure.hook.duration")
                .description("From the start of a hook to its end")
                .register(registry);
    }

    /** A hook has ended. */
    void ran(HookEvent.Kind kind, HookProcess.Outcome outcome, Duration took) {
        Objects.requireNonNull(Objects.requireNonNull(runs.get(kind)).get(outcome))
                .increment();
        duration.record(took);
    }

    /** Takes the meters out of the registry. */
    @Override
    public void close() {
        List<Meter> meters = new ArrayList<>(List.of(duration));
        runs.values().forEach(ofKind -> meters.addAll(ofKind.values()));
        meters.forEach(registry::remove);
    }
}
