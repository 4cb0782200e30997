package dev.tenure.live;

import dev.tenure.options.AgentOptions;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A machine: its addresses, its disk and its options. Agents come and go on it. */
public final class LiveHost {
    private final Map<String, String> options = new HashMap<>();
    private final Path subnetEnv;
    private final Logs logs;
    private final List<AutoCloseable> toClose;
    private Consumer<LiveAgent> atFirst = agent -> {};

    /**
     * @param directory its disk
     * @param toClose gets every agent that is started on it
     */
    public LiveHost(String endpoint, String prefix, Path directory, Logs logs, List<AutoCloseable> toClose) {
        this.subnetEnv = directory.resolve("subnet.env");
        this.logs = logs;
        this.toClose = toClose;
        with("etcd-endpoints", endpoint);
        with("etcd-prefix", prefix);
        with("subnet-file", subnetEnv.toString());
        with("iface", "lo");
        with("healthz-port", "0");
    }

    public LiveHost with(String option, String value) {
        options.put(option, value);
        return this;
    }

    public LiveHost ttl(int seconds) {
        return with("subnet-lease-ttl", seconds + "s");
    }

    /** Whom to give every agent that is started on this host, before it does anything. */
    public LiveHost onStart(Consumer<LiveAgent> listener) {
        atFirst = listener;
        return this;
    }

    /** The address by which it goes. */
    public String publicIp() {
        return String.valueOf(options.get("public-ip"));
    }

    public AgentOptions options() {
        return AgentOptions.of(options);
    }

    /** Starts an agent; returns when its parts run. */
    public LiveAgent start() {
        return start(LiveAgent.USUAL_VERTX);
    }

    /** Likewise on a Vert.x with options of its own. */
    LiveAgent start(VertxOptions vertx) {
        LiveAgent agent = LiveAgent.start(options(), vertx, logs, atFirst);
        toClose.add(agent);
        return agent;
    }

    public Path subnetEnv() {
        return subnetEnv;
    }

    /** What subnet.env says; nothing if it is not there. */
    public String subnetEnvText() {
        try {
            return Files.exists(subnetEnv) ? Files.readString(subnetEnv) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As an earlier life of this host left it. */
    public LiveHost withSubnetEnv(String text) {
        return withSubnetEnv(text.getBytes(StandardCharsets.UTF_8));
    }

    public LiveHost withSubnetEnv(byte[] bytes) {
        try {
            Files.createDirectories(subnetEnv.getParent());
            Files.write(subnetEnv, bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
