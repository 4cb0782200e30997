package dev.tenure.bus;

import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A question that can be asked on the event bus, and the type of its answer. Both go by reference, so both are immutable.
 *
 * @param address where it is asked
 * @param question the type of the question
 * @param answer the type of the answer
 */
public record Query<Q, R>(String address, Class<Q> question, Class<R> answer) {
    /** How long {@link #request(EventBus, Object)} waits. */
    public static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** The longest that any request may wait. */
    public static final Duration TIMEOUT_MAX = Duration.ofMinutes(1);

    /** Vert.x wants a number with a failure; ours say everything in the sentence. */
    private static final int REFUSED = 1;

    /** {@link BusFailure.NotOffered}, which asking again does not mend. */
    private static final int NOT_OFFERED = 2;

    public Query {
        if (address.isBlank()) {
            throw new IllegalArgumentException("a query has an address");
        }
    }

    /** Asks, and waits {@link #TIMEOUT} for the answer. */
    public Future<R> request(EventBus bus, Q asked) {
        return request(bus, asked, TIMEOUT);
    }

    /**
     * Asks, and waits {@code timeout} for the answer.
     *
     * @param timeout 1 ms to {@link #TIMEOUT_MAX}
     * @return the answer, or a {@link BusException} that says why there is none; never without an end
     */
    public Future<R> request(EventBus bus, Q asked, Duration timeout) {
        if (timeout.toMillis() < 1 || timeout.compareTo(TIMEOUT_MAX) > 0) {
            throw new IllegalArgumentException("a request waits 1 ms to " + TIMEOUT_MAX.toSeconds() + " s");
        }
        DeliveryOptions options = LocalCodec.options(bus).setSendTimeout(timeout.toMillis());
        return bus.<Object>request(address, asked, options)
                .transform(reply -> reply.succeeded()
                        ? answer(reply.result().body())
                        : Future.failedFuture(new BusException(failure(reply.cause(), timeout))));
    }

    private Future<R> answer(@Nullable Object body) {
        return answer.isInstance(body)
                ? Future.succeededFuture(answer.cast(body))
                : Future.failedFuture(new BusException(new BusFailure.Broken(
                        "The answer from " + address + " is " + kind(body) + "; expected " + answer.getName())));
    }

    private BusFailure failure(Throwable cause, Duration timeout) {
        if (!(cause instanceof ReplyException reply)) {
            return new BusFailure.Broken("Asking " + address + " failed: " + sentence(cause));
        }
        return switch (reply.failureType()) {
            case NO_HANDLERS ->
                new BusFailure.NobodyThere(
                        "Nobody answers at " + address + "; the part that does is not running, try again when it is");
            case TIMEOUT ->
                new BusFailure.TimedOut("No answer from " + address + " within " + timeout.toMillis() + " ms");
            case RECIPIENT_FAILURE ->
                reply.failureCode() == NOT_OFFERED
                        ? new BusFailure.NotOffered(sentence(reply))
                        : new BusFailure.Refused(sentence(reply));
            case ERROR -> new BusFailure.Broken("Asking " + address + " failed: " + sentence(reply));
        };
    }

    /**
     * Answers this query on the caller's context, until the registration is unregistered.
     *
     * <p>A future that fails refuses, with its message as the sentence that the asker sees. A handler that throws has a
     * bug: the asker is told at once, and the exception goes on to the context's exception handler.
     */
    public MessageConsumer<?> answer(EventBus bus, Function<? super Q, Future<? extends R>> handler) {
        return bus.<Object>localConsumer(address, message -> {
            Object body = message.body();
            if (question.isInstance(body)) {
                reply(bus, message, question.cast(body), handler);
            } else {
                message.fail(REFUSED, address + " was asked " + kind(body) + "; expected " + question.getName());
            }
        });
    }

    private void reply(
            EventBus bus, Message<Object> message, Q asked, Function<? super Q, Future<? extends R>> handler) {
        Future<? extends R> answered;
        try {
            answered = handler.apply(asked);
        } catch (RuntimeException e) {
            message.fail(REFUSED, "Answering at " + address + " failed: " + sentence(e));
            throw e;
        }
        answered.onComplete(
                value -> message.reply(value, LocalCodec.options(bus)),
                cause -> message.fail(code(cause), sentence(cause)));
    }

    private static int code(Throwable cause) {
        boolean isNotOffered = cause instanceof BusException known && known.failure() instanceof BusFailure.NotOffered;
        return isNotOffered ? NOT_OFFERED : REFUSED;
    }

    static String sentence(Throwable cause) {
        String message = cause.getMessage();
        return message == null || message.isBlank() ? cause.getClass().getName() : message;
    }

    static String kind(@Nullable Object body) {
        return body == null ? "null" : body.getClass().getName();
    }
}
