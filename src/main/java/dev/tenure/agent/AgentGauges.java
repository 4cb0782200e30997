package dev.tenure.agent;

import dev.tenure.health.HealthReport;
import dev.tenure.tenancy.Held;
import dev.tenure.tenancy.Moment;
import dev.tenure.tenancy.SpareGrant;
import dev.tenure.tenancy.TenancyState;
import dev.tenure.tenancy.TenancyStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** How things stand now, for {@link Metrics}. Every field is a value that its owner replaces as a whole. Thread-safe. */
final class AgentGauges {
    private static final List<String> STATES = List.of("waiting", "claiming", "holding", "doubtful", "lost", "stopped");

    private static final double MILLIS_PER_SECOND = 1000;

    /** Health, and the moment at which it was judged. */
    private record Judged(HealthReport report, Moment at) {
        /** True if the report still stands: the deadline can have passed since. */
        boolean isReady(Moment now) {
            return report.isReady()
                    && report.untilDeadline()
                            .map(left -> now.isBefore(at.plus(left)))
                            .orElse(true);
        }
    }

    private final MeterRegistry registry;
    private final Supplier<Moment> now;
    private final InstantSource wallClock;
    private final List<Meter> bound = new ArrayList<>();

    private volatile @Nullable TenancyState tenancy;
    private volatile @Nullable Judged health;
    private volatile boolean isNetworkValid;
    private volatile boolean isRegistryUp;
    private volatile boolean isSubnetEnvInStep;
    private volatile double peers;
    private volatile long watchRevision;
    private volatile long storeRevision;

    AgentGauges(MeterRegistry registry, String version, Supplier<Moment> now, InstantSource wallClock) {
        this.registry = registry;
        this.now = now;
        this.wallClock = wallClock;
        bindTenancy();
        bind("tenure.ready", "1 while this host may be used", gauges -> bit(gauges.isReady()));
        bind("tenure.network.config.valid", "1 if the network config in etcd works", gauges -> bit(isNetworkValid));
        bind("tenure.etcd.up", "1 if etcd answers", gauges -> bit(isRegistryUp));
        bind("tenure.watch.revision", "The revision up to which everything was told to us", gauges -> watchRevision);
        bind("tenure.store.revision", "The revision at which etcd stood when it last said so", gauges -> storeRevision);
        bind("tenure.peers", "Leases of other hosts; NaN with --peers=off", gauges -> peers);
        bind("tenure.subnet.env.in.step", "1 if subnet.env says what it should", gauges -> bit(isSubnetEnvInStep));
        bind("tenure.build.info", "1, with what is running", Tags.of("version", version), "", gauges -> 1);
    }

    private void bindTenancy() {
        STATES.forEach(state -> bind(
                "tenure.lease.state",
                "1 for the state in which the tenancy is",
                Tags.of("state", state),
                "",
                gauges -> bit(gauges.isState(state))));
        bind(
                "tenure.lease.expires.timestamp",
                "When the lease is no longer certainly ours; +Inf for a reservation, NaN where nothing is held",
                Tags.empty(),
                "seconds",
                AgentGauges::expires);
        bind(
                "tenure.lease.renewed.timestamp",
                "When the request was sent by which the grant was last made or kept alive; NaN where there is none",
                Tags.empty(),
                "seconds",
                AgentGauges::renewed);
        String conflicts = "Younger claims that overlap our lease: pending may still yield, standing did not";
        bind(
                "tenure.lease.conflicts",
                conflicts,
                Tags.of("kind", "pending"),
                "",
                gauges -> bit(gauges.hasRival(rival -> !rival.isSettled())));
        bind(
                "tenure.lease.conflicts",
                conflicts,
                Tags.of("kind", "standing"),
                "",
                gauges -> bit(gauges.hasRival(Held.Rival::isSettled)));
    }

    private void bind(String name, String description, ToDoubleFunction<AgentGauges> value) {
        bind(name, description, Tags.empty(), "", value);
    }

    private void bind(String name, String description, Tags tags, String unit, ToDoubleFunction<AgentGauges> value) {
        bound.add(Gauge.builder(name, this, value)
                .description(description)
                .tags(tags)
                .baseUnit(unit.isEmpty() ? null : unit)
                .strongReference(true)
                .register(registry));
    }

    void tenancyIs(TenancyStatus status) {
        tenancy = status.state();
    }

    void healthIs(HealthReport report) {
        health = new Judged(report, now.get());
    }

    void networkIsValid(boolean isValid) {
        isNetworkValid = isValid;
    }

    void registryIsUp(boolean isUp) {
        isRegistryUp = isUp;
    }

    void subnetEnvIsInStep(boolean isInStep) {
        isSubnetEnvInStep = isInStep;
    }

    void watchIsAt(long revision) {
        watchRevision = revision;
        storeRevision = Math.max(storeRevision, revision);
    }

    void storeIsAt(long revision) {
        storeRevision = revision;
    }

    void peersAre(double count) {
        peers = count;
    }

    List<Meter> meters() {
        return bound;
    }

    private boolean isState(String label) {
        TenancyState state = tenancy;
        return (state == null ? STATES.getFirst() : state.label()).equals(label);
    }

    private @Nullable Held held() {
        TenancyState state = tenancy;
        return state == null ? null : state.heldNow().orElse(null);
    }

    private double expires() {
        Held held = held();
        if (held == null) {
            return Double.NaN;
        }
        Moment deadline = held.deadline();
        return deadline == null ? Double.POSITIVE_INFINITY : onTheWall(deadline);
    }

    private double renewed() {
        Held held = held();
        SpareGrant kept = held == null ? null : held.kept();
        return kept == null ? Double.NaN : onTheWall(kept.sent());
    }

    private double onTheWall(Moment moment) {
        return wallClock.instant().plus(now.get().until(moment)).toEpochMilli() / MILLIS_PER_SECOND;
    }

    private boolean hasRival(Predicate<Held.Rival> test) {
        Held held = held();
        Held.Rival rival = held == null ? null : held.rival();
        return rival != null && test.test(rival);
    }

    private boolean isReady() {
        Judged judged = health;
        return judged != null && judged.isReady(now.get());
    }

    private static double bit(boolean is) {
        return is ? 1 : 0;
    }
}
