package dev.tenure.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;

/**
 * One client that hears events. It keeps no event of its own: it stands somewhere in the ring and goes on when its client has
 * taken what it was given, so a slow one costs a few kilobytes. Whoever falls out of the ring, or takes nothing for too
 * long, is cut off and may come again. For one event loop.
 */
final class EventStream {
    private static final Buffer BEAT = Buffer.buffer(": beat\n\n");
    private static final Buffer END = Buffer.buffer(": the agent stops\n\n");

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final EventRing ring;
    private Runnable onOver = () -> {};
    private long next;
    private long silentMillis;
    private long stalledMillis;
    private boolean isOver;

    EventStream(HttpServerRequest request, EventRing ring, long next) {
        this.request = request;
        this.response = request.response();
        this.ring = ring;
        this.next = next;
        response.drainHandler(drained -> {
            stalledMillis = 0;
            goOn();
        });
    }

    /** Whom to tell that it is over, at least once. */
    void onOver(Runnable listener) {
        onOver = listener;
        response.closeHandler(closed -> {
            isOver = true;
            listener.run();
        });
    }

    /** Something that only this client hears. */
    void say(Buffer text) {
        silentMillis = 0;
        response.write(text);
    }

    /** Goes on where the ring's next event will be. */
    void skipToEnd() {
        next = ring.end();
    }

    /** Gives the client as much as it takes now. */
    void goOn() {
        while (!isOver && next < ring.end() && !response.writeQueueFull()) {
            Optional<Buffer> event = ring.at(next);
            if (event.isEmpty()) {
                cut();
                return;
            }
            say(event.get());
            next++;
        }
    }

    /** So much time has passed. */
    void tick(long millis, EventLimits limits) {
        if (isOver) {
            return;
        }
        silentMillis += millis;
        stalledMillis = response.writeQueueFull() ? stalledMillis + millis : 0;
        if (stalledMillis >= limits.stall().toMillis()) {
            cut();
        } else if (stalledMillis == 0 && silentMillis >= limits.beat().toMillis()) {
            say(BEAT);
        }
    }

    private void cut() {
        isOver = true;
        request.connection().close();
        onOver.run();
    }

    void end() {
        if (!isOver) {
            isOver = true;
            response.end(END);
        }
    }
}
