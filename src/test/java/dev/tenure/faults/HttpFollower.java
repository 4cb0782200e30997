package dev.tenure.faults;

import dev.tenure.lease.GrantId;
import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.HostIdentity;
import dev.tenure.lease.LeaseValue;
import dev.tenure.lease.SubnetLease;
import dev.tenure.lease.Term;
import dev.tenure.subnet.IpAddress;
import dev.tenure.subnet.SubnetKey;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Follows an agent in a process of its own by what it answers over HTTP; a poll without an answer is no statement. */
final class HttpFollower implements Follower {
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);

    private final int port;
    private final String origin;
    private final LongSupplier pauseNanos;
    private final LifeRecorder recorder = new LifeRecorder(System.nanoTime());
    private volatile boolean isOver;

    /** @param pauseNanos how long to wait between two looks, as it is now */
    HttpFollower(int port, LongSupplier pauseNanos) {
        this.port = port;
        this.origin = "http://127.0.0.1:" + port;
        this.pauseNanos = pauseNanos;
        Thread.ofVirtual().start(this::run);
    }

    private void run() {
        while (!isOver) {
            look();
            LockSupport.parkNanos(pauseNanos.getAsLong());
        }
    }

    private void look() {
        long asked = System.nanoTime();
        Optional<JsonObject> answer = get("/readyz?verbose");
        long answered = System.nanoTime();
        if (isOver) {
            return;
        }
        if (answer.isEmpty()) {
            recorder.didNotAnswer(asked);
            return;
        }
        JsonObject json = answer.get();
        Optional<SubnetLease> lease =
                Optional.ofNullable(json.getJsonObject("lease")).flatMap(HttpFollower::lease);
        @Nullable Long seconds = json.getLong("secondsUntilDeadline");
        boolean isCertain = lease.isPresent() && (seconds == null || seconds >= 0);
        if (isCertain) {
            recorder.answeredLease(lease.get(), seconds == null ? -1 : seconds, asked, answered);
        } else {
            recorder.answeredNothing(asked);
        }
        recorder.saysReady(json.getBoolean("ready", false), isInTouch(json), asked, answered);
    }

    private static Optional<SubnetLease> lease(JsonObject json) {
        return Optional.ofNullable(json.getString("key"))
                .flatMap(SubnetKey::parse)
                .map(key -> new SubnetLease(
                        key, value(json), term(json), json.getLong("createRevision"), json.getLong("modRevision")));
    }

    private static Term term(JsonObject json) {
        @Nullable String grant = json.getString("grant");
        return grant == null ? new Term.Reserved() : new Term.Granted(new GrantId(Long.parseUnsignedLong(grant, 16)));
    }

    private static LeaseValue value(JsonObject json) {
        HostIdentity host = new HostIdentity(address(json, "publicIp"), address(json, "publicIpv6"));
        return HostAttributes.of(host, json.getString("backendType", ""));
    }

    private static @Nullable IpAddress address(JsonObject json, String field) {
        return Optional.ofNullable(json.getString(field))
                .flatMap(IpAddress::parse)
                .orElse(null);
    }

    private Optional<JsonObject> get(String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(origin + path))
                    .timeout(ANSWER_MAX)
                    .build();
            return Optional.of(new JsonObject(
                    HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body()));
        } catch (IOException | DecodeException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public LifeRecorder recorder() {
        return recorder;
    }

    private static boolean isInTouch(JsonObject json) {
        return json.getJsonArray("reasons").stream()
                .noneMatch(reason -> ((JsonObject) reason).getString("code").startsWith(LifeRecorder.OUT_OF_TOUCH));
    }

    @Override
    public Answers asks() {
        return new Answers(get("/readyz?verbose").map(json -> json.getBoolean("ready", false)), peers(), List.of());
    }

    private Optional<Map<String, Long>> peers() {
        Map<String, Long> all = new TreeMap<>();
        @Nullable String next = "";
        while (next != null) {
            Optional<JsonObject> page = get("/v1/peers" + (next.isEmpty() ? "" : "?after=" + next.replace("&", "%26")));
            if (page.isEmpty() || page.get().getJsonArray("peers") == null) {
                return Optional.empty();
            }
            page.get().getJsonArray("peers").forEach(peer -> {
                JsonObject lease = (JsonObject) peer;
                all.put(lease.getString("key"), lease.getLong("modRevision"));
            });
            next = page.get().getString("next");
        }
        return Optional.of(all);
    }

    /** Nobody listens at its port. */
    @Override
    public boolean isGone() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return false;
        } catch (ConnectException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void end() {
        isOver = true;
        recorder.ends(System.nanoTime());
    }
}
