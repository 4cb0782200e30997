package dev.tenure.agent;

import dev.tenure.bus.JsonMirrors;
import dev.tenure.bus.Topics;
import dev.tenure.envfile.SubnetEnvFile;
import dev.tenure.http.MetricsText;
import dev.tenure.options.AgentOptions;
import dev.tenure.options.FollowPeers;
import dev.tenure.options.HookOptions;
import dev.tenure.options.LeaseOptions;
import dev.tenure.registry.OperatorRegistry;
import dev.tenure.tenancy.Chance;
import dev.tenure.tenancy.Tenancy;
import dev.tenure.tenancy.TenancySettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The parts of an agent, wired together. Every part is deployed from the context on which {@link #start} is called and goes
 * with it.
 */
public final class Agent {
    private final Vertx vertx;
    private final AgentOptions options;
    private final OperatorRegistry registry;
    private final Topics topics;
    private final AgentClock clock;
    private final Chance chance;
    private final TenancySettings settings;
    private final Metrics metrics;
    private final Supervisor supervisor;
    private final Optional<MetricsText> metricsText;
    private final WatchTimings timings;
    private final MeterRegistry meters;

    private @Nullable HookMetrics hookMetrics;

    /**
     * Where the agent's metrics go.
     *
     * @param registry holds the meters
     * @param version what {@code tenure_build_info} says
     * @param text what {@code /metrics} answers; empty where somebody else shows the meters
     */
    public record Meters(MeterRegistry registry, String version, Optional<MetricsText> text) {}

    /**
     * @param registry outlives the agent; its owner closes it
     * @param seed what this agent's chance begins with; two agents have different ones
     * @param givesUp hears, once, why the agent cannot go on
     */
    public Agent(
            Vertx vertx,
            AgentOptions options,
            OperatorRegistry registry,
            Meters meters,
            long seed,
            Consumer<String> givesUp) {
        this(vertx, options, registry, meters, seed, givesUp, WatchTimings.USUAL);
    }

    /** The same with other patience. */
    Agent(
            Vertx vertx,
            AgentOptions options,
            OperatorRegistry registry,
            Meters meters,
            long seed,
            Consumer<String> givesUp,
            WatchTimings timings) {
        this.vertx = vertx;
        this.options = options;
        this.registry = registry;
        this.topics = new Topics(options.busPrefix());
        this.clock = new AgentClock();
        this.chance = new Chance(seed);
        this.settings = settings(options.lease());
        this.metrics = new Metrics(meters.registry(), meters.version(), clock::now, InstantSource.system());
        this.metricsText = meters.text();
        this.meters = meters.registry();
        this.timings = timings;
        this.supervisor = new Supervisor(vertx, clock, chance, metrics, givesUp);
    }

    private static TenancySettings settings(LeaseOptions lease) {
        return new TenancySettings(
                TenancySettings.Mode.valueOf(lease.mode().name()),
                lease.ttl(),
                lease.renewMargin(),
                TenancySettings.Renumber.valueOf(lease.whenUnfit().name()),
                TenancySettings.Conflict.valueOf(lease.whenInConflict().name()),
                lease.peers() == FollowPeers.ON);
    }

    /** Everything that is said is said as JSON too, from now on. */
    public void mirrorAsJson() {
        JsonMirrors.install(vertx.eventBus(), topics, clock::now);
    }

    /** Deploys the parts, those that listen before those that speak. */
    public Future<Void> start() {
        SubnetEnvFile subnetEnv = new SubnetEnvFile(options.subnetFile());
        return supervisor
                .supervise(() -> new HealthVerticle(
                        topics,
                        Tenancy.starting(settings, chance).status(),
                        clock,
                        metrics,
                        new HttpServers(options.health(), options.api(), metricsText, registry),
                        settings.followsPeers()))
                .compose(up -> superviseHooks())
                .compose(up -> supervisor.supervise(
                        () -> new KeepAliveVerticle(topics, registry, settings, clock, chance, metrics)))
                .compose(up -> supervisor.supervise(() -> new TenancyVerticle(
                        topics, registry, settings, options.lease().releaseOnStop(), clock, chance, metrics)))
                .compose(up ->
                        supervisor.supervise(() -> new SubnetEnvVerticle(topics, subnetEnv, options.ipMasq(), metrics)))
                .compose(up -> supervisor.supervise(() -> new HostVerticle(topics, options.host())))
                .compose(up -> supervisor.supervise(() ->
                        new WatchVerticle(topics, registry, clock, chance, metrics, timings, settings.followsPeers())));
    }

    /** Nothing of hooks is even loaded where there are none. */
    private Future<Void> superviseHooks() {
        HookOptions hooks = options.hooks();
        if (hooks == null) {
            return Future.succeededFuture();
        }
        HookMetrics measured = new HookMetrics(meters);
        hookMetrics = measured;
        return supervisor.supervise(HookVerticle.maker(topics, hooks, options.ipMasq(), measured));
    }

    /** From now on a part that ends is not started again; to be called when they have ended. */
    public void stop() {
        supervisor.stop();
        metrics.close();
        if (hookMetrics != null) {
            hookMetrics.close();
        }
    }

    public Topics topics() {
        return topics;
    }

    /** The clock by which deadlines are to be read. */
    public AgentClock clock() {
        return clock;
    }
}
