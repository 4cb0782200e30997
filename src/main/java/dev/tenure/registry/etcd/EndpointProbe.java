package dev.tenure.registry.etcd;

import com.google.common.net.HostAndPort;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.util.random.RandomGenerator;

/**
 * Tries one endpoint by plain TCP, from {@link #start} to {@link #stop}. One that takes no connection is tried again soon,
 * which costs nobody anything; one that takes them is asked ever more seldom, since each probe leaves it with a connection to
 * accept for nothing. Used on the registry's context only.
 */
final class EndpointProbe {
    private static final int DOUBLINGS_MAX = 4;

    private final Vertx vertx;
    private final NetClient prober;
    private final HostAndPort address;
    private final EtcdTimings timings;
    private final RandomGenerator random;
    private final Runnable isBack;
    private Standing standing = Standing.UNKNOWN;
    private int timesUp;
    private long round;
    private long timer = -1;

    private enum Standing {
        UNKNOWN,
        DOWN,
        UP
    }

    /** {@code isBack} is called when the endpoint takes a connection and took none the last time. */
    EndpointProbe(
            Vertx vertx,
            NetClient prober,
            HostAndPort address,
            EtcdTimings timings,
            RandomGenerator random,
            Runnable isBack) {
        this.vertx = vertx;
        this.prober = prober;
        this.address = address;
        this.timings = timings;
        this.random = random;
        this.isBack = isBack;
    }

    void start() {
        stop();
        standing = Standing.UNKNOWN;
        timesUp = 0;
        lookIn(random.nextLong(1, timings.probeMin().toMillis() + 1));
    }

    void stop() {
        round++;
        vertx.cancelTimer(timer);
    }

    /** True if it took the last connection. */
    boolean isUp() {
        return standing == Standing.UP;
    }

    private void lookIn(long millis) {
        timer = vertx.setTimer(millis, now -> look());
    }

    private void look() {
        long asked = round;
        prober.connect(address.getPort(), address.getHost())
                .compose(NetSocket::close)
                .onComplete(result -> {
                    // an answer that comes when the outage is over, or another one has begun, is no reason to do
                    // anything
                    if (asked == round) {
                        looked(result.succeeded());
                    }
                });
    }

    private void looked(boolean isUp) {
        boolean isNews = isUp && standing == Standing.DOWN;
        standing = isUp ? Standing.UP : Standing.DOWN;
        timesUp = isUp ? timesUp + 1 : 0;
        long times = 1L << Math.clamp(timesUp - 1L, 0, DOUBLINGS_MAX);
        long least = timings.probeMin().toMillis() * times;
        long most = timings.probeMax().toMillis() * times;
        lookIn(random.nextLong(least, most + 1));
        if (isNews) {
            isBack.run();
        }
    }
}
