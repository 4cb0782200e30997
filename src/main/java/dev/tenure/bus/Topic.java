package dev.tenure.bus;

import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An address on the event bus and the type of what is said there. A value; two topics with different addresses never hear
 * each other, so two agents with different prefixes can share one Vertx.
 *
 * <p>Messages go by reference, so {@code T} must be immutable. Publishing never throws because of a consumer, never waits
 * for one, and never fails because nobody listens. One sender's messages arrive in the order of sending.
 *
 * @param address the address
 * @param type the type; a sealed interface stands for all its records
 */
public record Topic<T>(String address, Class<T> type) {
    private static final Logger LOG = LoggerFactory.getLogger(Topic.class);

    public Topic {
        if (address.isBlank()) {
            throw new IllegalArgumentException("a topic has an address");
        }
    }

    /** Says {@code message} to every consumer that there is now. */
    public void publish(EventBus bus, T message) {
        bus.publish(address, message, LocalCodec.options(bus));
    }

    /** Says {@code message} to one of the consumers; where there is none, nobody hears it and nobody is told. */
    public void send(EventBus bus, T message) {
        bus.send(address, message, LocalCodec.options(bus));
    }

    /**
     * Hears what is said from now on, on the caller's context. What {@code handler} throws goes to the exception handler of
     * that context and to nobody else. A message that is not a {@code T} is dropped, with one warning per consumer.
     *
     * @return the registration, whose {@code unregister()} ends it
     */
    public MessageConsumer<?> consumer(EventBus bus, Consumer<? super T> handler) {
        AtomicBoolean warned = new AtomicBoolean();
        return bus.<Object>localConsumer(address, message -> {
            Object body = message.body();
            if (type.isInstance(body)) {
                handler.accept(type.cast(body));
            } else if (warned.compareAndSet(false, true)) {
                LOG.warn("Dropped a message on {}: it is {}; expected {}", address, Query.kind(body), type.getName());
            }
        });
    }
}
