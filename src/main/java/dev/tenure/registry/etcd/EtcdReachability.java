package dev.tenure.registry.etcd;

import com.google.common.net.HostAndPort;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.util.random.RandomGenerator;

/**
 * Bounds how long we stay away after etcd is back (R6): gRPC's own pause between two attempts to connect grows to two
 * minutes. When nothing has succeeded for a while, each endpoint is tried by plain TCP, and the first that answers makes the
 * client new. Used on the registry's context only.
 */
final class EtcdReachability {
    /** R5's connect timeout. */
    static final int CONNECT_MILLIS_MAX = 3000;

    private final Vertx vertx;
    private final EtcdEndpoints etcd;
    private final EtcdTimings timings;
    private final RandomGenerator random;
    private final Runnable answers;
    private final NetClient prober;
    private boolean failing;
    private long outages;
    private long timer = -1;

    /** {@code answers} is called when an endpoint takes a connection although our requests have got nowhere. */
    EtcdReachability(Vertx vertx, EtcdEndpoints etcd, EtcdTimings timings, RandomGenerator random, Runnable answers) {
        this.vertx = vertx;
        this.etcd = etcd;
        this.timings = timings;
        this.random = random;
        this.answers = answers;
        prober = vertx.createNetClient(new NetClientOptions().setConnectTimeout(CONNECT_MILLIS_MAX));
    }

    /** etcd answered a request, with whatever. */
    void succeeded() {
        failing = false;
        vertx.cancelTimer(timer);
    }

    /** A request got no answer. */
    void failed() {
        if (!failing) {
            failing = true;
            outages++;
            timer = vertx.setTimer(timings.rebuildAfter().toMillis(), now -> probe());
        }
    }

    /** Starts to count anew: the client was replaced. */
    void replaced() {
        succeeded();
    }

    Future<Void> close() {
        succeeded();
        return prober.close();
    }

    private void probe() {
        long outage = outages;
        Future.any(etcd.addresses().stream().map(this::connect).toList()).onComplete(result -> {
            // an answer that comes when the outage is over, or another one has begun, is no reason to do anything
            boolean still = failing && outage == outages;
            if (still && result.succeeded()) {
                answers.run();
            } else if (still) {
                long min = timings.probeMin().toMillis();
                timer = vertx.setTimer(random.nextLong(min, timings.probeMax().toMillis() + 1), now -> probe());
            }
        });
    }

    private Future<Void> connect(HostAndPort address) {
        return prober.connect(address.getPort(), address.getHost()).compose(NetSocket::close);
    }
}
