package dev.tenure.process;

import dev.tenure.support.EtcdServer;
import dev.tenure.support.Ports;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One host of one network.
 *
 * @param etcd where the network is looked at
 * @param endpoint how this host reaches it
 * @param prefix the network's own
 * @param folder this host's own: subnet.env, files of options
 * @param publicIp who this host is
 */
public record Host(EtcdServer etcd, String endpoint, String prefix, Path folder, String publicIp) {
    public static final String NETWORK = "{\"Network\":\"10.5.0.0/16\",\"Backend\":{\"Type\":\"vxlan\"}}";

    private static final String PUBLIC_IP = "192.0.2.7";

    public static Host of(EtcdServer etcd, String name, Path parent) {
        return of(etcd, etcd.endpoint(), name, parent);
    }

    public static Host of(EtcdServer etcd, String endpoint, String name, Path parent) {
        try {
            Path folder = Files.createDirectories(parent.resolve(name));
            return new Host(etcd, endpoint, "/" + name, folder, PUBLIC_IP);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts the network config. */
    public Host withNetwork() {
        return withNetwork(NETWORK);
    }

    public Host withNetwork(String json) {
        etcd.etcdctl("put", prefix + "/config", json);
        return this;
    }

    public Path subnetFile() {
        return folder.resolve("run/subnet.env");
    }

    /** Starts the agent of this host; an option that is given here replaces the usual one, an empty one takes it away. */
    public RunningAgent start(String... options) {
        return start(Map.of(), options);
    }

    public RunningAgent start(Map<String, String> environment, String... options) {
        return start(List.of(), environment, options);
    }

    /** Likewise under another program, such as {@code unshare -m}, that becomes the agent in the end. */
    public RunningAgent start(List<String> under, Map<String, String> environment, String... options) {
        int port = Ports.freeForLater(1).getFirst();
        List<String> command = new ArrayList<>(under);
        command.addAll(Program.command(arguments(port, options)));
        return new RunningAgent(command, environment, port);
    }

    /** Likewise by {@code bin/tenure} of a program that was packaged. */
    public RunningAgent startPackaged(Path launcher, Map<String, String> environment) {
        int port = Ports.freeForLater(1).getFirst();
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(arguments(port));
        return new RunningAgent(command, environment, port);
    }

    private List<String> arguments(int port, String... options) {
        List<String> arguments = new ArrayList<>(List.of("agent"));
        Stream.of(
                        "--etcd-endpoints=" + endpoint,
                        "--etcd-prefix=" + prefix,
                        "--subnet-file=" + subnetFile(),
                        "--iface=lo",
                        "--public-ip=" + publicIp,
                        "--healthz-ip=127.0.0.1",
                        "--healthz-port=" + port)
                .filter(usual ->
                        Stream.of(options).noneMatch(given -> nameOf(given).equals(nameOf(usual))))
                .forEach(arguments::add);
        Stream.of(options).filter(option -> !option.endsWith("=")).forEach(arguments::add);
        return arguments;
    }

    private static String nameOf(String option) {
        return option.replaceFirst("=.*", "");
    }

    /** A file of options of this host. */
    public Path optionsFile(String text) {
        return write("tenure.properties", text);
    }

    /** Replaces a file of this host in one step. */
    public Path write(String name, String text) {
        try {
            Path file = folder.resolve(name);
            Path next = folder.resolve(name + ".next");
            Files.writeString(next, text);
            return Files.move(next, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- what stands in etcd

    /** A subnet lease as it stands in etcd. */
    public record Key(String text, String value, long grant, long modRevision) {}

    public List<Key> keys() {
        JsonObject answer = new JsonObject(etcd.etcdctl("get", "--prefix", prefix + "/subnets/", "--write-out=json"));
        return answer.getJsonArray("kvs", new JsonArray()).stream()
                .map(kv -> (JsonObject) kv)
                .map(kv -> new Key(
                        text(kv.getString("key")).substring((prefix + "/subnets/").length()),
                        text(kv.getString("value")),
                        kv.getLong("lease", 0L),
                        kv.getLong("mod_revision")))
                .toList();
    }

    private static String text(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }

    /** All grants of this etcd, of whatever network. */
    public int grants() {
        return (int) etcd.etcdctl("lease", "list")
                .lines()
                .filter(line -> line.matches("[0-9a-f]{16}"))
                .count();
    }
}
