package dev.tenure.registry.etcd;

import io.etcd.jetcd.Client;
import io.etcd.jetcd.ClientBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;

/** What every jetcd client of ours has in common: rules R2 to R5, each against something that its defaults do. */
final class ClientRules {
    private static final int MESSAGE_BYTES_MAX = 16 * 1024 * 1024;

    private ClientRules() {}

    /** A builder that lacks only where to connect and as whom. */
    static ClientBuilder builder(Vertx vertx, ContextInternal context, EtcdCalls calls, HiddenChannel channel) {
        return Client.builder()
                .vertx(new NonClosingVertx(vertx, context))
                .executorService(new ContextExecutor(context))
                // gRPC runs the last one first
                .interceptor(calls, channel)
                // a retried grant makes two grants, a retried create refuses itself
                .retryMaxAttempts(0)
                // ten seconds of silence are gRPC's least; with these and the blink that is no outage it is found in
                // fifteen
                .keepaliveTime(Duration.ofSeconds(10))
                .keepaliveTimeout(Duration.ofMillis(3_500))
                // etcd ends connections that ping without a call
                .keepaliveWithoutCalls(false)
                .connectTimeout(Duration.ofMillis(EtcdReachability.CONNECT_MILLIS_MAX))
                // one frozen member fails a share of the calls, not all of them
                .loadBalancerPolicy("round_robin")
                .maxInboundMessageSize(MESSAGE_BYTES_MAX);
    }
}
