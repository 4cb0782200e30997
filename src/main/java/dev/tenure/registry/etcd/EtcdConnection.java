package dev.tenure.registry.etcd;

import dev.tenure.registry.RegistryException;
import dev.tenure.registry.RegistryFailure;
import io.etcd.jetcd.Client;
import io.grpc.Status;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.ssl.SslContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Owns the jetcd client: makes it when it is first needed, replaces it when it is worn out (R6, R7), and closes it without
 * closing the Vert.x it shares (R2). All of its state belongs to the context on which it was made.
 */
final class EtcdConnection {
    private static final Logger LOG = LoggerFactory.getLogger(EtcdConnection.class);

    /** A request whose deadline has passed ends by itself; it has so long to do so. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final OwnContext own;
    private final EtcdTimings timings;
    private final EtcdMetrics metrics;
    private final EtcdTls tls;
    private final RandomGenerator random = RandomGenerator.getDefault();
    private final HiddenChannel channel = new HiddenChannel();
    private final long tlsTimer;
    private EtcdEndpoints etcd;
    private EtcdReachability reachability;
    private volatile EtcdSettings settings;
    private volatile EtcdFailures failures;
    private @Nullable Future<Client> client;
    private long generation;
    private EtcdLogin login;
    private boolean closed;

    EtcdConnection(Vertx vertx, EtcdSettings settings, EtcdTimings timings, MeterRegistry meters) {
        QuietLoggers.hush();
        EndpointResolver.register();
        this.vertx = vertx;
        this.own = OwnContext.of(vertx);
        this.settings = settings;
        this.timings = timings;
        etcd = EtcdEndpoints.parse(settings.endpoints());
        failures = new EtcdFailures(etcd, settings.user(), settings.requestTimeout());
        metrics = new EtcdMetrics(meters);
        login = new EtcdLogin(settings.user(), settings.password());
        tls = new EtcdTls(vertx, settings, metrics);
        reachability = reachability(etcd);
        tlsTimer = etcd.tls()
                ? vertx.setPeriodic(timings.tlsReload().toMillis(), now -> tls.reload(this::tryTlsFiles))
                : -1;
    }

    private EtcdReachability reachability(EtcdEndpoints of) {
        return new EtcdReachability(vertx, of, timings, random, this::replace);
    }

    EtcdFailures failures() {
        return failures;
    }

    EtcdTimings timings() {
        return timings;
    }

    EtcdMetrics metrics() {
        return metrics;
    }

    HiddenChannel channel() {
        return channel;
    }

    Vertx vertx() {
        return vertx;
    }

    /** Sends one request; the answer or a {@link RegistryException} comes on our context. Never throws. */
    <T> Future<T> call(Function<Client, CompletableFuture<T>> rpc) {
        return onContext(() -> inTime(client()).compose(ready -> send(ready, rpc)));
    }

    /** Likewise for what may be asked twice: if one of several members gives no answer, the next one is asked at once. */
    <T> Future<T> callAgain(Function<Client, CompletableFuture<T>> rpc) {
        return call(rpc)
                .recover(error -> EtcdFailures.isUnreachable(error)
                                && settings.endpoints().size() > 1
                        ? call(rpc)
                        : Future.failedFuture(error));
    }

    /** Hands the client to {@code use} on our context. Never throws. */
    <T> Future<T> with(Function<Client, T> use) {
        return onContext(() -> inTime(client()).map(use));
    }

    /** Runs {@code task} on our context, or never if Vert.x itself is closed. Never throws. */
    boolean enqueue(Runnable task) {
        return own.enqueue(task);
    }

    private <T> Future<T> onContext(Supplier<Future<T>> work) {
        return own.answer(work, () -> new RegistryException(failures.closed()));
    }

    private <T> Future<T> inTime(Future<T> answer) {
        Duration time = settings.requestTimeout();
        return OwnContext.within(
                time.plus(GRACE),
                answer,
                () -> new RegistryException(failures.unreachable("no answer within " + time.toMillis() + " ms")));
    }

    private <T> Future<T> send(Client ready, Function<Client, CompletableFuture<T>> rpc) {
        long made = generation;
        return sendOnce(ready, rpc)
                // what the refusal led to is queued on our context before the refusal itself gets here
                .recover(error -> onContext(() -> EtcdLogin.isToBeRepeated(failures.of(error), made != generation)
                        ? client().compose(newest -> sendOnce(newest, rpc))
                        : Future.failedFuture(error)))
                .recover(error -> tls.failedFuture(error, failures));
    }

    private <T> Future<T> sendOnce(Client ready, Function<Client, CompletableFuture<T>> rpc) {
        try {
            return inTime(Future.fromCompletionStage(rpc.apply(ready), own.context()));
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    /** Changes the login; requests from now on use the new one (R7). */
    void useLogin(@Nullable String user, @Nullable String password) {
        enqueue(() -> useHere(settings.withLogin(user, password), RebuildReason.LOGIN_CHANGED));
    }

    /** Changes the members that are asked (R7); a list that can't be used, or is of the other kind, changes nothing. */
    void useEndpointsOf(EtcdSettings others) {
        enqueue(() -> {
            try {
                EtcdEndpoints next = EtcdEndpoints.parse(others.endpoints());
                if (next.tls() != etcd.tls()) {
                    LOG.warn(
                            "The new etcd endpoints {} are used from the next start on: TLS can't be switched now",
                            next);
                } else if (!next.equals(etcd)) {
                    reachability.close();
                    etcd = next;
                    reachability = reachability(next);
                    useHere(settings.withEndpointsOf(others), RebuildReason.ENDPOINTS_CHANGED);
                }
            } catch (IllegalArgumentException e) {
                LOG.warn("The new etcd endpoints are not used: {}", e.getMessage());
            }
        });
    }

    private void useHere(EtcdSettings next, RebuildReason reason) {
        if (!next.equals(settings)) {
            settings = next;
            failures = new EtcdFailures(etcd, next.user(), next.requestTimeout());
            login = new EtcdLogin(next.user(), next.password());
            replace(reason);
        }
    }

    /** Says that etcd is there, as a watch sees it. On our context. */
    void gotAnswer() {
        reachability.succeeded();
    }

    /** Says that something got no answer which no RPC's end tells of. On our context. */
    void gotNoAnswer() {
        reachability.failed();
    }

    /** True from {@link #close()} on. On our context. */
    boolean isClosed() {
        return closed;
    }

    /** Ends every request and every watch; Vert.x stays as it is. */
    Future<Void> close() {
        Promise<Void> done = own.context().promise();
        boolean running = enqueue(() -> closeHere().onComplete(done));
        // a Vert.x that is closed has taken the connections along
        return running ? done.future() : Future.succeededFuture();
    }

    private Future<Void> closeHere() {
        if (closed) {
            return Future.succeededFuture();
        }
        closed = true;
        vertx.cancelTimer(tlsTimer);
        dropClient();
        return reachability.close();
    }

    private Future<Client> client() {
        if (closed) {
            return Future.failedFuture(new RegistryException(failures.closed()));
        }
        Future<Client> known = client;
        if (known != null && !known.failed()) {
            return known;
        }
        long made = generation;
        Future<Client> fresh = tls.sslContext(etcd.tls(), failures)
                .compose(ssl -> made == generation && !closed
                        ? Future.succeededFuture(build(ssl.orElse(null)))
                        : Future.failedFuture(new RegistryException(failures.rebuilt())));
        client = fresh;
        return fresh;
    }

    private Client build(@Nullable SslContext ssl) {
        long made = generation;
        EtcdCalls calls =
                new EtcdCalls(settings.requestTimeout(), (op, status, nanos) -> ended(made, op, status, nanos));
        return login.addTo(ClientRules.builder(vertx, own.context(), calls, channel)
                        .target(etcd.target(random))
                        .sslContext(ssl))
                .build();
    }

    /** On whatever thread gRPC calls us. */
    private void ended(long made, EtcdOp op, Status status, long nanos) {
        @Nullable RegistryFailure failure = status.isOk() ? null : failures.of(status);
        metrics.answered(op, failure == null ? "ok" : failure.code(), nanos);
        enqueue(() -> {
            if (made == generation && !closed && status.getCode() != Status.Code.CANCELLED) {
                judge(op, failure);
            }
        });
    }

    private void judge(EtcdOp op, @Nullable RegistryFailure failure) {
        switch (failure) {
            case RegistryFailure.Unreachable unreachable -> gotNoAnswer();
            case RegistryFailure.TlsRejected rejected -> gotNoAnswer();
            // a gRPC channel that has broken for good says INTERNAL for ever; only a new client helps
            case RegistryFailure.Unexpected unexpected -> gotNoAnswer();
            case RegistryFailure.Replaced ours -> {}
            case RegistryFailure.Unauthenticated refusal -> refused(op, refusal);
            case RegistryFailure.PermissionDenied refusal -> refused(op, refusal);
            case null, default -> {
                login.accepted();
                gotAnswer();
            }
        }
    }

    private void refused(EtcdOp op, RegistryFailure refusal) {
        gotAnswer();
        login.refused(op, refusal).ifPresent(this::replace);
    }

    private void replace(RebuildReason reason) {
        if (!closed) {
            // an outage is told by whoever misses the answers, once and not with each client
            LOG.atLevel(reason.isAsked() ? Level.INFO : Level.DEBUG)
                    .log("Connecting to etcd at {} anew: {}", etcd, reason.label());
            metrics.rebuilt(reason);
            dropClient();
        }
    }

    /** Where there was no handshake with the old ones, gRPC would try the new ones after a pause of up to two minutes. */
    private void tryTlsFiles() {
        if (reachability.isFailing()) {
            replace(RebuildReason.TLS_FILES_CHANGED);
        }
    }

    /** The next request makes a new one. */
    private void dropClient() {
        Future<Client> old = client;
        client = null;
        generation++;
        login.renewed();
        if (old != null) {
            old.onSuccess(Client::close);
        }
    }
}
