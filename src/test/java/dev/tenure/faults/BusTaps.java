package dev.tenure.faults;

import dev.tenure.bus.Topics;
import dev.tenure.tenancy.TenancyStatus;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryContext;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Hears on the bus what agents say about their tenancy at the very moment at which they say it, on their own thread: a
 * consumer would hear it later, and two hosts that follow each other quickly would seem to overlap. Thread-safe.
 */
final class BusTaps {
    private final Map<Vertx, Tap> taps = new HashMap<>();

    private static final class Tap implements Handler<DeliveryContext<Object>> {
        private final Map<String, LifeRecorder> byAddress = new ConcurrentHashMap<>();

        @Override
        public void handle(DeliveryContext<Object> delivery) {
            LifeRecorder recorder = byAddress.get(delivery.message().address());
            if (recorder != null && delivery.body() instanceof TenancyStatus status) {
                recorder.tenancyIs(status, System.nanoTime());
            }
            delivery.next();
        }
    }

    /** From now on this agent is heard by {@code recorder} and by no other. */
    synchronized void hear(Vertx vertx, Topics topics, LifeRecorder recorder) {
        Tap tap = taps.computeIfAbsent(vertx, at -> {
            Tap fresh = new Tap();
            at.eventBus().addOutboundInterceptor(fresh);
            return fresh;
        });
        tap.byAddress.put(topics.tenancyChanged().address(), recorder);
    }

    /** Nobody listens to this agent any more, unless somebody else has begun to. */
    synchronized void forget(Vertx vertx, Topics topics, LifeRecorder recorder) {
        Tap tap = taps.get(vertx);
        if (tap != null) {
            tap.byAddress.remove(topics.tenancyChanged().address(), recorder);
            if (tap.byAddress.isEmpty()) {
                vertx.eventBus().removeOutboundInterceptor(tap);
                taps.remove(vertx);
            }
        }
    }
}
