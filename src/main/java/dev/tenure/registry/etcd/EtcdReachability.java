package dev.tenure.registry.etcd;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Bounds how long we stay away after etcd is back (R6): gRPC's own pause between two attempts to connect grows to two
 * minutes. While nothing succeeds each endpoint is tried by plain TCP. One that takes connections again after it took none
 * makes the client new at once. One that takes them all the time and answers nothing (frozen, overloaded, another protocol)
 * is seldom helped by a new client, so that is made after a pause which doubles. Used on the registry's context only.
 */
final class EtcdReachability {
    /** R5's connect timeout. */
    static final int CONNECT_MILLIS_MAX = 3000;

    /** How often the pause before a new client for an endpoint that takes connections doubles. */
    private static final int DOUBLINGS_MAX = 3;

    private final Vertx vertx;
    private final EtcdTimings timings;
    private final RandomGenerator random;
    private final Replacer replacer;
    private final NetClient prober;
    private final List<EndpointProbe> probes;
    private boolean failing;
    private int vainClients;
    private long lastReplacedNanos;
    private long timer = -1;

    /** Makes the client new. */
    @FunctionalInterface
    interface Replacer {
        void replace(RebuildReason reason);
    }

    EtcdReachability(Vertx vertx, EtcdEndpoints etcd, EtcdTimings timings, RandomGenerator random, Replacer replacer) {
        this.vertx = vertx;
        this.timings = timings;
        this.random = random;
        this.replacer = replacer;
        prober = vertx.createNetClient(new NetClientOptions().setConnectTimeout(CONNECT_MILLIS_MAX));
        probes = etcd.addresses().stream()
                .map(address -> new EndpointProbe(vertx, prober, address, timings, random, this::isBack))
                .toList();
    }

    /** etcd answered a request, with whatever. */
    void succeeded() {
        failing = false;
        vertx.cancelTimer(timer);
        probes.forEach(EndpointProbe::stop);
    }

    /** A request got no answer. */
    void failed() {
        if (!failing) {
            failing = true;
            vainClients = 0;
            lastReplacedNanos = System.nanoTime() - timings.probeMax().toNanos();
            probes.forEach(EndpointProbe::start);
            waitForAnswers();
        }
    }

    /** True while nothing has succeeded since a request got no answer. */
    boolean isFailing() {
        return failing;
    }

    Future<Void> close() {
        succeeded();
        return prober.close();
    }

    /** Not twice within the time of a probe: a client that was made just now has short pauses of its own. */
    private void isBack() {
        if (System.nanoTime() - lastReplacedNanos >= timings.probeMax().toNanos()) {
            vertx.cancelTimer(timer);
            replace(RebuildReason.REACHABLE_AGAIN);
        }
    }

    private void replace(RebuildReason reason) {
        lastReplacedNanos = System.nanoTime();
        waitForAnswers();
        replacer.replace(reason);
    }

    /** Counted from now: a new client is given the whole pause. */
    private void waitForAnswers() {
        Duration pause = timings.rebuildAfter().multipliedBy(1L << Math.min(vainClients, DOUBLINGS_MAX));
        long millis = pause.toMillis();
        timer = vertx.setTimer(millis + random.nextLong(millis / 4 + 1), now -> {
            if (probes.stream().anyMatch(EndpointProbe::isUp)) {
                vainClients++;
                replace(RebuildReason.UNREACHABLE);
            } else {
                waitForAnswers();
            }
        });
    }
}
