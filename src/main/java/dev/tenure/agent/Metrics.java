package dev.tenure.agent;

import dev.tenure.bus.RegistryStatus;
import dev.tenure.envfile.EnvFileFailure;
import dev.tenure.health.HealthReport;
import dev.tenure.registry.RegistryFailure;
import dev.tenure.registry.Renewal;
import dev.tenure.tenancy.LossReason;
import dev.tenure.tenancy.Moment;
import dev.tenure.tenancy.RegistryView;
import dev.tenure.tenancy.TenancyStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The agent's metrics: a part says in one line what happened or how things stand. Names are micrometer's; a Prometheus
 * registry shows {@code tenure.lease.renewals} as {@code tenure_lease_renewals_total}.
 *
 * <p>Thread-safe: every part speaks from its own event loop, and a scrape reads from another thread. Nothing grows with
 * time, since each label has a bounded set of values. A registry serves one agent; {@link #close} takes the meters out of it
 * again, so that the agent can be deployed anew on the same one.
 */
public final class Metrics implements AutoCloseable {
    /** What in etcd could not be understood. */
    public enum Malformed {
        /** A key below {@code subnets/} that is not the key of a lease. */
        LEASE_KEY,
        /** The value of a lease. */
        LEASE_VALUE,
        /** The network config. */
        NETWORK_CONFIG;

        /** The kind as the label says it: {@code lease-key}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private static final List<String> RENEWALS =
            List.of("kept-alive", "still-reserved", "changed", "grant-gone", "failed");
    private static final List<String> CLAIMS = List.of("won", "refused", "failed", "grant-gone");
    private static final List<String> LOSSES =
            Arrays.stream(LossReason.values()).map(LossReason::label).toList();
    private static final List<String> CHECKS = Stream.of(
                    ViewCheck.Verdict.SAME, ViewCheck.Verdict.DIFFERENT, ViewCheck.Verdict.UNCLEAR)
            .map(ViewCheck.Verdict::label)
            .toList();
    private static final List<String> MALFORMED =
            Arrays.stream(Malformed.values()).map(Malformed::label).toList();

    /** The codes of {@link RegistryFailure} that a watch can end with. */
    private static final List<String> WATCH_ENDS = List.of(
            "unreachable",
            "tls-rejected",
            "unauthenticated",
            "permission-denied",
            "compacted",
            "replaced",
            "unexpected");

    /** The codes of {@link EnvFileFailure}. */
    private static final List<String> ENV_FILE_FAILURES = List.of(
            "read-only-file-system",
            "no-directory",
            "no-space",
            "permission-denied",
            "target-is-directory",
            "unexpected");

    /** A claim takes milliseconds where etcd is near, and minutes where rivals or outages are many. */
    private static final Duration[] CLAIM_BUCKETS = Stream.of(10, 30, 100, 300, 1_000, 3_000, 10_000, 60_000, 600_000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final AgentGauges gauges;
    private final PoolGauges pools;
    private final Timer claimDuration;
    private final Counter envInvalid;
    private final Counter clockJumps;
    private final Counter viewDifferences;
    private final Counter storeReplacements;
    private final LabelledCounter renewals;
    private final LabelledCounter claims;
    private final LabelledCounter losses;
    private final LabelledCounter watchRestarts;
    private final LabelledCounter viewChecks;
    private final LabelledCounter malformed;
    private final LabelledCounter envWriteErrors;
    private final LabelledCounter partRestarts;

    /**
     * Binds every meter.
     *
     * @param registry the agent's own, or that of the application that it runs in
     * @param version what {@code tenure_build_info} says
     * @param now the clock by which deadlines go
     * @param wallClock the clock by which timestamps go
     */
    public Metrics(MeterRegistry registry, String version, Supplier<Moment> now, InstantSource wallClock) {
        this.registry = registry;
        gauges = new AgentGauges(registry, version, now, wallClock);
        pools = new PoolGauges(registry);
        claimDuration = Timer.builder("tenure.lease.claim.duration")
                .description("From the wish for a subnet until it was ours")
                .serviceLevelObjectives(CLAIM_BUCKETS)
                .register(registry);
        envInvalid = counter("tenure.subnet.env.invalid", "Times that subnet.env could not be read or understood");
        clockJumps = counter("tenure.clock.jumps", "Jumps between the wall clock and the steady one");
        viewDifferences = counter("tenure.resync.diff", "Times that the watch had lost something; each is a bug");
        storeReplacements =
                counter("tenure.store.replaced", "Times that etcd was emptied, restored or another cluster");
        renewals = counter("tenure.lease.renewals", "outcome", "Looks at our own key", RENEWALS);
        claims = counter("tenure.lease.claims", "outcome", "Tries to create our key", CLAIMS);
        losses = counter("tenure.lease.losses", "reason", "Leases that are no longer ours", LOSSES);
        watchRestarts = counter("tenure.etcd.watch.restarts", "reason", "Watches opened anew", WATCH_ENDS);
        viewChecks = counter("tenure.resync.checks", "outcome", "Times that our view was compared with etcd", CHECKS);
        malformed = counter("tenure.malformed", "kind", "Things in etcd that made no sense", MALFORMED);
        envWriteErrors = counter(
                "tenure.subnet.env.write.errors",
                "code",
                "Times that subnet.env could not be written",
                ENV_FILE_FAILURES);
        partRestarts = counter("tenure.part.restarts", "part", "Parts that crashed and were started anew", List.of());
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    private LabelledCounter counter(String name, String label, String description, List<String> known) {
        return new LabelledCounter(registry, name, label, description, known);
    }

    /** The tenancy has changed. */
    public void tenancyIs(TenancyStatus status) {
        gauges.tenancyIs(status);
    }

    /** Health was judged just now; a deadline in it is kept without being told again. */
    public void healthIs(HealthReport report) {
        gauges.healthIs(report);
    }

    /** The network config is as {@code view} shows it now; what else that shows is too old to count. */
    public void networkIs(RegistryView view) {
        gauges.networkIsValid(view.isNetworkValid());
    }

    /** The registry is as {@code view} shows it now. Costs nothing until the next scrape. */
    public void viewIs(RegistryView view) {
        networkIs(view);
        pools.see(view);
    }

    /** The registry answers, or doesn't. */
    public void registryIs(RegistryStatus status) {
        gauges.registryIsUp(status.isUp());
    }

    /** Whether subnet.env says what it should. */
    public void subnetEnvIsInStep(boolean isInStep) {
        gauges.subnetEnvIsInStep(isInStep);
    }

    /** There are so many leases of other hosts. */
    public void peersAre(int count) {
        gauges.peersAre(count);
    }

    /** Nobody counts other hosts' leases. */
    void peersAreUnknown() {
        gauges.peersAre(Double.NaN);
    }

    /** A claim succeeded, so long after a subnet was first wanted. */
    public void claimWon(Duration sinceWanted) {
        claims.increment("won");
        claimDuration.record(sinceWanted);
    }

    /** A claim was refused: somebody was faster, or the network config had changed. */
    public void claimRefused() {
        claims.increment("refused");
    }

    /** A claim got no answer. */
    public void claimFailed() {
        claims.increment("failed");
    }

    /** A claim failed since its grant was gone. */
    public void claimGrantGone() {
        claims.increment("grant-gone");
    }

    /** A look at our own key was answered. */
    public void renewed(Renewal renewal) {
        renewals.increment(
                switch (renewal) {
                    case Renewal.KeptAlive kept -> "kept-alive";
                    case Renewal.StillReserved reserved -> "still-reserved";
                    case Renewal.Changed changed -> "changed";
                    case Renewal.GrantGone gone -> "grant-gone";
                });
    }

    /** A look at our own key was not answered. */
    public void renewalFailed() {
        renewals.increment("failed");
    }

    /** A lease is no longer ours. */
    public void lost(LossReason reason) {
        losses.increment(reason.label());
    }

    /** A watch was opened anew; {@code reason} is a failure's code or a fixed word of the program, never foreign text. */
    public void watchRestarted(String reason) {
        watchRestarts.increment(reason);
    }

    /** Something in etcd could not be understood. */
    public void malformed(Malformed what) {
        malformed.increment(what.label());
    }

    /** subnet.env could not be written. */
    public void subnetEnvWriteFailed(EnvFileFailure failure) {
        envWriteErrors.increment(failure.code());
    }

    /** subnet.env could not be read or understood. */
    public void subnetEnvInvalid() {
        envInvalid.increment();
    }

    /** The wall clock and the steady one no longer agree. */
    public void clockJumped() {
        clockJumps.increment();
    }

    /** Everything that happened up to this revision has been told to us, by a read or by the watch. */
    public void watchIsAt(long revision) {
        gauges.watchIsAt(revision);
    }

    /** etcd has said, in whatever answer, that it stands there. */
    public void storeIsAt(long revision) {
        gauges.storeIsAt(revision);
    }

    /** The store is another one than before. */
    public void storeWasReplaced() {
        storeReplacements.increment();
    }

    /** Our view was compared with the store. */
    void viewWasChecked(ViewCheck.Verdict verdict) {
        viewChecks.increment(verdict.label());
    }

    /** What the watch told and what etcd has differed. */
    public void viewDiffered() {
        viewDifferences.increment();
    }

    /** A part crashed and was started anew. */
    public void partRestarted(String part) {
        partRestarts.increment(part);
    }

    /** Takes every meter out of the registry. What is told afterwards is counted nowhere. */
    @Override
    public void close() {
        pools.unbindAll();
        gauges.meters().forEach(registry::remove);
        Stream.<Meter>of(claimDuration, envInvalid, clockJumps, viewDifferences, storeReplacements)
                .forEach(registry::remove);
        Stream.of(renewals, claims, losses, watchRestarts, viewChecks, malformed, envWriteErrors, partRestarts)
                .flatMap(counter -> counter.meters().stream())
                .forEach(registry::remove);
    }
}
