package dev.tenure.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A real etcd on ports of its own, with everything one can do to it. Ended, and its data deleted, by {@link #close()}. */
public final class EtcdServer implements AutoCloseable {
    private static final Duration START_MAX = Duration.ofSeconds(30);
    private static final int STARTS_MAX = 5;

    /** etcdctl's own five seconds are too few for a busy machine on which an election is held or a disk is slow. */
    public static final String ETCDCTL_PATIENT = "--command-timeout=20s";

    private final String name;
    private final int port;
    private final List<String> flags;
    private final @Nullable TestTls tls;
    private final Path data;
    private ServerProcess process;

    private EtcdServer(
            EtcdProgram program,
            String name,
            int port,
            int peerPort,
            int advertisedPeerPort,
            String members,
            List<String> extraFlags,
            @Nullable TestTls tls) {
        this.name = name;
        this.port = port;
        this.tls = tls;
        String scheme = tls == null ? "http" : "https";
        try {
            data = Files.createTempDirectory("tenure-etcd-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        flags = new ArrayList<>(List.of(
                program.path(),
                "--name=" + name,
                "--data-dir=" + data.resolve("member-data"),
                "--listen-client-urls=" + scheme + "://127.0.0.1:" + port,
                "--advertise-client-urls=" + scheme + "://127.0.0.1:" + port,
                "--listen-peer-urls=http://127.0.0.1:" + peerPort,
                "--initial-advertise-peer-urls=http://127.0.0.1:" + advertisedPeerPort,
                "--initial-cluster=" + members,
                "--initial-cluster-token=" + members));
        flags.addAll(extraFlags);
        process = new ServerProcess(flags);
    }

    /** One member, ready; {@code flags} are etcd's own. */
    public static EtcdServer start(String... flags) {
        return start(EtcdProgram.usual(), null, flags);
    }

    /** Likewise of this etcd. */
    public static EtcdServer start(EtcdProgram program, String... flags) {
        return start(program, null, flags);
    }

    /** One member that speaks TLS with the server certificate of {@code tls}. */
    public static EtcdServer start(TestTls tls, String... flags) {
        return start(EtcdProgram.usual(), tls, flags);
    }

    /** Likewise of this etcd, in the clear where there is no {@code tls}. */
    public static EtcdServer start(EtcdProgram program, @Nullable TestTls tls, String... flags) {
        List<String> extra = withCertificate(tls, flags);
        for (int attempt = 1; ; attempt++) {
            List<Integer> ports = Ports.free(2);
            String members = "one=http://127.0.0.1:" + ports.get(1);
            EtcdServer server =
                    new EtcdServer(program, "one", ports.get(0), ports.get(1), ports.get(1), members, extra, tls);
            if (server.isReady()) {
                return server;
            }
            String logs = server.logs();
            server.close();
            // somebody else was faster at the port
            if (attempt == STARTS_MAX || !logs.contains("address already in use")) {
                throw new AssertionError("etcd did not start:\n" + logs);
            }
        }
    }

    private static List<String> withCertificate(@Nullable TestTls tls, String... flags) {
        List<String> all = new ArrayList<>(List.of(flags));
        if (tls != null) {
            all.add("--cert-file=" + tls.serverCert());
            all.add("--key-file=" + tls.serverKey());
        }
        return all;
    }

    /** So many members of one cluster, all ready. */
    public static List<EtcdServer> cluster(int size, String... flags) {
        return cluster(EtcdProgram.usual(), size, flags);
    }

    /** Likewise of this etcd. */
    public static List<EtcdServer> cluster(EtcdProgram program, int size, String... flags) {
        return cluster(program, size, null, null, List.of(flags));
    }

    /** Likewise; the others reach the first member through {@code lineToFirst}, which is led there. */
    public static List<EtcdServer> cluster(EtcdProgram program, int size, TcpProxy lineToFirst, String... flags) {
        return cluster(program, size, null, lineToFirst, List.of(flags));
    }

    /** Likewise with TLS for clients where there is a {@code tls}; among themselves they speak in the clear. */
    public static List<EtcdServer> cluster(EtcdProgram program, int size, @Nullable TestTls tls, String... flags) {
        return cluster(program, size, tls, null, withCertificate(tls, flags));
    }

    private static List<EtcdServer> cluster(
            EtcdProgram program, int size, @Nullable TestTls tls, @Nullable TcpProxy lineToFirst, List<String> flags) {
        for (int attempt = 1; ; attempt++) {
            List<EtcdServer> servers = launchCluster(program, size, tls, lineToFirst, flags);
            // every one is asked, since each needs the others to become ready
            List<EtcdServer> failed =
                    servers.stream().filter(server -> !server.isReady()).toList();
            if (failed.isEmpty()) {
                return servers;
            }
            String logs = failed.stream().map(EtcdServer::logs).collect(Collectors.joining("\n\n"));
            servers.forEach(EtcdServer::close);
            if (attempt == STARTS_MAX || !logs.contains("address already in use")) {
                throw new AssertionError("the cluster did not start:\n" + logs);
            }
        }
    }

    private static List<EtcdServer> launchCluster(
            EtcdProgram program, int size, @Nullable TestTls tls, @Nullable TcpProxy lineToFirst, List<String> flags) {
        List<Integer> ports = Ports.free(2 * size);
        List<Integer> advertised = new ArrayList<>(ports.subList(size, 2 * size));
        if (lineToFirst != null) {
            lineToFirst.leadTo(ports.get(size));
            advertised.set(0, lineToFirst.port());
        }
        String members = IntStream.range(0, size)
                .mapToObj(i -> "m" + i + "=http://127.0.0.1:" + advertised.get(i))
                .collect(Collectors.joining(","));
        return IntStream.range(0, size)
                .mapToObj(i -> new EtcdServer(
                        program, "m" + i, ports.get(i), ports.get(size + i), advertised.get(i), members, flags, tls))
                .toList();
    }

    /** One more member of a cluster to which {@code known} belongs, ready. */
    public static EtcdServer join(EtcdProgram program, EtcdServer known, String name) {
        List<Integer> ports = Ports.free(2);
        String printed = known.etcdctl("member", "add", name, "--peer-urls=http://127.0.0.1:" + ports.get(1));
        String members = printed.lines()
                .filter(line -> line.startsWith("ETCD_INITIAL_CLUSTER="))
                .map(line -> line.replaceAll("ETCD_INITIAL_CLUSTER=|\"", ""))
                .findFirst()
                .orElseThrow(() -> new AssertionError(printed));
        EtcdServer server = new EtcdServer(
                program,
                name,
                ports.get(0),
                ports.get(1),
                ports.get(1),
                members,
                List.of("--initial-cluster-state=existing"),
                null);
        server.awaitReady();
        return server;
    }

    private boolean isReady() {
        try {
            return process.prints("ready to serve client requests", START_MAX);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while etcd started", e);
        }
    }

    /** Waits until it serves, as it does once there is a quorum. */
    public void awaitReady() {
        if (!isReady()) {
            throw new AssertionError("etcd " + name + " did not start:\n" + logs());
        }
    }

    public int port() {
        return port;
    }

    /** The URL for {@code --etcd-endpoints}. */
    public String endpoint() {
        return (tls == null ? "http" : "https") + "://127.0.0.1:" + port;
    }

    /** What it printed since it was last started. */
    public String logs() {
        return process.logs();
    }

    // ---- what happens to an etcd

    /** SIGKILL. */
    public void kill() {
        process.kill();
    }

    /** SIGTERM, as systemd does it. */
    public void terminate() {
        process.terminate();
    }

    /** SIGSTOP: its connections stay open and say nothing. */
    public void freeze() {
        process.signal("STOP");
    }

    /** SIGCONT. */
    public void thaw() {
        process.signal("CONT");
    }

    /** Starts it again on the same ports and data, and waits until it is ready. */
    public void restart() {
        launch();
        awaitReady();
    }

    /** Starts it again without waiting: a member without a quorum is not ready. */
    public void launch() {
        if (process.isAlive()) {
            throw new IllegalStateException("etcd " + name + " still runs");
        }
        process = new ServerProcess(flags);
    }

    /** Kills it and deletes everything it knows; {@link #restart()} then begins at revision 1. */
    public void wipe() {
        kill();
        delete(data.resolve("member-data"));
    }

    /** Kills it and puts what {@code snapshot} holds in the place of everything it knows; {@link #restart()} goes on there. */
    public void restore(Path snapshot) {
        wipe();
        List<String> ownFlags = flags.stream()
                .filter(flag ->
                        flag.matches("--(name|data-dir|initial-(cluster|cluster-token|advertise-peer-urls))=.*"))
                .toList();
        List<String> command = new ArrayList<>(List.of("etcdctl", "snapshot", "restore", snapshot.toString()));
        command.addAll(ownFlags);
        Command.run(command, Map.of("ETCDCTL_API", "3"), new byte[0]);
    }

    // ---- what an operator does

    /** Runs etcdctl as root of an etcd without authentication; returns what it printed. */
    public String etcdctl(String... arguments) {
        return etcdctl(new byte[0], arguments);
    }

    /** Likewise, with {@code input} for a {@code put} of bytes. */
    public String etcdctl(byte[] input, String... arguments) {
        List<String> command = new ArrayList<>(List.of("etcdctl", "--endpoints=" + endpoint(), ETCDCTL_PATIENT));
        if (tls != null) {
            command.addAll(List.of("--cacert=" + tls.ca(), "--cert=" + tls.clientCert(), "--key=" + tls.clientKey()));
        }
        command.addAll(List.of(arguments));
        return Command.run(command, Map.of("ETCDCTL_API", "3"), input);
    }

    /** True if it is its cluster's leader, as it says itself. */
    public boolean isLeader() {
        String status = etcdctl("endpoint", "status", "--write-out=json");
        return number(status, "leader").equals(number(status, "member_id"));
    }

    /** Its member id, as etcdctl takes it. */
    public String memberId() {
        String id = number(etcdctl("endpoint", "status", "--write-out=json"), "member_id");
        return Long.toHexString(Long.parseUnsignedLong(id));
    }

    private static String number(String json, String field) {
        Matcher found = Pattern.compile("\"" + field + "\":(\\d+)").matcher(json);
        if (!found.find()) {
            throw new AssertionError("no " + field + " in " + json);
        }
        return found.group(1);
    }

    /** Adds root and a user that may read and write below {@code prefix}, and switches authentication on. */
    public void enableAuth(String rootPassword, String user, String password, String prefix) {
        etcdctl("user", "add", "root:" + rootPassword);
        etcdctl("role", "add", "root");
        etcdctl("user", "grant-role", "root", "root");
        etcdctl("role", "add", user + "-role");
        etcdctl("role", "grant-permission", user + "-role", "--prefix=true", "readwrite", prefix);
        etcdctl("user", "add", user + ":" + password);
        etcdctl("user", "grant-role", user, user + "-role");
        etcdctl("auth", "enable");
    }

    @Override
    public void close() {
        process.kill();
        delete(data);
    }

    private static void delete(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return name + " at " + endpoint();
    }
}
