package dev.tenure.bus;

import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Says as JSON what a topic or a query says as values, on the same address with {@code .json} behind: for readers on other
 * nodes of a clustered bus and in other languages. Every object has {@code "version":}{@value #VERSION}; a change that old
 * readers would misunderstand gets a new number.
 *
 * <p>Unlike the typed messages these leave the process on a clustered bus, where everybody on one address is heard by all:
 * give each agent of a cluster its own prefix.
 *
 * @param <T> what is said
 */
public final class JsonMirror<T> {
    /** The version of the JSON that is written today. */
    public static final int VERSION = 1;

    private static final String VERSION_FIELD = "version";
    private static final int REFUSED = 1;

    private final Function<? super T, JsonObject> toJson;

    /** A mirror that writes a message as {@code toJson} says; it must be pure and must not keep the object. */
    public JsonMirror(Function<? super T, JsonObject> toJson) {
        this.toJson = toJson;
    }

    /** Where the JSON of {@code address} is found. */
    public static String addressOf(String address) {
        return address + ".json";
    }

    /** The JSON of one message, version first. */
    public JsonObject json(T message) {
        JsonObject json = new JsonObject().put(VERSION_FIELD, VERSION);
        toJson.apply(message).forEach(field -> json.put(field.getKey(), field.getValue()));
        return json.put(VERSION_FIELD, VERSION);
    }

    /** From now on publishes on {@code <address>.json} whatever is said on {@code topic}. */
    public MessageConsumer<?> mirror(EventBus bus, Topic<T> topic) {
        String address = addressOf(topic.address());
        return topic.consumer(bus, message -> bus.publish(address, json(message)));
    }

    /**
     * From now on answers on {@code <address>.json} what {@code query} answers. The question is a JSON object (or its text,
     * or nothing, which stands for an empty one); a question that {@code fromJson} throws on, and one that is refused, fail
     * with the sentence.
     */
    public <Q> MessageConsumer<?> answer(EventBus bus, Query<Q, T> query, Function<JsonObject, Q> fromJson) {
        return bus.<Object>consumer(addressOf(query.address()), message -> {
            Q question;
            try {
                question = fromJson.apply(object(message.body()));
            } catch (RuntimeException e) {
                message.fail(REFUSED, "The question is not one for " + query.address() + ": " + Query.sentence(e));
                return;
            }
            ask(bus, query, question, message);
        });
    }

    private <Q> void ask(EventBus bus, Query<Q, T> query, Q question, Message<Object> message) {
        query.request(bus, question)
                .map(this::json)
                .onComplete(message::reply, cause -> message.fail(REFUSED, Query.sentence(cause)));
    }

    private static JsonObject object(@Nullable Object body) {
        return switch (body) {
            case null -> new JsonObject();
            case JsonObject json -> json;
            case String text -> parse(text);
            default -> throw new IllegalArgumentException("expected a JSON object, not " + Query.kind(body));
        };
    }

    private static JsonObject parse(String text) {
        try {
            return text.isBlank() ? new JsonObject() : new JsonObject(text);
        } catch (DecodeException e) {
            throw new IllegalArgumentException("expected a JSON object", e);
        }
    }
}
