package dev.tenure.live;

import dev.tenure.support.EtcdServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** What an etcd says of itself at its /metrics: how much it has sent to all its clients together, since a moment. */
public final class EtcdCounters {
    private static final String EVENTS = "etcd_debugging_mvcc_events_total";
    private static final String MESSAGES = "grpc_server_msg_sent_total";
    private static final String BYTES = "etcd_network_client_grpc_sent_bytes_total";

    private final EtcdServer etcd;
    private final Sum before;

    /**
     * All of these are sums over all clients.
     *
     * @param watchEvents that were put into what is sent to watchers
     * @param watchMessages responses on streams of watches
     * @param messages responses of every kind
     */
    public record Sum(long watchEvents, long watchMessages, long messages, long bytes) {
        Sum minus(Sum other) {
            return new Sum(
                    watchEvents - other.watchEvents,
                    watchMessages - other.watchMessages,
                    messages - other.messages,
                    bytes - other.bytes);
        }
    }

    private EtcdCounters(EtcdServer etcd) {
        this.etcd = etcd;
        before = read();
    }

    /** From now on. */
    public static EtcdCounters of(EtcdServer etcd) {
        return new EtcdCounters(etcd);
    }

    public Sum since() {
        return read().minus(before);
    }

    public long watchEventsSince() {
        return since().watchEvents();
    }

    private Sum read() {
        String text = text();
        return new Sum(
                sum(text, EVENTS, ""),
                sum(text, MESSAGES, "etcdserverpb.Watch"),
                sum(text, MESSAGES, ""),
                sum(text, BYTES, ""));
    }

    private static long sum(String text, String name, String label) {
        return text.lines()
                .filter(line -> line.startsWith(name) && line.contains(label))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private String text() {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create(etcd.endpoint() + "/metrics"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while etcd told its metrics", e);
        }
    }
}
