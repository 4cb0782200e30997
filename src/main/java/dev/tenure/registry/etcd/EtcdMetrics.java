package dev.tenure.registry.etcd;

import dev.tenure.registry.RegistryException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the connection counts. Thread-safe.
 *
 * <p>{@code tenure_etcd_requests_total{op,outcome}} counts every RPC that was begun, when its first answer or its end comes;
 * {@code op} is one of {@link EtcdOp}, {@code outcome} is {@code ok} or a failure's code.
 */
final class EtcdMetrics {
    private final MeterRegistry meters;
    private final AtomicLong certificateNotAfterSeconds = new AtomicLong();

    /** The writes whose outcome can be unknown (R22). */
    enum Write {
        GRANT,
        CREATE,
        RESERVE,
        UPDATE,
        DELETE,
        REVOKE,
        PUT_NETWORK,
        DELETE_STRANGE
    }

    EtcdMetrics(MeterRegistry meters) {
        this.meters = meters;
        for (Write write : Write.values()) {
            unknownOutcomes(write);
        }
        for (RebuildReason reason : RebuildReason.values()) {
            rebuilds(reason);
        }
    }

    /** What gets no answer may have happened; how often that was is for the operator to see (R22). */
    <T> Future<T> counted(Write write, Future<T> answer) {
        return answer.onFailure(error -> {
            if (error instanceof RegistryException known && known.failure().outcomeUnknown()) {
                unknownOutcomes(write).increment();
            }
        });
    }

    private Counter unknownOutcomes(Write write) {
        return Counter.builder("tenure.etcd.unknown.outcomes")
                .description("Writes without an answer, which may have happened all the same")
                .tag("op", write.name().toLowerCase(Locale.ROOT))
                .register(meters);
    }

    void answered(EtcdOp op, String outcome, long elapsedNanos) {
        meters.counter("tenure.etcd.requests", "op", op.label(), "outcome", outcome)
                .increment();
        Timer.builder("tenure.etcd.request.duration")
                .tag("op", op.label())
                .register(meters)
                .record(Duration.ofNanos(elapsedNanos));
    }

    void rebuilt(RebuildReason reason) {
        rebuilds(reason).increment();
    }

    private Counter rebuilds(RebuildReason reason) {
        return Counter.builder("tenure.etcd.client.rebuilds")
                .description("Clients made anew")
                .tag("reason", reason.label())
                .register(meters);
    }

    /** Unix seconds; the gauge appears with the first client certificate. */
    void clientCertificateNotAfter(long epochSecond) {
        if (certificateNotAfterSeconds.getAndSet(epochSecond) == 0) {
            Gauge.builder("tenure.tls.not.after", certificateNotAfterSeconds, AtomicLong::get)
                    .baseUnit("seconds")
                    .description("When the client certificate for etcd expires")
                    .strongReference(true)
                    .register(meters);
        }
    }
}
