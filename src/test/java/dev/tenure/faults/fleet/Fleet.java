package dev.tenure.faults.fleet;

import dev.tenure.faults.Audit;
import dev.tenure.live.Patience;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Many hosts with a whole agent each, on one Vert.x of this JVM; they start together. */
public final class Fleet implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Hundreds of agents that start on two cores do hold a loop up; that alone is not news. */
    private static final Duration BLOCKED = Duration.ofSeconds(20);

    private final Vertx vertx;
    private final List<FleetHost> hosts;
    private @Nullable Audit audit;

    private Fleet(List<FleetHost> hosts) {
        this.hosts = hosts;
        this.vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(2)
                .setMaxEventLoopExecuteTime(BLOCKED.toNanos())
                .setWarningExceptionTime(BLOCKED.toNanos()));
    }

    /**
     * Hosts with these numbers, none of which runs yet.
     *
     * @param options of every agent: where etcd is, and what else is not the default
     */
    public static Fleet of(int first, int count, Path folder, Map<String, String> options) {
        return of(IntStream.range(first, first + count)
                .mapToObj(number -> new FleetHost(number, folder, options))
                .toList());
    }

    /** These hosts, none of which runs yet. */
    public static Fleet of(List<FleetHost> hosts) {
        return new Fleet(List.copyOf(hosts));
    }

    /** From now on every agent that starts or ends is told to the audit. */
    public Fleet auditedBy(Audit judge) {
        audit = judge;
        return this;
    }

    public Vertx vertx() {
        return vertx;
    }

    public List<FleetHost> hosts() {
        return hosts;
    }

    // ---- doing

    /** Starts all of them at once, and does not wait. */
    public Future<Void> start() {
        return Future.all(hosts.stream().map(this::begin).toList()).mapEmpty();
    }

    /** Starts one, and waits until its parts run. */
    public void start(FleetHost host) {
        await(begin(host));
    }

    private Future<String> begin(FleetHost host) {
        if (audit != null) {
            audit.follow(host.publicIp(), vertx, host.topics(), host.subnetEnv());
        }
        return host.start(vertx);
    }

    /** Stops one as SIGTERM does, and waits until it is gone. */
    public void stop(FleetHost host) {
        await(host.stop(vertx));
        if (audit != null) {
            audit.ended(host.publicIp());
        }
    }

    /** Ends the agents as kill -9 would, as far as etcd can see. */
    @Override
    public void close() {
        await(vertx.close());
    }

    // ---- asking

    public int readyCount() {
        return (int) hosts.stream().filter(FleetHost::isReady).count();
    }

    /** Waits until all are ready; returns how long that took. */
    public Duration awaitReady(Duration within) {
        return Patience.until(
                "all " + hosts.size() + " hosts ready", within, () -> readyCount() == hosts.size(), this::story);
    }

    /** The keys by the addresses of their hosts; a word for the state where there is none. */
    public Map<String, String> keys() {
        return hosts.stream().collect(Collectors.toMap(FleetHost::publicIp, FleetHost::key));
    }

    private String story() {
        return readyCount() + " of " + hosts.size() + " are ready; the others:\n"
                + hosts.stream()
                        .filter(host -> !host.isReady())
                        .limit(20)
                        .map(host -> "  " + host + " " + host.requests())
                        .collect(Collectors.joining("\n"));
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("the fleet does not answer", e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }
}
