package dev.tenure;

import dev.tenure.agent.Agent;
import dev.tenure.bus.Topics;
import dev.tenure.http.MetricsText;
import dev.tenure.options.AgentOptions;
import dev.tenure.options.EtcdOptions;
import dev.tenure.registry.etcd.EtcdSettings;
import dev.tenure.registry.etcd.EtcdSubnetRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A whole agent as one verticle: takes this host's subnet lease and keeps it for as long as it is deployed.
 *
 * <pre>{@code
 * TenureVerticle tenure = new TenureVerticle(AgentOptions.defaults());
 * tenure.topics().tenancyChanged().consumer(vertx.eventBus(), status -> …);
 * vertx.deployVerticle(tenure);
 * }</pre>
 *
 * <p>Deployment succeeds as soon as all parts run, with or without etcd; the lease follows when there is one. Undeploying
 * keeps the lease (its grant lives on for its TTL) unless {@code release-on-stop} is set. The etcd client and the HTTP
 * server belong to this verticle and are closed with it.
 */
public final class TenureVerticle extends VerticleBase {
    private final AgentOptions options;
    private final Topics topics;
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    private Consumer<String> givesUp = reason -> {};
    private boolean isAlone;
    private @Nullable EtcdSubnetRegistry registry;
    private @Nullable Agent agent;

    public TenureVerticle(AgentOptions options) {
        this.options = options;
        this.topics = new Topics(options.busPrefix());
    }

    /** The addresses on the event bus at which this agent is heard and asked. */
    public Topics topics() {
        return topics;
    }

    /** What this agent measures. */
    public PrometheusMeterRegistry meters() {
        return meters;
    }

    /** Whom to tell, once, that the parts of the agent fail so often that it cannot go on; set before deployment. */
    public TenureVerticle onGiveUp(Consumer<String> listener) {
        givesUp = listener;
        return this;
    }

    /**
     * Nobody else is on this Vert.x: nothing is said as JSON, which would cost some ten megabytes beside ten thousand
     * leases. Set before deployment.
     */
    TenureVerticle alone() {
        isAlone = true;
        return this;
    }

    @Override
    public Future<?> start() {
        registry = new EtcdSubnetRegistry(vertx, etcdSettings(options.etcd()), meters);
        agent = new Agent(
                vertx,
                options,
                registry,
                new Agent.Meters(meters, version(), Optional.of(MetricsText.of(meters))),
                new SecureRandom().nextLong(),
                givesUp);
        if (!isAlone) {
            agent.mirrorAsJson();
        }
        // Vert.x does not call stop() after a start that failed
        return agent.start().recover(cause -> stop().transform(done -> Future.failedFuture(cause)));
    }

    private static String version() {
        String version = TenureVerticle.class.getPackage().getImplementationVersion();
        return version == null ? "unpackaged" : version;
    }

    /** Takes over those options that may change while the agent runs. */
    public void update(AgentOptions later) {
        EtcdSubnetRegistry running = registry;
        if (running != null) {
            EtcdSettings etcd = etcdSettings(later.etcd());
            running.useEndpointsOf(etcd);
            running.useLogin(etcd.user(), etcd.password());
        }
    }

    private EtcdSettings etcdSettings(EtcdOptions etcd) {
        return EtcdSettings.of(etcd).withDeadlinesFor(options.lease().ttl());
    }

    @Override
    public Future<?> stop() {
        if (agent != null) {
            agent.stop();
        }
        return registry == null ? Future.succeededFuture() : registry.close();
    }
}
