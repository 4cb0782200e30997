package dev.tenure.agent;

import dev.tenure.bus.Peers;
import dev.tenure.bus.Topics;
import dev.tenure.health.HealthReport;
import dev.tenure.lease.SubnetLease;
import dev.tenure.live.Patience;
import dev.tenure.options.AgentOptions;
import dev.tenure.registry.InMemoryRegistry;
import dev.tenure.registry.InMemoryStore;
import dev.tenure.registry.OperatorRegistry;
import dev.tenure.tenancy.TenancyCommand;
import dev.tenure.tenancy.TenancyFact;
import dev.tenure.tenancy.TenancyStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One agent on a registry in memory, as one verticle; asked as everybody can ask it. */
final class RingHost {
    static final Duration USUAL = Duration.ofSeconds(30);

    final Topics topics;
    final List<String> givenUp = new CopyOnWriteArrayList<>();
    final List<TenancyStatus> tenancies = new CopyOnWriteArrayList<>();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private final Vertx vertx;
    private final InMemoryStore store;
    private final AgentOptions options;
    private @Nullable InMemoryRegistry registry;
    private UnaryOperator<OperatorRegistry> network = registry -> registry;
    private WatchTimings timings = WatchTimings.USUAL;
    private String id = "";

    RingHost(Vertx vertx, InMemoryStore store, Path subnetEnv, Map<String, String> more) {
        this.vertx = vertx;
        this.store = store;
        Map<String, String> all =
                new HashMap<>(Map.of("iface", "lo", "healthz-port", "0", "subnet-file", subnetEnv.toString()));
        all.putAll(more);
        options = AgentOptions.of(all);
        topics = new Topics(options.busPrefix());
        topics.tenancyChanged().consumer(vertx.eventBus(), tenancies::add);
    }

    private final class Whole extends VerticleBase {
        @Override
        public Future<?> start() {
            InMemoryRegistry made = InMemoryRegistry.on(vertx, store);
            registry = made;
            return new Agent(
                            vertx,
                            options,
                            network.apply(made),
                            new Agent.Meters(meters, "test", Optional.empty()),
                            7,
                            givenUp::add,
                            timings)
                    .start();
        }
    }

    /** Puts something between the agent and its registry. */
    RingHost through(UnaryOperator<OperatorRegistry> between) {
        network = between;
        return this;
    }

    RingHost with(WatchTimings other) {
        timings = other;
        return this;
    }

    RingHost start() {
        id = await(vertx.deployVerticle(new Whole()));
        return this;
    }

    void stop() {
        await(vertx.undeploy(id));
    }

    InMemoryRegistry registry() {
        InMemoryRegistry made = registry;
        if (made == null) {
            throw new IllegalStateException("not started");
        }
        return made;
    }

    void tell(TenancyFact fact) {
        topics.facts().publish(vertx.eventBus(), fact);
    }

    void command(TenancyCommand command) {
        topics.commands().publish(vertx.eventBus(), command);
    }

    TenancyStatus tenancy() {
        return await(topics.tenancyQuery().request(vertx.eventBus(), new Topics.Ask()));
    }

    HealthReport health() {
        return await(topics.healthQuery().request(vertx.eventBus(), new Topics.Ask()));
    }

    List<SubnetLease> peers() {
        return await(topics.peersQuery().request(vertx.eventBus(), new Topics.Ask()))
                .leases();
    }

    /** The same; nobody too while the part that would say so is being replaced. */
    List<SubnetLease> peersNow() {
        return await(topics.peersQuery()
                .request(vertx.eventBus(), new Topics.Ask())
                .map(Peers::leases)
                .otherwise(List.of()));
    }

    /** True if it is ready now; false too while the part that would say so is being replaced. */
    boolean isReady() {
        return await(topics.healthQuery()
                        .request(vertx.eventBus(), new Topics.Ask())
                        .map(HealthReport::isReady)
                        .otherwise(false))
                && tenancyNow().flatMap(TenancyStatus::lease).isPresent();
    }

    Optional<TenancyStatus> tenancyNow() {
        return await(topics.tenancyQuery()
                .request(vertx.eventBus(), new Topics.Ask())
                .map(Optional::of)
                .otherwise(Optional.empty()));
    }

    /** How often something was counted, whatever the labels that are not named. */
    double count(String meter, String... tags) {
        return meters.find(meter).tags(tags).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    /** How often it has looked whether its view is what the store has, and found this. */
    double looks(String outcome) {
        return count("tenure.resync.checks", "outcome", outcome);
    }

    double gauge(String meter) {
        return meters.get(meter).gauge().value();
    }

    /** The lease with which it is ready; a part that is just being replaced may hold none a moment after it was. */
    SubnetLease awaitReady() {
        AtomicReference<@Nullable SubnetLease> held = new AtomicReference<>();
        until("ready", h -> {
            held.set(h.tenancyNow().flatMap(TenancyStatus::lease).orElse(null));
            return held.get() != null && h.isReady();
        });
        return Objects.requireNonNull(held.get());
    }

    void until(String what, Predicate<RingHost> holds) {
        Patience.until(what, USUAL, () -> holds.test(this), this::story);
    }

    private String story() {
        return tenancyNow() + "\n" + tenancies;
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("no answer", e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }
}
