package dev.tenure.live;

import dev.tenure.TenureVerticle;
import dev.tenure.bus.Peers;
import dev.tenure.bus.PeersChanged;
import dev.tenure.bus.Query;
import dev.tenure.bus.Topics;
import dev.tenure.health.HealthReport;
import dev.tenure.lease.SubnetLease;
import dev.tenure.options.AgentOptions;
import dev.tenure.tenancy.TenancyFact;
import dev.tenure.tenancy.TenancyStatus;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The whole agent on a Vert.x of its own, and what can be asked of it from outside. */
public final class LiveAgent implements AutoCloseable {
    static final Duration USUAL = Duration.ofSeconds(15);

    /** A loop that stands for so long is blocked; two busy cores, of which one may be away for two seconds, alone are not. */
    private static final Duration BLOCKED = Duration.ofSeconds(3);

    static final VertxOptions USUAL_VERTX = new VertxOptions()
            .setEventLoopPoolSize(2)
            .setBlockedThreadCheckInterval(100)
            .setBlockedThreadCheckIntervalUnit(TimeUnit.MILLISECONDS)
            .setMaxEventLoopExecuteTime(BLOCKED.toNanos())
            .setWarningExceptionTime(BLOCKED.toNanos());

    private final Vertx vertx;
    private final Context ears;
    private final TenureVerticle tenure;
    private final Logs logs;
    private final List<TenancyStatus> tenancies = new CopyOnWriteArrayList<>();
    private final List<PeersChanged> peerChanges = new CopyOnWriteArrayList<>();
    private String id = "";

    private LiveAgent(AgentOptions options, VertxOptions vertxOptions, Logs logs) {
        this.vertx = Vertx.vertx(vertxOptions);
        this.ears = vertx.getOrCreateContext();
        this.tenure = new TenureVerticle(options);
        this.logs = logs;
        logs.belongTo(vertx);
        topics().tenancyChanged().consumer(vertx.eventBus(), tenancies::add);
        topics().peersChanged().consumer(vertx.eventBus(), peerChanges::add);
    }

    /**
     * Returns when its parts run.
     *
     * @param atFirst is given the agent before it does anything
     */
    static LiveAgent start(AgentOptions options, VertxOptions vertxOptions, Logs logs, Consumer<LiveAgent> atFirst) {
        LiveAgent agent = new LiveAgent(options, vertxOptions, logs);
        atFirst.accept(agent);
        agent.id = await(agent.vertx.deployVerticle(agent.tenure));
        return agent;
    }

    // ---- asking

    public Topics topics() {
        return tenure.topics();
    }

    public Vertx vertx() {
        return vertx;
    }

    public TenancyStatus tenancy() {
        return ask(topics().tenancyQuery());
    }

    public HealthReport health() {
        return ask(topics().healthQuery());
    }

    public Peers peers() {
        return ask(topics().peersQuery());
    }

    private <R> R ask(Query<Topics.Ask, R> query) {
        return await(query.request(vertx.eventBus(), new Topics.Ask()));
    }

    /** Asks for something that may be refused. */
    public <Q, R> Future<R> ask(Query<Q, R> query, Q question) {
        return query.request(vertx.eventBus(), question);
    }

    /** The codes of the reasons that health gives. */
    public List<String> reasons() {
        return health().reasons().stream().map(HealthReport.Reason::code).toList();
    }

    /** The subnet's key that is held, or a word for the state. */
    public String key() {
        TenancyStatus status = tenancy();
        return status.lease()
                .map(lease -> lease.key().text())
                .orElse(status.state().label());
    }

    /** Everything that was said on tenancy.changed so far. */
    public List<TenancyStatus> tenancies() {
        hearAll();
        return List.copyOf(tenancies);
    }

    public List<PeersChanged> peerChanges() {
        hearAll();
        return List.copyOf(peerChanges);
    }

    /** What an answer or etcd shows already may still be on its way to us; it is before this in the queue of our own loop. */
    private void hearAll() {
        Promise<Void> heard = Promise.promise();
        ears.runOnContext(turn -> heard.complete());
        await(heard.future());
    }

    /** For whoever looks at memory. */
    void forgetPeerChanges() {
        peerChanges.clear();
    }

    /** RPCs so far by kind, whatever came of them. */
    public Map<String, Integer> requestsByKind() {
        return tenure.meters().find("tenure.etcd.requests").counters().stream()
                .collect(Collectors.groupingBy(
                        counter -> String.valueOf(counter.getId().getTag("op")),
                        TreeMap::new,
                        Collectors.summingInt(counter -> (int) counter.count())));
    }

    public int requests() {
        return requestsByKind().values().stream().mapToInt(Integer::intValue).sum();
    }

    /** The value of a metric by its Prometheus name, labels included; empty if it does not show. */
    public Optional<Double> metric(String nameAndLabels) {
        return tenure.meters()
                .scrape()
                .lines()
                .filter(line -> line.startsWith(nameAndLabels + " "))
                .map(line -> Double.valueOf(line.substring(nameAndLabels.length() + 1)))
                .findFirst();
    }

    public double sum(String meter) {
        return tenure.meters().find(meter).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    // ---- waiting

    public SubnetLease awaitReady() {
        return awaitReady(USUAL);
    }

    public SubnetLease awaitReady(Duration within) {
        until("ready", within, agent -> agent.health().isReady());
        return tenancy().lease().orElseThrow();
    }

    /** Ready with a lease that is as asked for. */
    public SubnetLease awaitReadyWith(String what, Predicate<SubnetLease> wanted) {
        return awaitReadyWith(what, USUAL, wanted);
    }

    public SubnetLease awaitReadyWith(String what, Duration within, Predicate<SubnetLease> wanted) {
        until(
                "ready with " + what,
                within,
                agent -> agent.tenancy().lease().filter(wanted).isPresent()
                        && agent.health().isReady());
        return tenancy().lease().orElseThrow();
    }

    public Duration until(String what, Predicate<LiveAgent> holds) {
        return until(what, USUAL, holds);
    }

    public Duration until(String what, Duration within, Predicate<LiveAgent> holds) {
        return Patience.until(what, within, () -> holds.test(this), this::story);
    }

    public void throughout(String what, Duration time, Predicate<LiveAgent> holds) {
        Patience.throughout(what, time, () -> holds.test(this), this::story);
    }

    private String story() {
        return tenancy() + "\n" + health() + "\n" + logs;
    }

    // ---- doing

    /** Says to the agent that this happened. */
    public void tell(TenancyFact fact) {
        topics().facts().publish(vertx.eventBus(), fact);
    }

    /** Takes over options that may change while the agent runs. */
    public void update(AgentOptions later) {
        tenure.update(later);
    }

    /** As SIGTERM does; returns how long it took. */
    public Duration stop() {
        long start = System.nanoTime();
        await(vertx.undeploy(id));
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("the agent does not answer", e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }
}
