package dev.tenure.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Somebody who hears /v1/events and reads as fast as it comes. */
public final class EventClient implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 20;
    private static final Event OVER = new Event("", "over", "");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final BlockingQueue<Event> heard = new LinkedBlockingQueue<>();
    private final HttpResponse<InputStream> response;

    /** What was heard: an event, or a comment. */
    public record Event(String id, String name, String data) {
        public JsonObject json() {
            return new JsonObject(data);
        }
    }

    /** @param lastEventId what was heard last; null for nothing */
    public EventClient(int port, @Nullable String lastEventId) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/events"));
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        try {
            response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new AssertionError("there is no stream", e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).contains("text/event-stream");
        Thread.ofPlatform().daemon().name("event-client").start(this::read);
    }

    private void read() {
        String id = "";
        String name = "";
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    name = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    heard.add(new Event(id, name, line.substring(6)));
                    id = "";
                } else if (line.startsWith(": ")) {
                    heard.add(new Event("", "comment", line.substring(2)));
                }
            }
            heard.add(OVER);
        } catch (IOException e) {
            heard.add(new Event("", "broken", String.valueOf(e)));
        }
    }

    /** The next one, whatever it is. */
    public Event next() {
        try {
            Event event = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("nothing more is heard");
            }
            return event;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** The next one of that name. */
    public Event next(String name) {
        Event event = next();
        while (!event.name().equals(name)) {
            if (event.name().equals("over") || event.name().equals("broken")) {
                throw new AssertionError("the stream ended before " + name + ": " + event);
            }
            event = next();
        }
        return event;
    }

    /** The stream has ended as streams do. */
    public void isOver() {
        Event event = next();
        while (!event.equals(OVER)) {
            assertThat(event.name()).isNotEqualTo("broken");
            event = next();
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
