package dev.tenure.bus;

import com.google.common.collect.MapMaker;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;
import java.util.concurrent.ConcurrentMap;

/**
 * Hands an immutable value from sender to receiver by reference, within one process.
 *
 * <p>It is named in the {@link DeliveryOptions} of each message. A default codec would have to be registered for each
 * record: Vert.x looks one up by the exact class of the body, so one for a sealed interface matches none of its records.
 */
final class LocalCodec implements MessageCodec<Object, Object> {
    static final String NAME = "tenure-local";

    /** The buses that know the codec; compared by identity, and forgotten with the bus. */
    private static final ConcurrentMap<EventBus, Boolean> KNOWN =
            new MapMaker().weakKeys().makeMap();

    LocalCodec() {}

    /** Fresh options that name the codec, which {@code bus} knows from then on. May be called any number of times. */
    static DeliveryOptions options(EventBus bus) {
        KNOWN.computeIfAbsent(bus, LocalCodec::register);
        // local only: on a clustered bus the message must not even try to leave the process
        return new DeliveryOptions().setCodecName(NAME).setLocalOnly(true);
    }

    private static boolean register(EventBus bus) {
        try {
            bus.registerCodec(new LocalCodec());
            return true;
        } catch (IllegalStateException e) {
            // Vert.x says so where the name is taken: another class loader's copy of this class, which does the same
            return false;
        }
    }

    @Override
    public Object transform(Object message) {
        return message;
    }

    @Override
    public void encodeToWire(Buffer buffer, Object message) {
        throw new UnsupportedOperationException(refusal(message.getClass().getName()));
    }

    @Override
    public Object decodeFromWire(int position, Buffer buffer) {
        throw new UnsupportedOperationException(refusal("A typed message"));
    }

    private static String refusal(String what) {
        return what + " stays in its process; readers elsewhere take the JSON on the address with .json behind";
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}
