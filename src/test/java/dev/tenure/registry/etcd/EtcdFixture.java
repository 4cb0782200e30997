package dev.tenure.registry.etcd;

import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.HostIdentity;
import dev.tenure.lease.SubnetLease;
import dev.tenure.registry.RegistryException;
import dev.tenure.registry.RegistryFailure;
import dev.tenure.registry.SubnetWrite;
import dev.tenure.registry.WriteOutcome;
import dev.tenure.subnet.IpAddress;
import dev.tenure.subnet.SubnetKey;
import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;

/** Registries on real etcds, and patience with an end. */
abstract class EtcdFixture {
    static final String PREFIX = "/coreos.com/network";
    static final String CONFIG = "{\"Network\":\"10.5.0.0/16\",\"Backend\":{\"Type\":\"vxlan\"}}";

    /** Everything a little faster than an agent would have it. */
    static final EtcdTimings FAST = new EtcdTimings(
            Duration.ofSeconds(1),
            Duration.ofMillis(200),
            Duration.ofMillis(400),
            Duration.ofSeconds(4),
            Duration.ofMillis(200));

    /** The deadline of impatient registries; longer than a machine that stands still for a while takes for a first request. */
    static final Duration TIMEOUT = Duration.ofSeconds(4);

    /** What such a machine may add to a time that we measure; less than another {@link #TIMEOUT}. */
    static final Duration SLACK = Duration.ofSeconds(3);

    /** For what comes soon and is not measured. */
    static final Duration SOON = Duration.ofSeconds(30);

    final Vertx vertx = Vertx.vertx();
    final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final List<AutoCloseable> closing = new ArrayList<>();

    /** Closes it when the case is over. */
    <T extends AutoCloseable> T closing(T resource) {
        closing.add(resource);
        return resource;
    }

    EtcdSubnetRegistry open(EtcdSettings settings) {
        return open(settings, FAST);
    }

    EtcdSubnetRegistry open(EtcdSettings settings, EtcdTimings timings) {
        Future<EtcdSubnetRegistry> opened = Future.future(promise -> vertx.getOrCreateContext()
                .runOnContext(now -> promise.complete(new EtcdSubnetRegistry(vertx, settings, timings, meters))));
        EtcdSubnetRegistry registry = await(opened);
        closing.add(() -> await(registry.close()));
        return registry;
    }

    static EtcdSettings settings(String... endpoints) {
        return EtcdSettings.of(List.of(endpoints), PREFIX).withRequestTimeout(Duration.ofSeconds(10));
    }

    /** For cases that wait for a deadline. */
    static EtcdSettings impatient(String... endpoints) {
        return settings(endpoints).withRequestTimeout(TIMEOUT);
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable resource : closing.reversed()) {
            resource.close();
        }
        await(vertx.close());
    }

    static <T> T await(Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("no answer came", e);
        }
    }

    static RegistryFailure failureOf(Future<?> future) {
        try {
            throw new AssertionError("expected a failure, but the answer was " + await(future));
        } catch (RegistryException e) {
            return e.failure();
        }
    }

    /** Asks again, with a short pause, until an answer comes; how long that took. */
    Duration untilAnswered(Supplier<Future<?>> call, Duration max) {
        long start = System.nanoTime();
        awaitThat(
                "an answer of etcd",
                max,
                () -> await(call.get().map(true).recover(e -> Future.succeededFuture(false))));
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Looks again every 50 ms. */
    void awaitThat(String what, Duration max, BooleanSupplier is) {
        long deadline = System.nanoTime() + max.toNanos();
        while (!is.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited in vain for " + what);
            }
            await(vertx.timer(50, TimeUnit.MILLISECONDS));
        }
    }

    /** How often a counter went up; its name as in the Prometheus text, without {@code _total}. */
    double count(String name, String... tags) {
        return meters.find(name.replace('_', '.')).tags(tags).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    SubnetLease held(EtcdSubnetRegistry registry, String keyText) {
        WriteOutcome outcome = await(registry.grant(Duration.ofHours(1))
                .compose(grant -> registry.write(new SubnetWrite.Create(key(keyText), host(), grant.id(), 0))));
        if (outcome instanceof WriteOutcome.Applied applied) {
            return applied.lease().orElseThrow();
        }
        throw new AssertionError("the write was " + outcome);
    }

    static SubnetKey key(String text) {
        return SubnetKey.parse(text).orElseThrow();
    }

    static HostAttributes host() {
        return HostAttributes.of(
                new HostIdentity(IpAddress.parse("192.168.64.3").orElseThrow(), null), "vxlan");
    }
}
