package dev.tenure.faults.fleet;

import dev.tenure.TenureVerticle;
import dev.tenure.bus.Topics;
import dev.tenure.lease.SubnetLease;
import dev.tenure.options.AgentOptions;
import dev.tenure.tenancy.TenancyStatus;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One host of a fleet: its address and its disk stay, its agents come and go on a Vert.x that it shares with others. What the
 * agent says of itself is noted as it comes, so that to look at a thousand hosts costs nothing. Thread-safe.
 */
public final class FleetHost {
    private final int number;
    private final Path subnetEnv;
    private final Map<String, String> options;
    private final List<MessageConsumer<?>> ears = new ArrayList<>();
    private final Map<String, Integer> requestsBefore = new TreeMap<>();

    private @Nullable TenureVerticle agent;
    private @Nullable Future<String> deployment;
    private volatile @Nullable TenancyStatus tenancy;
    private volatile boolean isReady;
    private volatile long firstReadyNanos;

    /**
     * @param number makes the host's addresses: 1 to 65,000, one for each host of a network
     * @param folder its disk is a folder in there
     * @param more options of the agent, such as where etcd is
     */
    public FleetHost(int number, Path folder, Map<String, String> more) {
        this.number = number;
        this.subnetEnv = folder.resolve("host-" + number).resolve("subnet.env");
        this.options = new HashMap<>(Map.of(
                "iface",
                "lo",
                "healthz-port",
                "0",
                "public-ip",
                publicIp(),
                "public-ipv6",
                publicIpv6(),
                "subnet-file",
                subnetEnv.toString(),
                "bus-prefix",
                "host-" + number));
        this.options.putAll(more);
    }

    public String publicIp() {
        return "172.16." + number / 256 + "." + number % 256;
    }

    public String publicIpv6() {
        return "fd00:f1ee::" + Integer.toHexString(number);
    }

    /** Where this host's subnet.env is. */
    public Path subnetEnv() {
        return subnetEnv;
    }

    /** What its agent is told. */
    Map<String, String> options() {
        return Map.copyOf(options);
    }

    public Topics topics() {
        return new Topics(options.getOrDefault("bus-prefix", ""));
    }

    // ---- doing

    /** Finds the other host's subnet.env on its own disk, as if it had had that subnet before. */
    void remembers(FleetHost other) {
        try {
            Files.createDirectories(subnetEnv.getParent());
            Files.copy(other.subnetEnv, subnetEnv, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts an agent; done when its parts run. */
    public synchronized Future<String> start(Vertx vertx) {
        if (agent != null) {
            throw new IllegalStateException(publicIp() + " runs already");
        }
        TenureVerticle next = new TenureVerticle(AgentOptions.of(options));
        ears.add(next.topics().healthChanged().consumer(vertx.eventBus(), health -> readyIs(health.isReady())));
        ears.add(next.topics().tenancyChanged().consumer(vertx.eventBus(), status -> tenancy = status));
        agent = next;
        Future<String> starting = vertx.deployVerticle(next);
        deployment = starting;
        return starting;
    }

    private void readyIs(boolean now) {
        if (now && firstReadyNanos == 0) {
            firstReadyNanos = System.nanoTime();
        }
        isReady = now;
    }

    /** As SIGTERM does; what it has counted is kept. */
    public synchronized Future<Void> stop(Vertx vertx) {
        TenureVerticle ending = agent;
        Future<String> running = deployment;
        if (ending == null || running == null) {
            return Future.succeededFuture();
        }
        agent = null;
        deployment = null;
        ears.forEach(MessageConsumer::unregister);
        ears.clear();
        isReady = false;
        tenancy = null;
        firstReadyNanos = 0;
        return running.compose(vertx::undeploy).onComplete(gone -> keepRequestsOf(ending));
    }

    private synchronized void keepRequestsOf(TenureVerticle ended) {
        requestsOf(ended).forEach((op, count) -> requestsBefore.merge(op, count, Integer::sum));
    }

    // ---- asking

    /** Its tenancy and its readiness are heard one after the other, and neither waits for the other. */
    public boolean isReady() {
        return isReady && lease().isPresent();
    }

    /** When this agent was ready for the first time, on the clock of {@link System#nanoTime()}; 0 if it never was. */
    public long firstReadyNanos() {
        return firstReadyNanos;
    }

    /** The lease that is held. */
    public Optional<SubnetLease> lease() {
        return Optional.ofNullable(tenancy).flatMap(TenancyStatus::lease);
    }

    /** The subnet's key that is held, or a word for the state. */
    public String key() {
        TenancyStatus now = tenancy;
        return lease().map(lease -> lease.key().text())
                .orElse(now == null ? "down" : now.state().label());
    }

    /** RPCs so far by kind, whatever came of them, of all agents that ran here. */
    public synchronized Map<String, Integer> requests() {
        Map<String, Integer> all = new TreeMap<>(requestsBefore);
        if (agent != null) {
            requestsOf(agent).forEach((op, count) -> all.merge(op, count, Integer::sum));
        }
        return all;
    }

    private static Map<String, Integer> requestsOf(TenureVerticle verticle) {
        Map<String, Integer> byKind = new TreeMap<>();
        for (Counter counter : verticle.meters().find("tenure.etcd.requests").counters()) {
            byKind.merge(String.valueOf(counter.getId().getTag("op")), (int) counter.count(), Integer::sum);
        }
        return byKind;
    }

    @Override
    public String toString() {
        return publicIp() + " " + key() + (isReady ? "" : " not ready");
    }
}
